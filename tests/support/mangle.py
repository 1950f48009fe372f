"""Valid inputs with something wrong in them, made from a seed."""

import random
import re
import signal
from contextlib import contextmanager

import pytest

LONGEST_S = 5

ODD = (
    "",
    "0",
    "-1",
    "1e308",
    "5e-324",
    "1e16",
    "nan",
    "inf",
    "9" * 400,
    "true",
    "[]",
    "{}",
    '""',
    "'",
    '"',
    ";",
    ",",
    ":",
    "=",
    "#",
    "\n",
    "\t",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
    "\u3000",
    "９",
    "٣",
    "½",
    "−5",
    "1,5",
    "24:00",
    "25:61",
    "2026-02-30",
    "on night 2",
    "on night 99999",
    "72 h before bed",
    "1e9 mg",
    "mmol",
    "elemental",
    "salt",
    "melatonin",
    "[[schedule]]",
    "[night]",
)
"""What people, editors and other programs leave in a file, and numbers at the ends of what a computer holds."""

PIECE = re.compile(r"\d+(?:[.:]\d+)?|\w+|\s+|[^\w\s]")


def mangled(text, seed):
    """Do one to four small things to a text, the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 2, 4))):
        text = chance.choice(WAYS)(text, chance)
    return text


@contextmanager
def in_time():
    """Fail what takes for ever."""

    def too_long(*_):
        pytest.fail(f"took more than {LONGEST_S} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def clear(error):
    """Hold a message against what every one must be: about the input, short, and printable."""
    message = str(error)
    lines = message.splitlines()
    assert lines
    assert all(0 < len(line) < 1000 for line in lines), message
    assert "Traceback" not in message
    assert "\x1b" not in message
    assert "\x00" not in message


def _lose_a_piece(text, chance):
    return _with_piece(text, chance, lambda _: "")


def _double_a_piece(text, chance):
    return _with_piece(text, chance, lambda piece: piece * 2)


def _put_something_odd(text, chance):
    return _with_piece(text, chance, lambda _: chance.choice(ODD))


def _add_something_odd(text, chance):
    place = chance.randint(0, len(text))
    return text[:place] + chance.choice(ODD) + text[place:]


def _swap_two_pieces(text, chance):
    pieces = PIECE.findall(text)
    if len(pieces) < 2:
        return text
    one, other = chance.sample(range(len(pieces)), 2)
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return "".join(pieces)


def _lose_a_line(text, chance):
    lines = text.splitlines(keepends=True)
    if lines:
        del lines[chance.randrange(len(lines))]
    return "".join(lines)


def _double_a_line(text, chance):
    lines = text.splitlines(keepends=True)
    if lines:
        place = chance.randrange(len(lines))
        lines.insert(place, lines[place])
    return "".join(lines)


def _end_early(text, chance):
    return text[: chance.randint(0, len(text))]


def _with_piece(text, chance, change):
    found = list(PIECE.finditer(text))
    if not found:
        return text
    piece = chance.choice(found)
    return text[: piece.start()] + change(piece[0]) + text[piece.end() :]


WAYS = (
    _lose_a_piece,
    _double_a_piece,
    _put_something_odd,
    _put_something_odd,
    _add_something_odd,
    _swap_two_pieces,
    _lose_a_line,
    _double_a_line,
    _end_early,
)
