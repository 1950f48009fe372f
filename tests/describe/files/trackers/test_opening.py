"""Files, folders and archives as sources; every archive here is made by hand, and harmless."""

import os
import struct
import zipfile
from pathlib import Path

import pytest

from pksim import InputError
from pksim.describe.files.trackers.opening import beginning_of, sources, text_of

SENTENCE = "Schlaf um 23:40, müde\n"


@pytest.fixture
def at(tmp_path):
    """Write a file or an archive and give its path."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for member, data in content.items():
                    archive.writestr(member, data)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(paths):
    with pytest.raises(InputError) as caught:
        [text_of(each) for each in sources(paths)]
    return str(caught.value)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_file_is_one_source(at, kind):
    (found,) = sources(kind(at("a.csv", SENTENCE)))
    assert (found.name, found.size) == ("a.csv", len(SENTENCE.encode()))
    assert found.head == SENTENCE.encode()
    assert text_of(found) == SENTENCE
    assert text_of(found) == SENTENCE  # and once more


def test_several_files_are_as_many_in_their_order(at):
    assert [each.name for each in sources([at("b.csv", "1"), str(at("a.csv", "2"))])] == ["b.csv", "a.csv"]


def test_a_folder_gives_what_lies_in_it_by_name_and_archives_too(at, tmp_path):
    names = ["Sleep/a.json", "Sleep/b.json", "Sleep/c.json", "a.csv", "b.csv", "more.zip, in/a.csv", "z.csv"]
    for each in (3, 6, 1, 4, 0, 2):
        at(f"Takeout/{names[each]}", names[each])
    at("Takeout/more.zip", {"in/a.csv": names[5]})
    found = sources(tmp_path / "Takeout")
    assert [each.name for each in found] == [f"Takeout/{name}" for name in names]
    assert [text_of(each) for each in found] == names


def test_an_archive_gives_its_members_in_their_order_without_folders(at):
    path = at("export.zip", {"x/": "", "x/export.xml": SENTENCE, "x/empty": "", "a.csv": "1"})
    found = sources(path)
    assert [each.name for each in found] == ["export.zip, x/export.xml", "export.zip, x/empty", "export.zip, a.csv"]
    assert [text_of(each) for each in found] == [SENTENCE, "", "1"]


def test_an_archive_is_known_by_its_content(at, tmp_path):
    at("export.zip", {"a.csv": "1"}).rename(tmp_path / "export.download")
    assert [each.name for each in sources(tmp_path / "export.download")] == ["export.download, a.csv"]


def test_an_archive_in_an_archive_is_not_opened_and_its_name_says_so(at):
    inner = at("inner.zip", {"a.csv": "1"}).read_bytes()
    (found,) = sources(at("outer.zip", {"inner.ZIP": inner}))
    assert found.name == "outer.zip, inner.ZIP (an archive in an archive, which is not opened)"
    assert found.head == inner


def test_the_head_is_short_whatever_the_length(at):
    data = os.urandom(300_000)
    (found,) = sources(at("long.bin", data))
    assert found.head == data[:64_000]
    with found.open() as stream:
        assert stream.read() == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_whatever_marks_its_bytes_order(at, encoding):
    (found,) = sources(at("a.csv", SENTENCE.encode(encoding)))
    assert text_of(found) == beginning_of(found) == SENTENCE


def test_a_beginning_may_end_within_a_letter(at):
    (found,) = sources(at("a.csv", "m" + "ü" * 40_000))
    assert beginning_of(found) == "m" + "ü" * 31_999


def test_a_source_keeps_its_archive_open(at):
    path = at("export.zip", {"a.csv": "1\n2\n"})
    (found,) = sources(path)
    with found.open() as one, found.open() as other:
        assert (one.readline(), other.read(), one.read()) == (b"1\n", b"1\n2\n", b"2\n")


def test_what_is_not_there(at, tmp_path):
    assert refusal(tmp_path / "no.zip") == f"{tmp_path / 'no.zip'}: there is no such file."
    assert refusal([]) == "no file is given; give an export, or the folder or zip archive in which it lies."
    (tmp_path / "void").mkdir()
    assert refusal(tmp_path / "void") == f"{tmp_path / 'void'}: there is no file in this folder."
    empty = at("empty.csv", "")
    assert refusal(empty) == f"{empty}: the file is empty; export it again."
    assert refusal(at("none.zip", {})) == "none.zip: there is no file in this archive; export it again."
    assert refusal(47) == "the file is 47; it must be a path."


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == f"{tmp_path / 'pipe'}: this is neither a file nor a folder."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(at):
    path = at("mine.csv", "1")
    path.chmod(0)
    assert refusal(path) == f"{path}: it cannot be read: Permission denied."


def test_text_in_another_encoding_is_refused_with_its_line(at):
    (found,) = sources(at("a.csv", "1\n2\nmüde\n".encode("latin-1")))
    with pytest.raises(InputError, match=r"^a\.csv, line 3: this is not text in UTF-8; export it again, or save"):
        text_of(found)


def test_a_text_beyond_all_measure_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(200_000_001)  # a hole: it takes no room
    (found,) = sources(path)
    with pytest.raises(InputError, match=r"^a\.csv: it has 200 MB; a text of more than 200 MB is not read\."):
        text_of(found)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
def test_a_truncated_archive(at, part):
    path = at("export.zip", {"a.csv": os.urandom(5000), "b.csv": os.urandom(5000)})
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    assert refusal(path).startswith("export.zip: the zip archive is broken (")
    assert refusal(path).endswith("); export it again, or copy it once more.")


def test_what_is_called_an_archive_and_is_none(at):
    assert refusal(at("export.zip", "<html>Please sign in")).startswith("export.zip: the zip archive is broken (")


@pytest.mark.parametrize("place", [35, 80])  # of what kind the packed data are, and these
def test_a_flipped_bit_is_noticed_when_it_is_read(at, place):
    path = at("export.zip", {"a.csv": SENTENCE * 9000})
    data = bytearray(path.read_bytes())
    data[place] ^= 2
    path.write_bytes(data)
    assert refusal(path).startswith("export.zip, a.csv: the zip archive is broken (")


def test_an_encrypted_archive(at):
    path = at("export.zip", {"a.csv": SENTENCE})
    data = path.read_bytes()
    entry = data.index(b"PK\1\2")
    path.write_bytes(data[: entry + 8] + b"\1\0" + data[entry + 10 :])
    assert refusal(path) == (
        "export.zip, a.csv: it is encrypted; unpack the archive with its password, and give the folder."
    )


def test_a_member_that_is_denser_than_any_export(at):
    path = at("export.zip", {"export.xml": bytes(11_000_000)})  # nothing but zeros, 11 kB as they are packed
    assert refusal(path) == (
        "export.zip, export.xml: 0.0 MB would unpack to 11 MB; more than 200 times as much is not read, for no export "
        "is so dense. Download it again."
    )


def test_a_short_member_may_be_as_dense_as_it_likes(at):
    (found,) = sources(at("export.zip", {"export.xml": b"1" * 900_000}))
    assert text_of(found) == "1" * 900_000


def test_a_member_that_holds_more_than_it_declares(at):
    path = at("export.zip", {"export.xml": b"1" * 50_000})
    data = path.read_bytes()
    entry = data.index(b"PK\1\2")
    path.write_bytes(data[: entry + 24] + struct.pack("<I", 40_000) + data[entry + 28 :])
    assert refusal(path).startswith("export.zip, export.xml: the zip archive is broken (Bad CRC-32")


def test_a_method_of_packing_that_is_not_known(at):
    path = at("export.zip", {"a.csv": SENTENCE})
    data = path.read_bytes()
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        entry = data.index(mark) + place
        data = data[:entry] + struct.pack("<H", 9) + data[entry + 2 :]
    path.write_bytes(data)
    assert refusal(path) == (
        "export.zip, a.csv: the zip archive is broken (That compression method is not supported); export it again, or "
        "copy it once more."
    )
