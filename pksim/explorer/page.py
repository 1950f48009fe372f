"""The explorer as one page that needs no network: data, style and script in a single file."""

from __future__ import annotations

import json
from html import escape

from pksim.explorer.data import Explored
from pksim.explorer.lesson_data import lesson_data
from pksim.show.assets import asset

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src \
'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'">
<style>
html, body {{ margin: 0; background: #fff; }}
@media (prefers-color-scheme: dark) {{ html, body {{ background: #15181d; color: #f0f0f0; }} }}
h1 {{ font: 600 20px/1.3 system-ui, sans-serif; margin: 12px 12px 0; }}
main {{ max-width: 1180px; margin: 0 auto; }}
{style}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<noscript><p>This page needs JavaScript.</p></noscript>
<div id="pksim-explorer"></div>
</main>
<script type="application/json" id="pksim-data">{data}</script>
<script type="module">
{script}
</script>
</body>
</html>
"""


def explorer_page(what: Explored, *, lesson: str | None = None, title: str = "What will be in the blood, when?") -> str:
    """Make the page.

    Parameters
    ----------
    what : Explored
        What it starts from.
    lesson : str, optional
        In which lesson it opens; such a page has all of them, a quarter more in bytes, and others have none.
    title : str, optional
        Its title.

    Returns
    -------
    str
        HTML that works from a disk, without network.
    """
    lessons = {} if lesson is None else {"lessons": lesson_data(), "lesson": lesson}
    everything = {**what.data, **lessons}
    data = json.dumps(everything, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    style, script = asset("pksim.explorer", "explorer.css"), explorer_script()
    if lesson is not None:
        style, script = style + asset("pksim.explorer", "classroom.css"), asset("pksim.explorer", "classroom.js")
    return _PAGE.format(title=escape(title), style=style, data=data, script=script)


def explorer_script() -> str:
    """Give the script, of which the modules in ``script/`` are the source."""
    return asset("pksim.explorer", "explorer.js")
