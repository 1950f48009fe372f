"""Pages of HTML that work from a disk, without network."""

from __future__ import annotations

import base64
from typing import Any

from pksim.show.assets import asset

PHONE_IN = 4.6
"""How wide a picture is drawn that is shown on a phone."""
SVG = "image/svg+xml"
_HERE = "pksim.show.pages"


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


def address(content: bytes, kind: str) -> str:
    """Write something as an address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
