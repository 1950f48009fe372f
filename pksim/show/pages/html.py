"""Pages of HTML that work from a disk, without network."""

from __future__ import annotations

import base64
import re
from html import escape
from typing import Any

from pksim.show.assets import asset

PHONE_IN = 4.6
"""How wide a picture is drawn that is shown on a phone."""
SVG = "image/svg+xml"
_HERE = "pksim.show.pages"
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
_NAMES = re.compile(r'((?<![\w:-])id="|url\(#|href="#|aria-labelledby=")')
_ID, _MEANT = re.compile(r'(?<![\w:-]) ?id="([^"]*)"'), re.compile(r'(?:url\(#|href="#)([^)"]*)')
_TITLE = re.compile(r"(<title[^>]*>)[^<]*</title>")


def html_page(template: str, **parts: Any) -> str:
    """Fill a template, such as ``"report.html.j2"``, in the style that all pages share.

    Parameters
    ----------
    template : str
        Its name.
    **parts : object
        What it shows; with them ``title``, ``lead``, ``headings`` by the key of their section, and ``footer``.

    Returns
    -------
    str
        The page.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    templates = Environment(
        loader=FunctionLoader(lambda name: asset(_HERE, name)),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return templates.get_template(template).render(style=asset(_HERE, "report.css"), **parts)


def inline(svg: bytes, label: str) -> str:
    """Make of a picture a part of a page, whose text can be selected.

    Parameters
    ----------
    svg : bytes
        The picture as a file, which says what it shows.
    label : str
        What it is, which no other picture of the page may be.

    Returns
    -------
    str
        An element. Its names are its own, so that pictures do not take each other's parts.
    """
    key = re.sub(r"\W+", "-", label.lower())
    drawing = _METADATA.sub("", svg[svg.index(b"<svg") :].decode())
    meant = {"title", "desc", *_MEANT.findall(drawing)}
    drawing = _ID.sub(lambda name: name[0] if name[1] in meant else "", drawing)
    drawing = _NAMES.sub(rf"\1{key}-", drawing).replace("-title desc", f"-title {key}-desc", 1)
    return _TITLE.sub(lambda title: f"{title[1]}{escape(label)}</title>", drawing, count=1)


def address(content: bytes, kind: str) -> str:
    """Write something as an address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
