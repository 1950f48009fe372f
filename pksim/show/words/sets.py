"""Which parameter sets were used."""

from __future__ import annotations

from collections.abc import Iterable

from pksim.describe.compound.compound import Compound


def sets_used(parameters: str, compounds: Iterable[Compound]) -> str:
    """Say it of some compounds: of the set that was asked for, and of the only one that a compound of one's own has."""
    of_set: dict[str, list[str]] = {}
    for each in compounds:
        of_set.setdefault(each.set_used(parameters), []).append(each.name)
    if len(of_set) < 2:
        return f"Parameter set: {next(iter(of_set), parameters)}."
    named = ", ".join(f"{name} ({', '.join(taken)})" for name, taken in of_set.items())
    return f"Parameter sets: {named}."
