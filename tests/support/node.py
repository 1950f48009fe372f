"""The explorer's script in Node.js, where there is one."""

import json
import shutil
import subprocess

import pytest
from places import ROOT

SCRIPT = ROOT / "pksim" / "explorer" / "script"
needs_node = pytest.mark.skipif(
    shutil.which("node") is None, reason="there is no Node.js here; 'apt-get install nodejs' brings it"
)


def module_of(stem):
    """Find a module of the script by its name, in whatever room it is."""
    (found,) = [path for path in SCRIPT.rglob(f"{stem}.mjs") if "node_modules" not in path.parts]
    return found


def run_node(folder, given, expression, **names):
    """Give the value of an expression of what is ``given`` and of names, each from its module of the script."""
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    imports = [f'import {{ {name} }} from "{module_of(stem).as_uri()}";' for name, stem in names.items()]
    text = "\n".join(
        [
            'import { readFileSync } from "node:fs";',
            *imports,
            f'const given = JSON.parse(readFileSync({json.dumps(str(folder / "given.json"))}, "utf-8"));',
            f"console.log(JSON.stringify({expression}));",
        ]
    )
    node = ["node", "--input-type=module", "-e", text]
    return json.loads(_output(node))


def _output(node):
    run = subprocess.run(node, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return run.stdout
