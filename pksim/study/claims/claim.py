"""Claims: what articles say, which number that is a statement about, and the rule by which it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.kind import Kind
from pksim.describe.compound.library import Reference, load_compounds, load_references, read_shipped, with_own
from pksim.describe.words.records import Record, read_record, read_toml
from pksim.describe.words.units import read_quantity
from pksim.errors import InputError, did_you_mean
from pksim.study.claims.asked import Scale
from pksim.study.claims.questions import AnyQuestion
from pksim.study.claims.rule import Region, check_rule, read_rule


class Rule(Record):
    """How a number bears a claim out.

    Attributes
    ----------
    holds : str
        Where the number must lie, such as ``"at most 3 h"``, ``"from 2 to 4 weeks"``, ``"within 15 min of bedtime"``.
    rounded_to : str or None
        To what the article rounds, such as ``"100 mg"``; the number is rounded likewise before it is judged.
    kind : {"stated", "computed", "assumed", "unverified"}
        Whether the article states the limits, or they are a reading of its words.
    """

    holds: str
    rounded_to: str | None = None
    kind: Kind = "assumed"

    @field_validator("holds")
    @classmethod
    def _a_rule(cls, text: str) -> str:
        check_rule(text)
        return text

    def region(self, scale: Scale) -> Region:
        """Say where the number must lie for the claim to hold."""
        return read_rule(self.holds, scale.units, from_bedtime=scale.is_from_bedtime)

    def check(self, scale: Scale) -> None:
        """Refuse what does not speak of such a number, all of it at once."""
        wrong = []
        for key, reads in (("holds", self.region), ("rounded_to", self.step)):
            try:
                reads(scale)
            except InputError as error:
                wrong.append(f"{key}: {error}")
        if wrong:
            raise InputError(" ".join(wrong))

    def step(self, scale: Scale) -> float:
        """Give the step to which the number is rounded before it is judged; 0 for none."""
        if self.rounded_to is None:
            return 0.0
        step = read_quantity(self.rounded_to, dict(scale.units), "rounded_to")
        if step <= 0:
            msg = f"it is {self.rounded_to!r}; it must be above 0."
            raise InputError(msg)
        return step


class Claim(Record):
    """One number that an article says something about.

    Attributes
    ----------
    key : str
        Number of the claim, with a letter for each side of one that has several, such as ``"2a"``.
    kind : {"kinetic", "arithmetic", "schedule", "outside"}
        What it is about; ``schedule`` is what only says when to take what, so that there is nothing to judge, and
        ``outside`` is what a model of concentrations cannot answer.
    about : str
        What the article says, in words of one's own; or what the quotation speaks of.
    quotation : str
        A few words of the article's own, if any are told.
    source : tuple of str
        Keys of the references, at least one.
    part : str
        On what the article speaks there.
    question : ModelQuestion or None
        Which number of the model it is about, by what it ``asks`` and what that needs to know. Of what is outside, a
        number that stands near it, as context.
    rule : Rule or None
        How that number bears the claim out; only for a claim that is judged.
    note : str
        What a reader should know about it; of what is outside, why.
    """

    key: str = Field(min_length=1)
    kind: Literal["kinetic", "arithmetic", "schedule", "outside"]
    about: str = Field(min_length=1)
    quotation: str = ""
    source: tuple[str, ...]
    part: str = ""
    question: AnyQuestion | None = None
    rule: Rule | None = None
    note: str = ""

    @field_validator("source")
    @classmethod
    def _some(cls, source: tuple[str, ...]) -> tuple[str, ...]:
        if not source:
            msg = "there is no source; name at least one reference."
            raise InputError(msg)
        return source

    @field_validator("rule")
    @classmethod
    def _fits(cls, rule: Rule | None, info: ValidationInfo) -> Rule | None:
        question = info.data.get("question")
        if rule is not None and question is not None:
            scale = question.scale(info.context or load_compounds())
            rule.check(scale)
        return rule

    @model_validator(mode="after")
    def _whole(self) -> Claim:
        judged = self.kind in ("kinetic", "arithmetic")
        if judged and (self.question is None or self.rule is None):
            msg = f"a {self.kind} claim needs a question and a rule."
        elif self.kind == "schedule" and self.question is None:
            msg = "it says when to take what; it needs a question, which is not judged."
        elif self.rule is not None and not judged:
            which = "outside the model" if self.kind == "outside" else "about when to take what"
            msg = f"it is {which} and has a rule; leave it out, or say what kind the claim is."
        elif self.kind == "outside" and not self.note:
            msg = "it is outside the model; say why, in note."
        else:
            return self
        raise InputError(msg)

    @property
    def says(self) -> str:
        """What the article says, in a sentence."""
        return f"{self.about} “{self.quotation}”" if self.quotation else self.about


class Claims(Record):
    """Claims of a file, and the references that it adds.

    Attributes
    ----------
    claim : tuple of Claim
        At least one, each with a key of its own.
    reference : mapping of str to Reference
        References beyond the library's, by key.

    Examples
    --------
    >>> import pksim as pk
    >>> [claim.says for claim in pk.load_claims().claim if claim.kind == "arithmetic"]
    ['200–400 mg of elemental magnesium are typically 1,400–2,800 mg of the glycinate compound']
    """

    reference: dict[str, Reference] = Field(default_factory=dict)
    claim: tuple[Claim, ...]

    @field_validator("claim")
    @classmethod
    def _at_least_one(cls, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        if not claims:
            msg = "there are no claims; give at least one."
            raise InputError(msg)
        return claims

    @classmethod
    def notice(cls, data: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str, Any]]:
        """List sources that are no references, references of the library told anew, and keys that are there twice."""
        tables, own = data.get("claim"), data.get("reference")
        known = [*load_references(), *(own if isinstance(own, dict) else ())]
        keys: set[str] = set()
        found: list[tuple[tuple[str | int, ...], str, Any]] = [
            (("reference", key), "the library has it already; give yours another key.", key)
            for key in (own if isinstance(own, dict) else ())
            if key in load_references()
        ]
        for i, table in enumerate(tables if isinstance(tables, list) else ()):
            claim = table if isinstance(table, dict) else {}
            key, sources = claim.get("key"), claim.get("source")
            if isinstance(key, str) and key in keys:
                found.append((("claim", i, "key"), f"two claims have the key {key!r}.", key))
            keys.add(str(key))
            for each in sources if isinstance(sources, list) else ():
                if isinstance(each, str) and each not in known:
                    text = f"there is no reference {each!r}; {did_you_mean(each, known)}"
                    found.append((("claim", i, "source"), text, each))
        return found

    def titles(self, claim: Claim) -> str:
        """Name the sources of a claim, and of what they speak there.

        Examples
        --------
        >>> import pksim as pk
        >>> claims = pk.load_claims()
        >>> claims.titles(claims.claim[0])
        'Melatonin vs Magnesium Glycinate Mechanism — Sleep Science, on clearance'
        """
        known = {**load_references(), **self.reference}
        return "; ".join(known[key].title for key in claim.source) + (f", on {claim.part}" if claim.part else "")


def load_claims(
    path: str | Path | None = None, *, compounds: Iterable[Compound] | Mapping[str, Compound] = ()
) -> Claims:
    """Read claims.

    Parameters
    ----------
    path : str or Path, optional
        A TOML file; by default those of the library.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, of which doses and questions may speak.

    Returns
    -------
    Claims

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the file.

    Examples
    --------
    >>> import pksim as pk
    >>> first = pk.load_claims().claim[0]
    >>> first.says, first.rule.holds
    ('Immediate-release melatonin is cleared within 2–3 h', 'at most 3 h')
    """
    if path is None and isinstance(compounds, tuple) and not compounds:
        return _shipped()
    tables, where = (read_shipped("claims"), "claims.toml") if path is None else (read_toml(path), Path(path).name)
    return read_record(Claims, tables, where, context=with_own(compounds))


@cache
def _shipped() -> Claims:
    return read_record(Claims, read_shipped("claims"), "claims.toml", context=load_compounds())
