"""The draws, against what the author of the generator publishes, and against the script's."""

import json
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from zlib import crc32

import pytest
from node import needs_node, run_node

from pksim.teach.draws import Draws, draws_of, known_as

PUBLISHED = json.loads(Path(__file__).with_name("pcg32_published.json").read_text(encoding="utf-8"))
"""From pcg-c, test-high/expected/check-pcg32si.out: words, coins, rolls of a die and a shuffled pack of cards."""
NAMES = [
    *("Ada", " ada\t", "ADA\u3000", "Zoë", "Zoe\u0308", "Straße", "STRASSE", "STRAẞE", "Σίσυφος", "ΣΊΣΥΦΟΣ", "σίσυφοσ"),
    *("İpek", "ipek", "i\u0307pek", "Işıl", "IŞIL", "ŉ", "Ǆ", "ǆ", "ﬁ", "ΐ", "ᾳ", "ᏸ", "Ꮕ", "K", "ſ", "\x85Ada\x1c"),
    *("O'Brien", "李娜", "أدا", "🦉", "\ud800x", "17", "3.5", "-1", "x" * 300, "a  b", "Ada\ufeff"),
]


def shuffled(draws):
    cards = list(range(52))
    for last in range(51, 0, -1):
        chosen = draws.below(last + 1)
        cards[chosen], cards[last] = cards[last], cards[chosen]
    return " ".join("A23456789TJQK"[card // 4] + "hcds"[card % 4] for card in cards)


def test_words_and_numbers_below_a_bound_are_those_that_are_published():
    draws = Draws(PUBLISHED["seed"])
    for each in PUBLISHED["rounds"]:
        assert [draws.word() for _ in range(6)] == each["words"]
        assert "".join("TH"[draws.below(2)] for _ in range(65)) == each["coins"]
        assert [1 + draws.below(6) for _ in range(33)] == each["rolls"]
        assert shuffled(draws) == each["cards"]


def test_a_number_below_a_bound_is_even_where_words_alone_are_not():
    """Of a bound of three quarters of all words the first quarter would come twice as often."""
    draws, bound = Draws(1), 3 << 30
    low = sum(draws.below(bound) < 1 << 30 for _ in range(3000))
    assert abs(low / 3000 - 1 / 3) < 4 * (2 / 9 / 3000) ** 0.5


def test_students_with_numbers_for_names_are_drawn_evenly():
    """The seeds of such students differ in few bits."""
    found = Counter(draws_of("tmax-1", student).below(10) for student in range(5000))
    assert sum((found[each] - 500) ** 2 / 500 for each in range(10)) < 27.9  # chi-square, 9 degrees of freedom, 0.1 %


def test_names_that_differ_in_capitals_alone_are_one_name():
    """So are all that str.casefold makes one."""
    folded = defaultdict(set)
    for code in range(sys.maxunicode + 1):
        if not 0xD800 <= code < 0xE000 and not chr(code).isspace():
            folded[unicodedata.normalize("NFC", chr(code).casefold())].add(known_as(chr(code)))
    assert len(folded) > 1_000_000
    assert [each for each in folded.values() if len(each) > 1] == []


@needs_node
def test_the_script_draws_the_same(tmp_path):
    exercises = ["tmax-1", "flip-flop-1"]
    given = {"names": NAMES, "exercises": exercises, "bounds": [2, 3, 7, 10, 3 << 30]}
    say = """given.names.map((name) => given.exercises.map((exercise) => {
        const draws = drawsOf(exercise, name);
        return [...given.bounds.map(draws.below), draws.word()];
    }))"""
    found = run_node(tmp_path, given, say, drawsOf="lessons/draws")
    for name, rows in zip(NAMES, found, strict=True):
        for exercise, row in zip(exercises, rows, strict=True):
            draws = draws_of(exercise, name)
            assert row == [*map(draws.below, given["bounds"]), draws.word()], name


@needs_node
def test_the_script_computes_the_same_checksum(tmp_path):
    texts = ["", "a", "123456789", "Zoë 李娜"]
    found = run_node(
        tmp_path, texts, "given.map((text) => crc32(new TextEncoder().encode(text)))", crc32="lessons/draws"
    )
    assert found == [crc32(text.encode()) for text in texts]
    assert found[2] == 0xCBF43926  # the check value of CRC-32/ISO-HDLC


@needs_node
def test_the_script_knows_every_letter_by_the_same_name(tmp_path):
    """But for letters that got a capital in a version of Unicode that is newer than Python's."""
    codes = [code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")]
    say = """given.map((code) => [code, knownAs(String.fromCodePoint(code))])
        .filter(([code, name]) => String.fromCodePoint(code) !== name)"""
    found = dict(run_node(tmp_path, codes, say, knownAs="lessons/draws"))
    assert len(found) > 1000
    for code in codes:
        if chr(code).isspace():
            continue
        name = found.get(code, chr(code))
        assert name == known_as(chr(code)) or any(unicodedata.category(each) == "Cn" for each in name), hex(code)


@pytest.mark.parametrize(
    "alike", [("Straße", "STRASSE", "STRAẞE"), ("Σίσυφος", "ΣΊΣΥΦΟΣ", "σίσυφοσ"), ("Işıl", "IŞIL")]
)
def test_capitals_with_rules_of_their_own_are_one_name(alike):
    assert len(set(map(known_as, alike))) == 1
