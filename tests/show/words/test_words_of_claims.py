"""What is said of claims: every number read back and held against the table's."""

import re
import tomllib
from importlib.resources import files

import numpy as np
import pytest

import pksim as pk
from pksim.show.tables.rows import CLAIM_COLUMNS, POPULATION_COLUMNS, claim_rows, population_rows
from pksim.show.tables.terminal import claims_table
from pksim.show.words.claims import describe_claims

SHIPPED = {
    each["key"]: each
    for each in tomllib.loads((files("pksim.describe") / "library" / "claims.toml").read_text("utf-8"))["claim"]
}
SETS = ["article", "literature"]
SUBJECTS = 200
DURATION = re.compile(r"(?:(\d+) h)?(?: ?(\d+) min)?")
WHY = re.compile(
    r"(?:(?P<outside>.*) For context: )?"
    r"(?P<phrase>.*?) is (?P<typical>(?:(?! is )[^(;])*?)(?: in the typical person)?(?: \((?P<at_ends>[^)]*)\))?"
    r"(?:, and between (?P<low>.*?) and (?P<high>.*?) in nine of ten sleepers(?P<over> over these amounts)?)?"
    r"(?:; (?:(?P<rule>the article says .*?|.*? is assumed to be meant), which is "
    r"(?:(?P<alike>so|not so)|so in (?P<share>.*?) of (?P<subjects>[\d,]+) virtual sleepers "
    r"\(of all such sleepers (?P<of_all>.*?), at 95 % confidence\))"
    r"|(?P<nothing>the article states no level, so there is nothing to judge)))?\."
    r"(?: With every quantity at an end of its stated range it goes from (?P<corners>[^.]*(?:\.\d[^.]*)*)\.)?"
    r"(?: In (?P<flip_flop>\S+|\S+ %|nearly all) of these sleepers absorption is slower than elimination "
    r"\(flip-flop\), which the tail then shows\.)?"
    r"(?: (?P<note>.*?))??(?: Claim (?P<opposite>\w+) \(.*\) says the opposite of the same number\.)?",
    re.DOTALL,
)
ADVICE = re.compile(
    r"\b(should|shall|ought|recommend\w*|advi[sc]e\w*|take it|you|your|better|best|safe|unsafe)\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def tables():
    return {name: pk.check_claims(parameters=name, subjects=SUBJECTS) for name in SETS}


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
        sign = -1 if text.startswith("−") else 1
        return abs(sign * minutes(text.removeprefix("−")) - 60 * value) <= 0.5 * slack
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


def with_number(table):
    return [row for row in table.to_dict("records") if row["unit"]]


def judged(table):
    return [row for row in table.to_dict("records") if not np.isnan(row["share"])]


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
    for row in with_number(table):
        said = WHY.fullmatch(row["why"])
        assert said is not None, row["why"]
        assert same(said["typical"], row["model_typical"], row["unit"]), row["claim"]
        if said["low"] is not None:
            assert same(said["low"], row["model_low"], row["unit"]), row["claim"]
            assert same(said["high"], row["model_high"], row["unit"]), row["claim"]
        elif said["at_ends"] is None:
            assert same(said["typical"], row["model_low"], row["unit"]), row["claim"]
            assert same(said["typical"], row["model_high"], row["unit"]), row["claim"]
        outside = SHIPPED[row["claim"]]["kind"] == "outside"
        assert said["outside" if outside else "note"] == SHIPPED[row["claim"]].get("note")
        assert outside == (said["outside"] is not None)


def test_both_ends_of_a_range_of_amounts_are_told(table):
    """What 200 and 400 mg are, or what 0.3 and 1 mg do: the typical person's at either end."""
    by_key = {row["claim"]: WHY.fullmatch(row["why"])["at_ends"] for row in with_number(table)}
    with_range = {key for key, each in SHIPPED.items() if "range" in str(each.get("question", {}).get("dose"))}
    assert (
        {key for key, ends in by_key.items() if ends} == with_range == {"8", "9a", "9b", "9c", "9d", "10", "16a", "16b"}
    )
    assert by_key["8"] == "1,420 mg with 200 mg and 2,840 mg with 400 mg"
    for key, ends in by_key.items():
        if ends:
            low, high = SHIPPED[key]["question"]["dose"]["range"].removesuffix(" mg").split("-")
            assert re.fullmatch(rf".* with {low} mg and .* with {high} mg", ends)


def test_occupancies_at_both_ends_are_those_of_the_facts(tables):
    said = tables["article"].set_index("claim")["why"]
    assert "(90 % with 0.3 mg and 97 % with 1 mg)" in said["9a"]
    assert "(90 % with 0.3 mg and 99 % with 3 mg)" in said["9c"]
    assert "(80 % with 0.3 mg and 98 % with 3 mg)" in said["9d"]


def test_every_sentence_names_its_rule_and_whose_it_is(table):
    for row in judged(table):
        rule = SHIPPED[row["claim"]]["rule"]
        limits = rule["holds"] + (f" (judged in steps of {rule['rounded_to']})" if "rounded_to" in rule else "")
        want = f"the article says {limits}" if rule.get("kind") == "stated" else f"{limits} is assumed to be meant"
        assert WHY.fullmatch(row["why"])["rule"] == want


def test_what_is_not_judged_says_so_or_is_context(table):
    for row in with_number(table):
        said = WHY.fullmatch(row["why"])
        assert (said["nothing"] is not None) == (row["verdict"] == "nothing to judge")
        assert (said["outside"] is not None) == (row["verdict"] == "outside the model")
        assert (said["rule"] is not None) == (not np.isnan(row["share"]))


def test_flip_flop_is_told_where_what_is_left_late_is_asked_of_melatonin(table):
    late = ("time_until_share", "share_left_on_waking", "hours_above_level", "level_on_waking", "total_on_waking")
    for row in with_number(table):
        question = SHIPPED[row["claim"]]["question"]
        told = WHY.fullmatch(row["why"])["flip_flop"] is not None
        assert told == (question["asks"] in late and "melatonin" in str(question["dose"])), row["claim"]


def test_the_range_of_an_amount_is_told(table):
    for row in with_number(table):
        dose = SHIPPED[row["claim"]]["question"].get("dose")
        if isinstance(dose, dict) and "range" in dose:
            assert f"({dose['range'].replace('-', '–')})" in row["why"]


def test_every_sentence_speaks_of_its_question(table):
    for row in with_number(table):
        question, phrase = SHIPPED[row["claim"]]["question"], WHY.fullmatch(row["why"])["phrase"]
        for key in ("share", "level", "than", "receptor", "compound"):
            assert question.get(key, "") in phrase
        dose = question.get("dose")
        if dose is not None:
            text = dose if isinstance(dose, str) else dose["text"]
            assert text.partition(" mg")[0].replace("-release", "") in phrase


def read_share(told):
    """Read back what is said of a share, as the ends between which it lies."""
    if told in ("all", "none"):
        return (float(told == "all"),) * 2
    if told in ("nearly all", "hardly any"):
        return (0.9995, 1 - 1e-12) if told == "nearly all" else (1e-12, 1e-4)
    number = told.removesuffix(" %")
    half = 0.5 * 10.0 ** -len(number.partition(".")[2])
    return (float(number) - half) / 100 - 1e-9, (float(number) + half) / 100 + 1e-9


def test_the_share_is_the_tables_wherever_it_is_told(table):
    some = 0
    for cells, row in zip(claim_rows(table.to_dict("records")), table.to_dict("records"), strict=True):
        share, told = row["share"], dict(zip(CLAIM_COLUMNS, cells, strict=True))["share"]
        assert (told == "") == np.isnan(share)
        if not told:
            continue
        low, high = read_share(told)
        assert low <= share <= high
        said = WHY.fullmatch(row["why"])
        assert said["alike"] in ({"all": "so", "none": "not so"}.get(told), None)
        if said["share"] is not None:
            some += 1
            assert (said["share"], said["subjects"]) == (told, f"{SUBJECTS:,}")
        if row["verdict"].startswith("holds in "):
            assert row["verdict"] == f"holds in {told}"
    assert some >= 8


def test_how_far_a_share_may_be_off_is_told(table):
    """Wilson's interval, by the roots of its quadratic: (p − s)² = z²·p·(1 − p)/n."""
    z2 = 1.959964**2 / SUBJECTS
    for row in judged(table):
        said = WHY.fullmatch(row["why"])["of_all"]
        if said is not None:
            low, high = np.roots([1 + z2, -(2 * row["share"] + z2), row["share"] ** 2])[::-1]
            ends = [float(end) / 100 for end in re.findall(r"([\d.]+) %", said)]
            want = {1.0: [low], 0.0: [high]}.get(row["share"], [low, high])
            np.testing.assert_allclose(ends, want, rtol=0.06, atol=0.0051)
            assert said.startswith({1.0: "at least", 0.0: "at most"}.get(row["share"], ""))


def test_thousands_of_sleepers_are_written_as_everywhere(tmp_path):
    claims = tmp_path / "mine.toml"
    claims.write_text(
        '[[claim]]\nkey = "x"\nkind = "kinetic"\nabout = "Melatonin"\nsource = ["duo-article"]\n'
        'question = { asks = "time_until_share", dose = "melatonin 1 mg at bedtime", share = "10 %" }\n'
        'rule = { holds = "at most 3 h" }\n',
        encoding="utf-8",
    )
    assert "of 12,345 virtual sleepers (" in pk.check_claims(claims=claims, subjects=12_345).loc[0, "why"]


def test_every_cell_has_the_tables_numbers(table):
    rows = claim_rows(table.to_dict("records"))
    assert len(rows) == len(table)
    for cells, row in zip(rows, table.to_dict("records"), strict=True):
        said = dict(zip(CLAIM_COLUMNS, cells, strict=True))
        assert (said["claim"], said["what is said"], said["verdict"]) == (row["claim"], row["says"], row["verdict"])
        if not row["unit"]:
            assert (said["in the model"], said["in nine of ten sleepers"]) == ("", "")
            continue
        assert same(said["in the model"], row["model_typical"], row["unit"])
        low, _, high = (said["in nine of ten sleepers"] or "{0} to {0}".format(said["in the model"])).partition(" to ")
        assert same(low, row["model_low"], row["unit"])
        assert same(high, row["model_high"], row["unit"])


def test_cells_and_sentences_say_the_same_numbers(table):
    """One rule of rounding in both."""
    for cells, row in zip(claim_rows(table.to_dict("records")), table.to_dict("records"), strict=True):
        if not row["unit"]:
            continue
        said = WHY.fullmatch(row["why"])
        assert said["typical"] == cells[2]
        if said["low"] is not None:
            ends = [end.removeprefix("at ") for end in cells[3].split(" to ")]
            assert [said["low"], said["high"]] == ends


@pytest.mark.parametrize("parameters", SETS)
def test_what_claims_say_of_a_dose_is_what_is_said_of_its_sleepers(parameters):
    """The table of ``pksim spread`` of the same dose, to the digit."""
    taken = pk.Schedule.parse(
        "x", "melatonin 1 mg 60 min before bed; magnesium glycinate 300 mg elemental 90 min before bed"
    )
    spread = population_rows(pk.simulate_population(taken, subjects=SUBJECTS, parameters=parameters, progress=False))
    on_waking = {cells[1]: dict(zip(POPULATION_COLUMNS, cells, strict=True))["on waking"] for cells in spread}
    claims = pk.check_claims(parameters=parameters, subjects=SUBJECTS)
    said = {cells[0]: cells[3] for cells in claim_rows(claims.to_dict("records"))}
    for key, compound in (("2a", "melatonin"), ("2b", "magnesium")):
        assert re.search(r"\((.*)\)", on_waking[compound])[1] == said[key]


@pytest.mark.parametrize("parameters", SETS)
def test_the_terminals_table(tables, parameters):
    laid_out = claims_table(tables[parameters].to_dict("records"), parameters)
    assert laid_out.title == f"What is said, and what the model gives; parameter set {parameters}"
    assert [column.header for column in laid_out.columns] == list(CLAIM_COLUMNS)
    assert laid_out.row_count == len(tables[parameters])
    assert "What is said is told in our own words" in laid_out.caption


def test_a_paragraph_a_claim(table):
    paragraphs = describe_claims(table.to_dict("records")).split("\n\n")
    assert len(paragraphs) == len(table)
    for paragraph, row in zip(paragraphs, table.to_dict("records"), strict=True):
        verdict = row["verdict"]
        told = dict(zip(CLAIM_COLUMNS, claim_rows(table.to_dict("records"))[paragraphs.index(paragraph)], strict=True))[
            "share"
        ]
        if told:
            verdict += " of sleepers" if verdict.startswith("holds in ") else f" (so in {told} of the sleepers)"
        assert paragraph == f"{row['claim']}. {row['says']} ({row['source']}): {verdict}. {row['why']}"


def test_no_advice(table):
    for row in table.to_dict("records"):
        assert ADVICE.search(row["why"]) is None, row["why"]


def test_sentences_are_whole(table):
    for row, paragraph in zip(
        table.to_dict("records"), describe_claims(table.to_dict("records")).split("\n\n"), strict=True
    ):
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
    cells = [cell for row in claim_rows(table.to_dict("records")) for cell in row]
    assert not any(re.search(r"\b(nan|inf|None)\b", cell) for cell in cells)


def test_a_time_of_zero_has_no_sign(table):
    """A peak at bedtime is at 0, not at minus 0."""
    numbers = table[["model_typical", "model_low", "model_high"]].to_numpy()
    assert not np.signbit(numbers[numbers == 0]).any()
