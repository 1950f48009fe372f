"""The explorer as one page that needs no network: data, style and script in a single file."""

from __future__ import annotations

import json
import re
from html import escape

from pksim.explorer.data import Explored
from pksim.show.assets import asset

# Each imports from those before it.
_PARTS = (
    *("solver", "words", "state", "curves", "drawing", "axis", "picture"),
    *("messages", "doses", "schedule", "inputs", "kinetics", "controls", "files", "explorer"),
)
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src \
'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'">
<style>
html, body {{ margin: 0; background: #ffffff; }}
@media (prefers-color-scheme: dark) {{ html, body {{ background: #15181d; color: #f0f0f0; }} }}
h1 {{ font: 600 20px/1.3 system-ui, "DejaVu Sans", sans-serif; margin: 12px 12px 0; }}
main {{ max-width: 1180px; margin: 0 auto; }}
{style}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<noscript><p>This page draws its curves with JavaScript, which is switched off here.</p></noscript>
<div id="explorer"></div>
</main>
<script type="application/json" id="data">{data}</script>
<script type="module">
{script}
const known = JSON.parse(document.getElementById("data").textContent);
globalThis.explorer = mountPage(document.getElementById("explorer"), known);
</script>
</body>
</html>
"""


def explorer_page(what: Explored, *, title: str = "What will be in the blood, when?") -> str:
    """Make the page.

    Parameters
    ----------
    what : Explored
        What it starts from.
    title : str, optional
        Its title.

    Returns
    -------
    str
        HTML that works from a disk, without network.
    """
    data = json.dumps(what.data, ensure_ascii=False, allow_nan=False)
    for sign in "<>&\u2028\u2029":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    return _PAGE.format(
        title=escape(title),
        style=asset("pksim.explorer", "explorer.css"),
        data=data,
        script=explorer_script(),
    )


def explorer_script() -> str:
    """Join the script's modules into one, whose names they share."""
    return "\n".join(_IMPORT.sub("", asset("pksim.explorer", f"script/{name}.mjs")) for name in _PARTS)
