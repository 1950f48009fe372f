"""The errors that pksim raises: input that it cannot accept, and runs that were broken off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_MOST_LISTED = 40
_LONG_WORD, _LONG_LINE = 320, 900


def visible(text: str) -> str:
    r"""Write what would not be seen as it is, or would command a terminal, as an escape such as ``\x1b``."""
    return "".join(sign if sign.isprintable() or sign in "\n\u00a0" else ascii(sign)[1:-1] for sign in text)


def _brief(line: str) -> str:
    """Leave the middle out of a word or a line that nobody reads to its end."""
    short = re.sub(rf"\S{{{_LONG_WORD},}}", lambda word: f"{word[0][:200]}…{word[0][-60:]}", line)
    return short if len(short) <= _LONG_LINE else f"{short[:600]} … {short[-200:]}"


class InputError(ValueError):
    """Something given to pksim is wrong; the message names it, its value, the rule and the likely fix.

    Parameters
    ----------
    message : str
        One mistake a line. Lines stay short and printable, whatever they quote.

    Examples
    --------
    >>> import pksim as pk
    >>> pk.Night(bedtime="25:00")
    Traceback (most recent call last):
    pksim.errors.InputError: Night: bedtime is '25:00'; a clock time is HH:MM from 00:00 to 23:59, such as '22:30'.
    """

    def __init__(self, message: str) -> None:
        super().__init__("\n".join(map(_brief, visible(message).split("\n"))))


class RunError(RuntimeError):
    """A computation was broken off by what it ran on; the message says how far it got.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import pksim as pk
    >>> with ThreadPoolExecutor() as gone:
    ...     pass
    >>> pk.simulate_population(pk.load_schedules()["duo"], executor=gone)
    Traceback (most recent call last):
    pksim.errors.RunError: the executor ThreadPoolExecutor failed after 0 of ... tasks: ...
    """


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which of the known words was probably meant, and list them all.

    Parameters
    ----------
    word : str
        What was given.
    known : iterable of str
        What would have been right.

    Returns
    -------
    str
        Such as ``did you mean 'melatonin'? Known are 'magnesium', 'melatonin'.``
    """
    names = list(known)
    folded = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), folded, n=1, cutoff=0.5)
    if len(names) > _MOST_LISTED:
        return f"did you mean {folded[close[0]]!r}?" if close else f"there are {len(names)}, such as {names[0]!r}."
    listed = ", ".join(repr(name) for name in names)
    if not close:
        return f"it must be one of {listed}."
    return f"did you mean {folded[close[0]]!r}? Known are {listed}."
