"""Numbers drawn at random, of 32 bits throughout, so that a script in a browser draws the same.

The generator is PCG-RXS-M-XS 32: M. E. O'Neill, "PCG: A family of simple fast space-efficient statistically good
algorithms for random number generation", HMC-CS-2014-0905 (2014). Its twin is ``explorer/script/lessons/draws.mjs``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

from pksim.arguments import finite, quoted
from pksim.errors import InputError

Item = TypeVar("Item")
_WORD = 1 << 32
_MULTIPLIER, _INCREMENT, _MIXER = 747796405, 2891336453, 277803737


class Draws:
    """An endless row of draws.

    Parameters
    ----------
    seed : int
        From which it is made, of 32 bits.
    """

    def __init__(self, seed: int) -> None:
        self._state = 0
        self.word()
        self._state = (self._state + seed) % _WORD
        self.word()

    def word(self) -> int:
        """Draw a whole number of 32 bits."""
        old = self._state
        self._state = (old * _MULTIPLIER + _INCREMENT) % _WORD
        mixed = ((old >> ((old >> 28) + 4)) ^ old) * _MIXER % _WORD
        return (mixed >> 22) ^ mixed

    def below(self, bound: int) -> int:
        """Draw a whole number from 0 on; words that would make some likelier than others are drawn again."""
        uneven = _WORD % bound
        word = self.word()
        while word < uneven:
            word = self.word()
        return word % bound

    def one_of(self, values: Sequence[Item]) -> Item:
        """Draw one of some values."""
        return values[self.below(len(values))]


def draws_of(exercise: str, student: str | float) -> Draws:
    """Give the draws that belong to an exercise and a student.

    Parameters
    ----------
    exercise : str
        Its name.
    student : str or number
        A name or an id.

    Returns
    -------
    Draws

    Raises
    ------
    pksim.errors.InputError
        When the student is not a text or a number.
    """
    return Draws(crc32(f"{exercise} {known_as(student)}".encode(errors="backslashreplace")))


def known_as(student: object) -> str:
    """Write a name or an id in one way, whatever its capitals and the spaces about it.

    Capitals of small letters are the same in Python and JavaScript, and make one of all that `str.casefold` does.
    """
    if isinstance(student, str) and student.strip():
        return unicodedata.normalize("NFC", student.strip().lower().upper())
    if (read := finite(student)) is not None:
        return str(int(student)) if read.is_integer() else repr(read)  # type: ignore[call-overload]
    rule = "it must be a name or a number, such as 'Ada' or 17, or None for the plain numbers"
    msg = f"student is {quoted(student)}; {rule}."
    raise InputError(msg)
