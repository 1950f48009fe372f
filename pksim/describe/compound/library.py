"""What pksim knows without being told: compounds and references, each number with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import as_file, files
from types import MappingProxyType
from typing import Any, Literal

from pksim.arguments import several
from pksim.describe.compound.compound import Compound
from pksim.describe.words.records import Record, read_record, read_toml
from pksim.errors import InputError

_COMPOUNDS = ("melatonin", "magnesium")


class Reference(Record):
    """Where a number comes from.

    Attributes
    ----------
    kind : {"article", "paper", "constant"}
        One of the popular articles, scientific literature, or what follows from a chemical formula.
    title : str
        Title, or authors, year and journal.
    doi, pmid : str or None
        Where to find it.
    """

    kind: Literal["article", "paper", "constant"]
    title: str
    doi: str | None = None
    pmid: str | None = None

    def __str__(self) -> str:
        found = f"doi:{self.doi}" if self.doi else f"PMID {self.pmid}" if self.pmid else ""
        return ", ".join(filter(None, (self.title, found)))


def read_shipped(name: str) -> dict[str, Any]:
    """Read one of the TOML files that come with the package."""
    with as_file(files("pksim.describe") / "library" / f"{name}.toml") as path:
        return read_toml(path)


@cache
def load_compounds() -> Mapping[str, Compound]:
    """Give the compounds of the library.

    Returns
    -------
    mapping of str to Compound
        By name.

    Examples
    --------
    >>> import pksim as pk
    >>> {name: compound.display_unit for name, compound in pk.load_compounds().items()}
    {'melatonin': 'pg/mL', 'magnesium': 'mmol/L'}
    """
    read = (read_record(Compound, read_shipped(name), f"{name}.toml") for name in _COMPOUNDS)
    return MappingProxyType({compound.name: compound for compound in read})


def with_own(own: Iterable[Compound] | Mapping[str, Compound]) -> dict[str, Compound]:
    """Add compounds of one's own to the library's; one that has the name of a library's stands in its place.

    Parameters
    ----------
    own : iterable of Compound or mapping of str to Compound
        One's own.

    Returns
    -------
    dict of str to Compound
        All, by name.

    Raises
    ------
    pksim.errors.InputError
        When one is no compound, or two of one's own have the same name.
    """
    return {**load_compounds(), **own_compounds(own)}


def own_compounds(own: Iterable[Compound] | Mapping[str, Compound]) -> dict[str, Compound]:
    """Arrange compounds of one's own by name, or raise as `with_own` does."""
    named: dict[str, Compound] = {}
    given = (own,) if isinstance(own, Compound) else own.values() if isinstance(own, Mapping) else own
    for each in several(given, Compound, "compounds", "load_compound('caffeine.toml')"):
        if each.name in named:
            msg = f"two compounds are called {each.name!r}; give each a name of its own."
            raise InputError(msg)
        named[each.name] = each
    return named


@cache
def load_references() -> Mapping[str, Reference]:
    """Give the references of the library.

    Returns
    -------
    mapping of str to Reference
        By key.

    Examples
    --------
    >>> import pksim as pk
    >>> print(pk.load_references()["fine-1991"])
    Fine 1991, doi:10.1172/JCI115317
    """
    tables = read_shipped("references")
    return MappingProxyType({key: read_record(Reference, table, "references.toml") for key, table in tables.items()})
