"""What is said of claims: every number read back and held against the table's."""

import re
import tomllib
from importlib.resources import files

import numpy as np
import pytest

import pksim as pk
from pksim.show.tables.rows import CLAIM_COLUMNS, claim_rows
from pksim.show.tables.terminal import claims_table
from pksim.show.words.claims import describe_claims
from pksim.study.claims.box import Extremes
from pksim.study.claims.verdict import Sharing, why

SHIPPED = {
    each["key"]: each
    for each in tomllib.loads((files("pksim.describe") / "library" / "claims.toml").read_text("utf-8"))["claim"]
}
SETS = ["article", "literature"]
SUBJECTS = 200
DURATION = re.compile(r"(?:(\d+) h)?(?: ?(\d+) min)?")
WHY = re.compile(
    r"(?P<phrase>.*?) is (?P<typical>(?:(?! is ).)*?)"
    r"(?:(?: in the typical person and|, and) between (?P<low>.*?) and (?P<high>.*?) over the stated ranges)?"
    r"; (?P<rule>the article says .*?|.*? is assumed to be meant)(?:, and (?P<partly>[^,]*?) to be so in part)?"
    r"(?:, which is so in (?P<share>all|none|nearly all|[^,]*? %) of (?P<subjects>[\d,]+) virtual sleepers)?\."
    r"(?: (?P<corner>Somewhere in these ranges [^.]*\.))?"
    r"(?: (?P<note>.*))?",
    re.DOTALL,
)
ADVICE = re.compile(
    r"\b(should|shall|ought|recommend\w*|advi[sc]e\w*|take it|you|your|better|best|safe|unsafe)\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def tables():
    return {name: pk.check_claims(name, subjects=SUBJECTS) for name in SETS}


@pytest.fixture(params=SETS)
def table(request, tables):
    return tables[request.param]


def minutes(text):
    found = DURATION.fullmatch(text)
    assert found is not None
    assert found[0]
    return 60 * int(found[1] or 0) + int(found[2] or 0)


def third_digit(value):
    return 10.0 ** (int(f"{abs(value):.20e}".partition("e")[2]) - 2)


def same(text, value, unit):
    """Say whether a number as written is the table's, within half a unit of its last digit."""
    slack = 1 + 1e-9
    if unit == "h":
        return abs(minutes(text) - 60 * value) <= 0.5 * slack
    if unit == "min":
        if text in ("at bedtime", "bedtime"):
            return abs(value) <= 0.5 * slack
        span, _, side = text.removesuffix(" bedtime").rpartition(" ")
        return abs({"before": -1, "after": 1}[side] * minutes(span) - value) <= 0.5 * slack
    if unit == "nights":
        count, _, word = text.partition(" ")
        return int(count) == value and word == ("night" if value == 1 else "nights")
    if unit == "%":
        if text == "under 0.01 %":
            return 0 <= value < 0.01
        said = float(text.removesuffix(" %").replace(",", ""))
        exact = 0.5 if value >= 9.95 else 5 * third_digit(value)
        return abs(said - value) <= exact * slack
    said, _, its = text.rpartition(" ")
    return its == unit and abs(float(said.replace(",", "")) - value) <= 0.5 * third_digit(value) * slack


def computed(table):
    return [row for row in table.to_dict("records") if row["verdict"] != "outside the model"]


def test_the_reader_can_tell_numbers_apart():
    """A minute, a digit, a side or a unit off is another number."""
    assert same("3 h 42 min", 3.7, "h")
    assert not same("3 h 41 min", 3.7, "h")
    assert same("15 min before bedtime", -15.2, "min")
    assert not same("15 min after bedtime", -15.2, "min")
    assert not same("at bedtime", 1.0, "min")
    assert not same("2 nights", 3, "nights")
    assert not same("3 night", 3, "nights")
    assert not same("89 %", 89.8, "%")
    assert not same("19.0 times", 19.08, "times")
    assert not same("3.00 pg/mL", 3.01, "pg/mL")
    assert not same("3.00 mmol/L", 3.0, "pg/mL")


def test_every_sentence_has_the_tables_numbers(table):
    for row in computed(table):
        said = WHY.fullmatch(row["why"])
        assert said is not None, row["why"]
        assert same(said["typical"], row["model_typical"], row["unit"]), row["claim"]
        if said["low"] is None:
            assert same(said["typical"], row["model_low"], row["unit"]), row["claim"]
            assert same(said["typical"], row["model_high"], row["unit"]), row["claim"]
        else:
            assert same(said["low"], row["model_low"], row["unit"]), row["claim"]
            assert same(said["high"], row["model_high"], row["unit"]), row["claim"]
        assert said["note"] == SHIPPED[row["claim"]].get("note")


def test_every_sentence_names_its_rule_and_whose_it_is(table):
    for row in computed(table):
        rule = SHIPPED[row["claim"]]["rule"]
        limits = rule["holds"] + (f" (judged in steps of {rule['rounded_to']})" if "rounded_to" in rule else "")
        want = f"the article says {limits}" if rule.get("kind") == "stated" else f"{limits} is assumed to be meant"
        said = WHY.fullmatch(row["why"])
        assert (said["rule"], said["partly"]) == (want, rule.get("partly"))


@pytest.mark.parametrize(
    ("share", "told"),
    [(1.0, "all of"), (0.9999, "nearly all of"), (0.99, "99 % of"), (0.0, "none of")],
)
def test_only_all_sleepers_are_all(share, told):
    claim = pk.load_claims().claim[0]
    said = why(claim, pk.load_compounds(), Extremes(2.0, 1.0, 4.0), Sharing(share, 10_000), flip_flop=False)
    assert f"which is so in {told} 10,000 virtual sleepers." in said


def test_flip_flop_is_told_where_what_is_left_late_is_asked_of_melatonin(table):
    late = ("time_until_share", "share_left_on_waking", "hours_above_level", "level_on_waking")
    for row in computed(table):
        question = SHIPPED[row["claim"]]["question"]
        told = WHY.fullmatch(row["why"])["corner"] is not None
        assert told == (question["asks"] in late and "melatonin" in str(question["dose"])), row["claim"]


def test_the_range_of_an_amount_is_told(table):
    for row in computed(table):
        dose = SHIPPED[row["claim"]]["question"].get("dose")
        if isinstance(dose, dict) and "range" in dose:
            assert f"({dose['range'].replace('-', '–')})" in row["why"]


def test_every_sentence_speaks_of_its_question(table):
    for row in computed(table):
        question, phrase = SHIPPED[row["claim"]]["question"], WHY.fullmatch(row["why"])["phrase"]
        for key in ("share", "level", "than", "receptor", "compound"):
            assert question.get(key, "") in phrase
        dose = question.get("dose")
        if dose is not None:
            text = dose if isinstance(dose, str) else dose["text"]
            assert text.partition(" mg")[0].replace("-release", "") in phrase


def test_numbers_of_sleepers(table):
    some = 0
    for row in computed(table):
        said = WHY.fullmatch(row["why"])
        if said["share"] is None:
            assert "sleepers" not in row["why"]
            continue
        some += 1
        assert said["subjects"] == f"{SUBJECTS:,}"
        if said["share"].endswith(" %") and "under" not in said["share"]:
            share = float(said["share"].removesuffix(" %"))
            assert 0 < share < 100
            count = round(share * SUBJECTS / 100)
            assert share == pytest.approx(100 * count / SUBJECTS, abs=0.5)
    assert some >= 20


def test_thousands_of_sleepers_are_written_as_everywhere(tmp_path):
    claims = tmp_path / "mine.toml"
    claims.write_text(
        '[[claim]]\nkey = "x"\nkind = "kinetic"\nabout = "Melatonin"\nsource = ["duo-article"]\n'
        'question = { asks = "time_until_share", dose = "melatonin 1 mg at bedtime", share = "10 %" }\n'
        'rule = { holds = "at most 3 h" }\n',
        encoding="utf-8",
    )
    assert "of 12,345 virtual sleepers." in pk.check_claims(claims=claims, subjects=12_345).loc[0, "why"]


def test_every_cell_has_the_tables_numbers(table):
    rows = claim_rows(table)
    assert len(rows) == len(table)
    for cells, row in zip(rows, table.to_dict("records"), strict=True):
        said = dict(zip(CLAIM_COLUMNS, cells, strict=True))
        assert (said["claim"], said["what is said"], said["verdict"]) == (row["claim"], row["says"], row["verdict"])
        if row["verdict"] == "outside the model":
            assert (said["in the model"], said["over the stated ranges"]) == ("", "")
            continue
        assert same(said["in the model"], row["model_typical"], row["unit"])
        if said["over the stated ranges"]:
            low, _, high = said["over the stated ranges"].partition(" to ")
            assert same(low, row["model_low"], row["unit"])
            assert same(high, row["model_high"], row["unit"])
        else:
            assert same(said["in the model"], row["model_low"], row["unit"])
            assert same(said["in the model"], row["model_high"], row["unit"])


def test_cells_and_sentences_say_the_same_numbers(table):
    """One rule of rounding in both."""
    for cells, row in zip(claim_rows(table), table.to_dict("records"), strict=True):
        if row["verdict"] == "outside the model":
            continue
        said = WHY.fullmatch(row["why"])
        assert said["typical"] == cells[2]
        if said["low"] is not None:
            ends = [end.removeprefix("at ") for end in cells[3].split(" to ")]
            assert [said["low"], said["high"]] == ends


@pytest.mark.parametrize("parameters", SETS)
def test_the_terminals_table(tables, parameters):
    laid_out = claims_table(tables[parameters], parameters)
    assert laid_out.title == f"What is said, and what the model gives; parameter set {parameters}"
    assert [column.header for column in laid_out.columns] == list(CLAIM_COLUMNS)
    assert laid_out.row_count == len(tables[parameters])


def test_a_paragraph_a_claim(table):
    paragraphs = describe_claims(table).split("\n\n")
    assert len(paragraphs) == len(table)
    for paragraph, row in zip(paragraphs, table.to_dict("records"), strict=True):
        assert paragraph == f"{row['claim']}. {row['says']} ({row['source']}): {row['verdict']}. {row['why']}"


def test_no_advice(table):
    for row in table.to_dict("records"):
        assert ADVICE.search(row["why"]) is None, row["why"]


def test_sentences_are_whole(table):
    for row, paragraph in zip(table.to_dict("records"), describe_claims(table).split("\n\n"), strict=True):
        for text in (row["why"], paragraph):
            assert text.endswith(".")
            assert not text.endswith("..")
            assert "  " not in text
            assert " ." not in text
            assert " ," not in text
            assert "\n" not in text
        assert row["why"][0].isupper()
        assert not re.search(r"\b(nan|inf|None|True|False)\b", row["why"])
        assert not re.search(r"[{}\[\]_]", row["why"])


def test_no_cell_is_not_a_number(table):
    assert not any(re.search(r"\b(nan|inf|None)\b", cell) for cells in claim_rows(table) for cell in cells)


def test_a_time_of_zero_has_no_sign(table):
    """A peak at bedtime is at 0, not at minus 0."""
    numbers = table[["model_typical", "model_low", "model_high"]].to_numpy()
    assert not np.signbit(numbers[numbers == 0]).any()
