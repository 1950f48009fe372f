"""The errors that pksim raises: input that it cannot accept, and runs that were broken off."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_MOST_LISTED = 40


class InputError(ValueError):
    """Something given to pksim is wrong; the message names it, its value, the rule and the likely fix."""


class RunError(RuntimeError):
    """A computation was broken off by what it ran on; the message says how far it got."""


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
