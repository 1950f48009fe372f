"""Sources behind numbers, told once at the end of a page."""

from __future__ import annotations

import re

from pksim.describe.compound.library import load_references

_PLACE = re.compile(r", (on [^;]*)$")
"""Where in an article a claim stands, behind its title."""
_BY_THE_USER = "given by the user"


_IN_SMALL_PRINT = re.compile(r"\[(\d+)\]\N{NO-BREAK SPACE}(.*?)(?=; \[\d+\]\N{NO-BREAK SPACE}|\.$)", re.MULTILINE)
"""A source as a picture lists it."""
_TEXT, _CITED = re.compile(r"(?<=>)[^<>]*(?=</text>)"), re.compile(r"\[\d+(?:, \d+)*\]")
_WHERE = re.compile(r"\[1\](?: to \[\d+\])? stands? in this picture's file.*")


class Citations:
    """Number what is cited, in the order in which it is met; what is met again keeps its number."""

    def __init__(self) -> None:
        self._cited: dict[str, int] = {}

    def numbers_of(self, titles: str) -> str:
        """Give the numbers of some titles that semicolons join, such as ``"[1] [4]"``."""
        if titles in ("", _BY_THE_USER):
            return titles and "yours"
        return " ".join(f"[{self._number(each)}]" for each in titles.split("; "))

    def numbers_of_claim(self, source: str) -> str:
        """Give those of a claim, and where in them it stands."""
        place = _PLACE.search(source)
        numbers = self.numbers_of(source if place is None else source[: place.start()])
        return numbers if place is None else f"{numbers} {place[1]}"

    def renumbered(self, drawing: str, small_print: str) -> str:
        """Let a picture cite by the numbers of the page.

        Parameters
        ----------
        drawing : str
            The picture, as SVG.
        small_print : str
            What lists its sources with its own numbers.
        """
        own = {number: self._number(title) for number, title in _IN_SMALL_PRINT.findall(small_print)}

        def cite(numbers: re.Match[str]) -> str:
            mine = sorted(own[each] for each in re.findall(r"\d+", numbers[0]) if each in own)
            return f"[{', '.join(map(str, mine))}]" if mine else numbers[0]

        def rewrite(text: re.Match[str]) -> str:
            return _CITED.sub(cite, _WHERE.sub("Numbers in brackets are those of the sources of this page.", text[0]))

        return _TEXT.sub(rewrite, drawing)

    def _number(self, title: str) -> int:
        return self._cited.setdefault(title, len(self._cited) + 1)

    def listed(self) -> list[tuple[int, str]]:
        """List what was cited, each with where it is found."""
        known = load_references().values()
        places = {each.title: each.doi or (f"PMID {each.pmid}" if each.pmid else "") for each in known}
        return [(number, ", ".join(filter(None, (title, places.get(title))))) for title, number in self._cited.items()]
