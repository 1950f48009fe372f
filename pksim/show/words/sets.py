"""Which parameter sets were used."""

from __future__ import annotations

from collections.abc import Iterable

from pksim.describe.compound.compound import Compound


def sets_used(parameters: str, compounds: Iterable[Compound]) -> str:
    """Say in a sentence which sets serve some compounds: the one asked for, or the only one that a compound has."""
    several, named = _sets(parameters, compounds)
    return f"Parameter set{several}: {named}."


def sets_in_brief(parameters: str, compounds: Iterable[Compound]) -> str:
    """Say the same within a title."""
    several, named = _sets(parameters, compounds)
    return f"parameter set{several} {named}"


def _sets(parameters: str, compounds: Iterable[Compound]) -> tuple[str, str]:
    of_set: dict[str, list[str]] = {}
    for each in compounds:
        of_set.setdefault(each.set_used(parameters), []).append(each.name)
    if len(of_set) < 2:
        return "", next(iter(of_set), parameters)
    return "s", ", ".join(f"{name} ({', '.join(taken)})" for name, taken in of_set.items())
