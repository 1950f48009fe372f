import pytest
from pydantic import Field, ValidationError

from pksim import InputError
from pksim.describe.words.records import Record, read_record, read_toml


class Leaf(Record):
    size: float = Field(gt=0, allow_inf_nan=False)
    words: tuple[str, ...] = ()


class Tree(Record):
    name: str
    leaves: tuple[Leaf, ...] = ()
    height: int | None = None
    evergreen: bool = False


KEYS = "'name', 'leaves', 'height', 'evergreen'"


def mistakes(table):
    with pytest.raises(InputError) as caught:
        read_record(Tree, table, "tree.toml")
    return str(caught.value).splitlines()


def test_a_right_table_is_read_and_frozen():
    tree = read_record(Tree, {"name": "oak", "leaves": [{"size": 2}]}, "tree.toml")
    assert tree == Tree(name="oak", leaves=(Leaf(size=2.0),))
    with pytest.raises(ValidationError):
        tree.name = "elm"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ({}, "tree.toml: name: is missing; it must be given."),
        ({"name": 3}, "tree.toml: name: must be text."),
        ({"name": "x", "leavs": []}, f"tree.toml: leavs: is not a key here; did you mean 'leaves'? Known are {KEYS}."),
        ({"name": "oak", "zzz": 1}, f"tree.toml: zzz: is not a key here; it must be one of {KEYS}."),
        ({"name": "oak", "leaves": 3}, "tree.toml: leaves: must be a list."),
        ({"name": "oak", "leaves": [3]}, "tree.toml: leaves[1]: must be a table."),
        ({"name": "oak", "leaves": [{"size": 0}]}, "tree.toml: leaves[1].size: is 0; it must be above 0."),
        ({"name": "oak", "leaves": [{"size": "big"}]}, "tree.toml: leaves[1].size: must be a number."),
        ({"name": "oak", "leaves": [{"size": True}]}, "tree.toml: leaves[1].size: is true; it must be a number."),
        ({"name": "oak", "height": False}, "tree.toml: height: is false; it must be a number."),
        ([], "tree.toml: the file: must be a table."),
    ],
)  # fmt: skip
def test_a_mistake_says_file_key_and_rule(table, line):
    assert mistakes(table) == [line]


@pytest.mark.parametrize("size", [float("nan"), float("inf")])
def test_numbers_are_finite(size):
    (line,) = mistakes({"name": "oak", "leaves": [{"size": size}]})
    assert f"leaves[1].size: is {size!r}; it must be" in line


def test_all_mistakes_are_reported_at_once_at_every_depth():
    table = {"nam": "oak", "leaves": [{"size": -1, "word": []}, {"size": 1, "words": [2]}]}
    keys = {line.split(": ")[1] for line in mistakes(table)}
    assert keys == {"nam", "name", "leaves[1].size", "leaves[1].word", "leaves[2].words[1]"}


def test_a_toml_file_is_read(tmp_path):
    path = tmp_path / "good.toml"
    path.write_text('name = "Härtter µg"\n[a]\nb = 1\n', encoding="utf-8")
    assert read_toml(path) == read_toml(str(path)) == {"name": "Härtter µg", "a": {"b": 1}}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "the file is empty"),
        (b"# only a comment\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not a text file in UTF-8; a TOML file is wanted"),
        (b"name = \n", r"not valid TOML: .*line 1"),
        (b"a = 1\na = 2\n", r"not valid TOML: .*line 2"),
        (b"a = " + b"9" * 5000, "a whole number in it has more than 64 bits"),
        (b"a = 0x" + b"f" * 5000, "a whole number in it has more than 64 bits"),
        (b"a = [{ b = -9223372036854775809 }]", "a whole number in it has more than 64 bits"),
        (b"a = " + b"[" * 3000 + b"]" * 3000, "more than 20 deep in one another"),
        (b"a = " + b"{a = " * 900 + b"1" + b"}" * 900, "more than 20 deep in one another"),
        (b".".join([b"a"] * 3000) + b" = 1", "more than 20 deep in one another"),
        (b"a = " + b"[" * 20 + b"]" * 20, "more than 20 deep in one another"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(tmp_path, content, rule):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"bad\.toml: .*{rule}") as caught:
        read_toml(path)
    assert len(str(caught.value).replace(str(tmp_path), "")) < 200
    assert caught.value.__cause__ is None


def test_what_toml_may_hold_is_read(tmp_path):
    path = tmp_path / "good.toml"
    path.write_text("a = " + "[" * 19 + "]" * 19 + "\nb = [-9223372036854775808, 9223372036854775807]\n")
    assert read_toml(path)["b"] == [-(2**63), 2**63 - 1]


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"none\.toml: there is no such file"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(InputError, match="this is a folder; a TOML file is wanted"):
        read_toml(tmp_path)
    (tmp_path / "plain").write_text("x")
    with pytest.raises(InputError, match="cannot be read: Not a directory"):
        read_toml(tmp_path / "plain" / "x.toml")


def test_a_truth_value_is_read_where_one_is_asked_for():
    assert read_record(Tree, {"name": "oak", "evergreen": True}, "tree.toml").evergreen is True
