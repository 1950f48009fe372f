"""Claims files: read, and refused with every mistake of the file at once."""

import re
import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from pksim import Claims, check_claims, load_claims
from pksim.describe.compound.compound import load_compound
from pksim.errors import InputError
from pksim.study.claims.asked import share_of
from pksim.study.claims.questions import AnyQuestion

SHIPPED = tomllib.loads((files("pksim.describe") / "library" / "claims.toml").read_text(encoding="utf-8"))["claim"]
REFERENCES = tomllib.loads((files("pksim.describe") / "library" / "references.toml").read_text(encoding="utf-8"))
CLAIM = """
[[claim]]
key = "{key}"
kind = "kinetic"
about = "Melatonin"
quotation = "clears"
source = ["mechanism-article"]
question = {{ asks = "time_until_share", dose = "melatonin 1 mg 60 min before bed", share = "10 %" }}
rule = {{ holds = "at most 3 h" }}
"""
GOOD = CLAIM.format(key="1")
OTHER = CLAIM.format(key="sound")
OUTSIDE = """
[[claim]]
key = "9"
kind = "outside"
about = "Moonlight"
source = ["interactions-review"]
note = "The model has no moon."
"""


@pytest.fixture
def read(tmp_path):
    def load(text, **own):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return load_claims(path, **own)

    return load


@pytest.fixture
def mistakes(read):
    """List the mistakes of a file as lines, each without the file's name."""

    def of(text, **own):
        with pytest.raises(InputError) as caught:
            read(text, **own)
        lines = str(caught.value).splitlines()
        assert all(line.startswith("mine.toml: ") for line in lines)
        return [line.removeprefix("mine.toml: ") for line in lines]

    return of


def asking(question, rule):
    old = re.search(r"question = .*", GOOD)[0]
    return GOOD.replace(old, f"question = {{ {question} }}").replace("at most 3 h", rule)


def test_the_library_has_every_claim_with_a_source_and_a_rule():
    claims = load_claims()
    known = REFERENCES | {key: each.model_dump() for key, each in claims.reference.items()}
    assert [claim.key for claim in claims.claim] == [table["key"] for table in SHIPPED]
    for claim, table in zip(claims.claim, SHIPPED, strict=True):
        sources = "; ".join(known[key]["title"] for key in table["source"])
        assert claims.titles(claim) == f"{sources}, on {table['part']}"
        assert (claim.rule is None) == (table["kind"] in ("outside", "schedule"))
        if claim.rule is not None:
            assert claim.rule.holds == table["rule"]["holds"]
            assert claim.rule.kind == table["rule"].get("kind", "assumed")
            assert claim.question.asks == table["question"]["asks"]
        assert claim.says == table["about"]


def test_nothing_in_the_library_is_a_quotation():
    """No article is at hand to be quoted from; everything is told in our own words."""
    for table in SHIPPED:
        assert "quotation" not in table
        assert not set('“”"«»‘') & set(table["about"] + table.get("note", ""))


def test_no_verdict_stands_in_the_library():
    text = (files("pksim.describe") / "library" / "claims.toml").read_text(encoding="utf-8")
    assert "does not hold" not in text
    keys = {key for table in SHIPPED for key in (*table, *table.get("rule", {}), *table.get("question", {}))}
    assert "verdict" not in keys


def test_what_the_articles_state_is_not_called_assumed():
    """Limits that stand in the claim itself, and no others."""
    stated = {table["key"] for table in SHIPPED if table.get("rule", {}).get("kind") == "stated"}
    assert stated == {"1", "8", "11"}


def test_the_library_is_read_once():
    assert load_claims() is load_claims()


def test_a_file_of_ones_own(read):
    claims = read(GOOD + OUTSIDE)
    assert isinstance(claims, Claims)
    assert [claim.key for claim in claims.claim] == ["1", "9"]
    first, second = claims.claim
    assert first.says == "Melatonin “clears”"
    assert second.says == "Moonlight"
    assert (second.question, second.rule) == (None, None)
    assert claims.titles(second) == REFERENCES["interactions-review"]["title"]
    assert share_of(first.question.share) == 0.1


def test_what_is_outside_may_have_a_number_as_context(read):
    text = OUTSIDE + 'question = { asks = "level_on_waking", dose = "melatonin 1 mg at bedtime" }\n'
    assert read(text).claim[0].question.asks == "level_on_waking"


def test_what_says_when_to_take_what_has_a_number_and_no_rule(read):
    text = without("rule").replace('"kinetic"', '"schedule"')
    assert read(text).claim[0].rule is None


def test_the_part_of_an_article_is_named(read):
    claims = read(GOOD.replace("question =", 'part = "timing"\nquestion ='))
    assert claims.titles(claims.claim[0]) == f"{REFERENCES['mechanism-article']['title']}, on timing"


def test_claims_do_not_change(read):
    claims = read(GOOD)
    with pytest.raises(ValueError, match="frozen"):
        claims.claim[0].key = "2"


def test_a_reference_of_ones_own(read):
    text = GOOD.replace('["mechanism-article"]', '["own", "duo-article"]')
    text += '[reference.own]\nkind = "paper"\ntitle = "Own 2020, J Own 1:1"\n'
    claims = read(text)
    assert claims.titles(claims.claim[0]) == f"Own 2020, J Own 1:1; {REFERENCES['duo-article']['title']}"


def test_a_compound_of_ones_own(read, mistakes, caffeine_file):
    text = GOOD.replace("melatonin 1 mg", "caffeine 100 mg")
    assert "the compound 'caffeine' is not known" in mistakes(text + OTHER)[0]
    caffeine = load_compound(caffeine_file)
    claims = read(text, compounds=[caffeine])
    assert claims.claim[0].question.taken({"caffeine": caffeine}).compound == "caffeine"


def test_a_compound_of_ones_own_is_known_to_every_question(read, mistakes, caffeine_file):
    own = {"compounds": [load_compound(caffeine_file)]}
    assert read(asking('asks = "flip_flop_share", compound = "caffeine"', "at most 5 %"), **own)
    assert read(
        asking('asks = "hours_above_level", dose = "caffeine 100 mg at bedtime", level = "1 mg/L"', "at most 5 h"),
        **own,
    )
    text = asking('asks = "level_on_waking", dose = "caffeine 100 mg at bedtime"', "at most 5 pg/mL")
    assert "unit 'pg/mL'" in mistakes(text + OTHER, **own)[0]


DOSE = 'dose = "melatonin 1 mg at bedtime"'
MAGNESIUM = 'dose = "magnesium glycinate 300 mg elemental at bedtime"'
QUESTIONS_THAT_ARE_RIGHT = {
    "time_until_share": (f'{DOSE}, share = "99.9 %"', "from 1 to 2 h"),
    "share_left_on_waking": (DOSE, "at most 10 %"),
    "peak_from_bedtime": (DOSE, "from 1 to 2 h after bedtime"),
    "salt_amount": (MAGNESIUM, "from 1 to 2 g"),
    "receptor_occupancy": (f'{DOSE}, receptor = "MT2"', "at least 5 %"),
    "added_over_own": (f'{DOSE}, preset = "literature"', "at most 1 times"),
    "flip_flop_share": ('compound = "magnesium"', "at most 1 %"),
    "hours_above_level": (f'{DOSE}, level = "5 pg/mL"', "at most 90 minutes"),
    "more_absorbed": (f'{MAGNESIUM}, than = "0.1 g"', "at most 5 %"),
    "nights_to_plateau": (f'{MAGNESIUM}, share = "90 %"', "from 1 to 2 weeks"),
    "level_on_waking": (MAGNESIUM, "at most 1 mmol/L"),
    "own_peak_from_bedtime": ('compound = "melatonin", preset = "literature"', "within 1 h of bedtime"),
    "own_level_on_waking": ('compound = "melatonin", preset = "literature"', "at most 9 pg/mL"),
    "share_at_bedtime": (MAGNESIUM, "at least 90 %"),
    "level_at_bedtime": (MAGNESIUM, "at least 1 mmol/L"),
    "total_on_waking": (f'{DOSE}, preset = "sleep-quality-article"', "at most 10 pg/mL"),
    "level_within": (f'{DOSE}, within = "40 min"', "at least 50 pg/mL"),
    "share_absorbed": (MAGNESIUM, "at least 20 %"),
    "clock_earlier": ('dose = "melatonin 3 mg at 18:00"', "at least 1 h"),
}


KINDS = [kind.model_fields["asks"].default for kind in get_args(get_args(AnyQuestion)[0])]


@pytest.mark.parametrize("asks", KINDS)
def test_every_evaluator_can_be_asked(read, asks):
    question, rule = QUESTIONS_THAT_ARE_RIGHT[asks]
    claims = read(asking(f'asks = "{asks}", {question}', rule))
    assert claims.claim[0].question.asks == asks


WRONG_QUESTIONS = {
    "unknown evaluator": ('asks = "time_until", dose = "x"', "at most 3 h", "did you mean 'time_until_share'"),
    "no evaluator": (f'{DOSE}, share = "10 %"', "at most 3 h", "asks is missing; it says which"),
    "share of 120 %": (
        f'asks = "time_until_share", {DOSE}, share = "120 %"',
        "at most 3 h",
        "share: the share is '120",
    ),
    "share of 100 %": (
        f'asks = "time_until_share", {DOSE}, share = "100 %"',
        "at most 3 h",
        "share: the share is '100",
    ),
    "share of nothing": (
        f'asks = "nights_to_plateau", {DOSE}, share = "0 %"',
        "at most 3 nights",
        "the share is '0 %'",
    ),
    "share as a number": (
        f'asks = "time_until_share", {DOSE}, share = 0.1',
        "at most 3 h",
        "the share is 0.1; write it",
    ),
    "share without a sign": (f'asks = "time_until_share", {DOSE}, share = "0.1"', "at most 3 h", "share"),
    "no share": (f'asks = "time_until_share", {DOSE}', "at most 3 h", "claim[1].question.share: is missing"),
    "share too many": (
        f'asks = "level_on_waking", {DOSE}, share = "1 %"',
        "at most 3 pg/mL",
        "share: is not a key here",
    ),
    "no dose": ('asks = "level_on_waking"', "at most 3 pg/mL", "claim[1].question.dose: is missing"),
    "misspelt dose": ('asks = "level_on_waking", dose = "melatonni 1 mg at bedtime"', "at most 3 h", "'melatonni'"),
    "dose without a time": ('asks = "level_on_waking", dose = "melatonin 1 mg"', "at most 3 pg/mL", "question.dose: "),
    "neither salt nor elemental": (
        'asks = "level_on_waking", dose = "magnesium 300 mg at bedtime"',
        "at most 3 mmol/L",
        "add 'elemental' or 'salt'",
    ),
    "range the wrong way": (
        'asks = "level_on_waking", dose = { text = "melatonin 1 mg at bedtime", range = "5-1 mg" }',
        "at most 3 pg/mL",
        "from a smaller to a larger amount",
    ),
    "window without its time": (
        'asks = "level_on_waking", dose = { text = "melatonin 1 mg at bedtime", window = "60-90 min before bed" }',
        "at most 3 pg/mL",
        "does not hold the time",
    ),
    "unknown receptor": (f'asks = "receptor_occupancy", {DOSE}, receptor = "MT3"', "at most 3 %", "no 'MT3'; did you"),
    "no receptor": (f'asks = "receptor_occupancy", {DOSE}', "at most 3 %", "question.receptor: is missing"),
    "unknown preset": (
        f'asks = "added_over_own", {DOSE}, preset = "litrature"',
        "at most 3 times",
        "mean 'literature'",
    ),
    "unknown preset of the peak": (
        'asks = "own_peak_from_bedtime", compound = "melatonin", preset = "litrature"',
        "within 1 h of bedtime",
        "did you mean 'literature'",
    ),
    "a constant level has no peak": (
        'asks = "own_peak_from_bedtime", compound = "magnesium", preset = "literature"',
        "within 1 h of bedtime",
        "is constant; it has no peak",
    ),
    "unknown compound": ('asks = "flip_flop_share", compound = "melatonni"', "at most 1 %", "did you mean 'melatonin'"),
    "unknown compound of the peak": (
        'asks = "own_peak_from_bedtime", compound = "caffeine", preset = "literature"',
        "within 1 h of bedtime",
        "there is no compound 'caffeine'",
    ),
    "no salt": (f'asks = "salt_amount", {DOSE}', "at most 3 mg", "is not an elemental amount of a salt"),
    "salt already": (
        'asks = "salt_amount", dose = "magnesium glycinate 300 mg salt at bedtime"',
        "at most 3 mg",
        "is not an elemental amount of a salt",
    ),
    "level of nothing": (f'asks = "hours_above_level", {DOSE}, level = "0 pg/mL"', "at most 3 h", "must be above 0"),
    "level in another unit": (
        f'asks = "hours_above_level", {DOSE}, level = "1 mmol/L"',
        "at most 3 h",
        "unit 'mmol/L'",
    ),
    "smaller dose of nothing": (f'asks = "more_absorbed", {MAGNESIUM}, than = "0 mg"', "at most 3 %", "above 0"),
    "smaller dose in pounds": (f'asks = "more_absorbed", {MAGNESIUM}, than = "1 lb"', "at most 3 %", "unit 'lb'"),
    "no rule at all": (
        f'asks = "level_on_waking", {DOSE}',
        "little",
        "rule.holds: the rule is 'little', which cannot be",
    ),
    "rule of another unit": (
        f'asks = "level_on_waking", {DOSE}',
        "at most 3 h",
        "the rule 'at most 3 h' has the u",
    ),
    "nights of a dose": (
        'asks = "level_on_waking", dose = { text = "melatonin 1 mg at bedtime", nights = "1-3" }',
        "at most 3 pg/mL",
        "a claim's dose is of one night; leave nights out.",
    ),
    "rule the wrong way": (f'asks = "level_on_waking", {DOSE}', "from 4 to 3 pg/mL", "from the smaller number"),
    "within no time": (f'asks = "level_within", {DOSE}, within = "0 min"', "at least 3 pg/mL", "must be above 0"),
    "within an amount": (f'asks = "level_within", {DOSE}, within = "3 mg"', "at least 3 pg/mL", "unit 'mg'"),
    "no own of that name": (
        f'asks = "total_on_waking", {DOSE}, preset = "litrature"',
        "at most 3 pg/mL",
        "did you mean 'literature'",
    ),
    "rule about bedtime": (f'asks = "level_on_waking", {DOSE}', "within 5 min of bedtime", "claim[1].rule: "),
    "rule not about bedtime": (f'asks = "peak_from_bedtime", {DOSE}', "at most 5 min", "needs to say 'before bedtime'"),
}


@pytest.mark.parametrize("case", WRONG_QUESTIONS)
def test_a_wrong_question_or_rule_is_one_mistake(mistakes, case):
    question, rule, said = WRONG_QUESTIONS[case]
    (line,) = mistakes(asking(question, rule) + OTHER)
    assert line.startswith("claim[1].")
    assert said in line


def without(line, text=GOOD):
    assert re.search(rf"{line} = .*\n", text)
    return re.sub(rf"{line} = .*\n", "", text)


WRONG_CLAIMS = {
    "steps of nothing": (
        GOOD.replace('"at most 3 h"', '"at most 3 h", rounded_to = "0 h"'),
        "rounded_to: it is '0 h'; it must be above 0.",
    ),
    "reference of the library": (
        '[reference.mechanism-article]\nkind = "article"\ntitle = "Fake"\n' + GOOD,
        "reference.mechanism-article: the library has it already; give yours another key.",
    ),
    "no source": (without("source"), "claim[1].source: is missing; it must be given."),
    "empty source": (GOOD.replace('["mechanism-article"]', "[]"), "claim[1].source: there is no source; name at"),
    "source as text": (
        GOOD.replace('["mechanism-article"]', '"mechanism-article"'),
        "claim[1].source: must be a list.",
    ),
    "unknown source": (
        GOOD.replace("mechanism-a", "mechansim-a"),
        "no reference 'mechansim-article'; did you mean 'mech",
    ),
    "no key": (without("key"), "claim[1].key: is missing; it must be given."),
    "key as a number": (GOOD.replace('"1"', "1"), "claim[1].key: must be text."),
    "no kind": (without("kind"), "claim[1].kind: is missing; it must be given."),
    "unknown kind": (
        GOOD.replace('"kinetic"', '"kinetics"'),
        "it must be 'kinetic', 'arithmetic', 'schedule' or 'outside'.",
    ),
    "no about": (without("about"), "claim[1].about: is missing; it must be given."),
    "no question": (without("question"), "claim[1]: a kinetic claim needs a question and a rule."),
    "no rule": (without("rule"), "claim[1]: a kinetic claim needs a question and a rule."),
    "question as text": (re.sub(r"question = .*", 'question = "when?"', GOOD), "claim[1].question: must be a table."),
    "rule as text": (re.sub(r"rule = .*", 'rule = "at most 3 h"', GOOD), "claim[1].rule: must be a table."),
    "unknown key": (GOOD.replace("about =", "abuot =").replace("kind", 'about = "x"\nkind'), "did you mean 'about'"),
    "unknown key of the rule": (
        GOOD.replace("holds =", 'hold = "x", holds ='),
        "claim[1].rule.hold: is not a key here",
    ),
    "unknown kind of a rule": (
        GOOD.replace('"at most 3 h"', '"at most 3 h", kind = "true"'),
        "claim[1].rule.kind: is 'tr",
    ),
    "a verdict": (GOOD.replace("kind =", 'verdict = "holds"\nkind ='), "claim[1].verdict: is not a key here"),
    "partly": (
        GOOD.replace('"at most 3 h"', '"at most 3 h", partly = "at most 9 h"'),
        "rule.partly: is not a key here",
    ),
    "rounded to what": (
        GOOD.replace('"at most 3 h"', '"at most 3 h", rounded_to = "1 kg"'),
        "rounded_to has the unit 'kg'",
    ),
    "outside with all": (
        GOOD.replace('"kinetic"', '"outside"'),
        "claim[1]: it is outside the model and has a rule; leave it out",
    ),
    "outside with a rule": (
        OUTSIDE + 'rule = { holds = "at most 3 h" }\n',
        "claim[1]: it is outside the model and has a rule; leave it out",
    ),
    "schedule with a rule": (
        GOOD.replace('"kinetic"', '"schedule"'),
        "claim[1]: it is about when to take what and has a rule; leave it out",
    ),
    "schedule without a question": (
        without("question", without("rule")).replace('"kinetic"', '"schedule"'),
        "claim[1]: it says when to take what; it needs a question",
    ),
    "outside without why": (without("note", OUTSIDE), "claim[1]: it is outside the model; say why, in note."),
    "a claim that is no table": ("", "claim: is missing; it must be given."),
}


@pytest.mark.parametrize("case", WRONG_CLAIMS)
def test_a_wrong_claim_is_one_mistake(mistakes, case):
    text, said = WRONG_CLAIMS[case]
    lines = mistakes(text + OTHER if text else '[reference.own]\nkind = "paper"\ntitle = "Own"\n')
    assert len(lines) == 1
    assert said in lines[0]


def test_keys_that_are_there_twice(mistakes):
    lines = mistakes(GOOD + OTHER + GOOD + OUTSIDE + GOOD)
    assert lines == ["claim[3].key: two claims have the key '1'.", "claim[5].key: two claims have the key '1'."]


def test_a_reference_of_ones_own_must_be_whole(mistakes):
    lines = mistakes(GOOD.replace("mechanism-article", "own") + '[reference.own]\nkind = "hearsay"\n')
    assert [line.partition(": ")[0] for line in lines] == ["reference.own.kind", "reference.own.title"]


def test_all_mistakes_of_a_file_at_once(mistakes):
    spoilt = (
        CLAIM.format(key="a").replace("time_until_share", "time_untl_share")
        + CLAIM.format(key="b").replace('source = ["mechanism-article"]\n', "")
        + CLAIM.format(key="c").replace("at most 3 h", "soon")
        + CLAIM.format(key="d").replace("10 %", "120 %")
        + CLAIM.format(key="e").replace("mechanism-article", "hearsay")
        + CLAIM.format(key="f")
        + CLAIM.format(key="f")
        + without("note", OUTSIDE)
    )
    lines = mistakes(spoilt)
    assert sorted(line.partition(": ")[0] for line in lines) == [
        "claim[1].question",
        "claim[2].source",
        "claim[3].rule.holds",
        "claim[4].question.share",
        "claim[5].source",
        "claim[7].key",
        "claim[8]",
    ]


def test_all_mistakes_of_one_claim_at_once(mistakes):
    spoilt = (
        GOOD.replace('key = "1"', 'kee = "1"')
        .replace('"kinetic"', '"kinetical"')
        .replace("mechanism-article", "hearsay")
        .replace("10 %", "120 %")
        .replace("melatonin 1 mg", "melatonni 1 mg")
        .replace("at most 3 h", "soon")
    )
    lines = mistakes(OTHER + spoilt)
    assert sorted(line.partition(": ")[0] for line in lines) == [
        "claim[2].kee",
        "claim[2].key",
        "claim[2].kind",
        "claim[2].question.dose",
        "claim[2].question.share",
        "claim[2].rule.holds",
        "claim[2].source",
    ]


def test_all_mistakes_of_one_rule_at_once(mistakes):
    limits = 'holds = "at most 3 %", rounded_to = "1 kg"'
    text = "\n".join(mistakes(GOOD.replace('holds = "at most 3 h"', limits) + OTHER))
    assert all(said in text for said in ("'%'", "'kg'"))


def test_the_only_claim_being_wrong_is_one_mistake(mistakes):
    """A claim that could not be read is not a claim that is not there."""
    lines = mistakes(GOOD.replace("at most 3 h", "soon"))
    assert [line.partition(": ")[0] for line in lines] == ["claim[1].rule.holds"]


def test_a_compound_without_receptors_is_told_so(mistakes):
    text = asking(f'asks = "receptor_occupancy", {MAGNESIUM}, receptor = "MT1"', "at most 3 %")
    (line,) = mistakes(text + OTHER)
    assert "magnesium" in line
    assert not line.endswith("one of .")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"claim = \n", "this is not valid TOML"),
        (b"\xff\xfe\x00", "this is not a text file"),
        (b"claim = 3\n", "claim: must be a list."),
        (b"claims = []\n", "did you mean 'claim'"),
    ],
)
def test_files_that_are_none(tmp_path, content, said):
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(said)):
        load_claims(path)


def test_a_file_that_is_missing(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        load_claims(tmp_path / "none.toml")


def test_of_a_plateau_that_is_years_away_nothing_can_be_claimed(read, caffeine_with):
    caffeine = caffeine_with(half_life="1440 h")
    asked = 'question = { asks = "nights_to_plateau", dose = "caffeine 100 mg at bedtime", share = "90 %" }'
    text = without("question").replace('"at most 3 h"', '"at most 2 weeks"') + asked + "\n"
    claims = read(text, compounds=[caffeine])
    with pytest.raises(InputError, match="half-life of 60 days: the plateau is more than 3000 nights away"):
        check_claims(claims=claims, compounds=[caffeine], subjects=10)
