"""The state of an explorer as the text of a link, as the script writes and reads it."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from pksim.arguments import instance, quoted
from pksim.errors import InputError

KEY = "s="
_MOST_BYTES = 400_000


def write_link(state: dict[str, Any]) -> str:
    """Write a state as what stands after the # of an address."""
    packed = zlib.compress(json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return KEY + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_link(link: str) -> object:
    """Read a link, or what stands after its #, as plain data that is still to be read by the rules of a state.

    Raises
    ------
    pksim.errors.InputError
        When it is no link of an explorer, cut, or longer than any.
    """
    text = instance(link, str, "link", "'https://example.org/explorer.html#s=...'").strip()
    rule = "copy all of it from the explorer's 'Copy link'"
    _, sign, after = text.rpartition("#")
    part = after if sign else text
    if not part.startswith(KEY):
        msg = f"the link is {quoted(text)}; it must have #{KEY} and a state after it: {rule}."
        raise InputError(msg)
    try:
        packed = base64.urlsafe_b64decode(part.removeprefix(KEY) + "==")
        return json.loads(packed if packed[:1] == b"{" else _inflated(packed))
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        msg = f"the link is {quoted(text)}, which is damaged or cut: {rule}."
        raise InputError(msg) from None


def _inflated(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    found = unpacking.decompress(packed, _MOST_BYTES)
    if not unpacking.eof:
        msg = "cut, or longer than any state"
        raise ValueError(msg)
    return found
