"""Read TOML files into frozen records, with every mistake of a file reported at once."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from pksim.arguments import quoted
from pksim.errors import InputError, did_you_mean

AnyRecord = TypeVar("AnyRecord", bound="Record")

_PLAIN = {
    "missing": "is missing; it must be given.",
    "string_type": "must be text.",
    "string_too_short": "must not be empty.",
    "list_type": "must be a list.",
    "tuple_type": "must be a list.",
    "dict_type": "must be a table.",
    "model_type": "must be a table.",
    "model_attributes_type": "must be a table.",
    "float_type": "must be a number.",
    "float_parsing": "must be a number.",
}
_RULES = {
    "greater_than": "above {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than": "below {lt:g}",
    "finite_number": "a finite number",
    "literal_error": "{expected}",
}
_DEEPEST = 20
_TOO_DEEP = f"tables and lists lie more than {_DEEPEST} deep in one another; no file here needs that."
_LARGEST = 2**63
_TOO_LARGE = "a whole number in it has more than 64 bits, the most that TOML knows."


class Record(BaseModel):
    """A frozen table of a file; a key that it does not know is a mistake, with the nearest right one."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @model_validator(mode="wrap")
    @classmethod
    def _name_unknown_keys(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        if not isinstance(data, dict):
            return handler(data)
        known = {field.alias or name: field.annotation for name, field in cls.model_fields.items()}
        noticed = [
            ((key,), f"is not a key here; {did_you_mean(key, known)}", data[key]) for key in data if key not in known
        ]
        noticed += [
            ((key,), f"is {str(value).lower()}; it must be a number.", value)
            for key, value in data.items()
            if isinstance(value, bool) and _is_number(known.get(key))
        ]
        mistakes = [
            InitErrorDetails(type=PydanticCustomError("noticed", "{text}", {"text": text}), loc=where, input=given)
            for where, text, given in (*noticed, *cls.notice(data))
        ]
        try:
            record = handler({key: value for key, value in data.items() if key in known})
        except ValidationError as error:
            mistakes += [
                InitErrorDetails(
                    type=PydanticCustomError("mistake", "{text}", {"text": _plain(each)}),
                    loc=_in_file(each["loc"], data),
                    input=each["input"],
                )
                for each in error.errors()
            ]
        if mistakes:
            raise ValidationError.from_exception_data(cls.__name__, mistakes)
        return record

    @classmethod
    def notice(cls, data: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str, Any]]:
        """List mistakes that show before the fields are read: where, what, and what was given."""
        del data
        return []


def _is_number(kind: Any) -> bool:
    """Say whether a field holds numbers alone, which truth values are not."""
    kinds = {kind, *get_args(kind)} - {NoneType}
    return bool(kinds & {int, float}) and not kinds & {bool, str}


def _in_file(where: tuple[str | int, ...], data: Any) -> tuple[str | int, ...]:
    """Leave out of a place what is no key of the file, such as which of several kinds of table was read."""
    kept: list[str | int] = []
    for part in where[:-1]:
        if not isinstance(data, dict) or part in data:
            kept.append(part)
            data = data[part] if isinstance(data, (dict, list)) else None  # type: ignore[index]
    return (*kept, *where[-1:])


def _plain(mistake: Any) -> str:
    if mistake["type"] in ("value_error", "assertion_error"):
        return str(mistake["ctx"]["error"])
    if mistake["type"] == "union_tag_not_found":
        return f"{mistake['ctx']['discriminator'].strip(chr(39))} is missing; it says which kind this is."
    if mistake["type"] == "union_tag_invalid":
        ctx = mistake["ctx"]
        tags = [tag.strip(" '") for tag in ctx["expected_tags"].split(",")]
        return f"{ctx['discriminator'].strip(chr(39))} is {ctx['tag']!r}; {did_you_mean(ctx['tag'], tags)}"
    if mistake["type"] in _RULES:
        rule = _RULES[mistake["type"]].format(**mistake.get("ctx", {}))
        return f"is {mistake['input']!r}; it must be {rule}."
    return _PLAIN.get(mistake["type"], str(mistake["msg"]))


def read_record(kind: type[AnyRecord], data: Any, where: str, *, context: Any = None) -> AnyRecord:
    """Check a table against a record.

    Parameters
    ----------
    kind : type
        The record.
    data : dict
        The table.
    where : str
        The file's name, for the message.
    context : object, optional
        What the record's validators need to know.

    Returns
    -------
    Record
        The record read.

    Raises
    ------
    InputError
        With every mistake on a line of its own: file, key, what is wrong.
    """
    try:
        return kind.model_validate(data, context=context)
    except ValidationError as error:
        raise InputError("\n".join(f"{where}: {line}" for line in mistakes(error))) from None


def mistakes(error: ValidationError) -> list[str]:
    """List the mistakes, each with its key."""
    return [f"{_key(each['loc'])}: {_plain(each)}" for each in error.errors()]


def _key(parts: tuple[str | int, ...]) -> str:
    key = ""
    for part in parts:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return key.removeprefix(".") or "the file"


def read_toml(path: str | Path) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    dict
        Its tables.

    Raises
    ------
    InputError
        When it is missing, unreadable, not text, not TOML, empty, too deep, or holds a number beyond all measure.
    """
    text = read_text(path, "a TOML file")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{path}: this is not valid TOML: {error}."
        raise InputError(msg) from None
    except RecursionError:
        msg = f"{path}: {_TOO_DEEP}"
        raise InputError(msg) from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits.
        msg = f"{path}: {_TOO_LARGE}"
        raise InputError(msg) from None
    if not tables:
        msg = f"{path}: the file is empty."
        raise InputError(msg)
    if (rule := _beyond_measure(tables)) is not None:
        msg = f"{path}: {rule}"
        raise InputError(msg)
    return tables


def _beyond_measure(tables: dict[str, Any]) -> str | None:
    """Say what is too deep or too large in the tables of a file; level by level, for a recursion would end early."""
    level: list[Any] = [tables]
    for _ in range(_DEEPEST):
        inner = [value for each in level for value in (each.values() if isinstance(each, dict) else each)]
        if any(isinstance(value, int) and not -_LARGEST <= value < _LARGEST for value in inner):
            return _TOO_LARGE
        level = [value for value in inner if isinstance(value, (dict, list))]
    return _TOO_DEEP if level else None


def as_path(path: object) -> Path:
    """Read the name of a file, or say that it is none."""
    try:
        os.fsencode(read := Path(path))  # type: ignore[arg-type]
    except (TypeError, UnicodeEncodeError):  # half a character (a lone surrogate) names no file
        msg = f"the file is {quoted(path)}; it must be a path."
        raise InputError(msg) from None
    if "\0" in str(read):
        msg = f"{str(path)!r}: this is no path."
        raise InputError(msg)
    return read


def read_text(path: str | Path, kind: str) -> str:
    """Read a text file in UTF-8, or say why it cannot be read and what kind of file is wanted."""
    file = as_path(path)
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        msg = f"{path}: there is no such file."
    except IsADirectoryError:
        msg = f"{path}: this is a folder; {kind} is wanted."
    except OSError as error:
        msg = f"{path}: it cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        msg = f"{path}: this is not a text file in UTF-8; {kind} is wanted."
    raise InputError(msg)
