"""The house as it is built, held against its map and its rules."""

import ast
import re
import subprocess
import tomllib
from graphlib import CycleError, TopologicalSorter

import pytest
from places import ROOT

PACKAGE = ROOT / "pksim"
MAP = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")


def modules():
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(path, known):
    """Name the modules that a file imports anywhere: at the top, when called, or for types alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                if inner in known or node.module in known:
                    yield inner if inner in known else node.module


@pytest.fixture(scope="module")
def graph():
    known = modules()
    return {name: {other for other in imports_of(path, known) if other != name} for name, path in known.items()}


def folders():
    found = [path for path in PACKAGE.rglob("*") if path.is_dir() and path.name[0] != "_"]
    return {path.relative_to(PACKAGE).as_posix() for path in found if "node_modules" not in path.parts}


def mapped():
    """Read the map: each folder, and what it says of it."""
    return dict(re.findall(r"^\| `([\w/.]+?)/?` \| (.+?) \|", MAP, re.MULTILINE))


def arrows():
    """Read the map: for each place, which rooms of its floor it imports, and which floors below."""
    listed = re.findall(r"^\| `([\w/.]+?)/?` \| .+? \| (.*?) ?\|$", MAP, re.MULTILINE)
    return {room: set(cell.split(", ")) - {""} for room, cell in listed}


def place(module):
    """Find the innermost place of the map that a module is in."""
    path = "/".join(module.split(".")[1:])
    inside = [room for room in mapped() if path == room.removesuffix(".py") or path.startswith(f"{room}/")]
    return max(inside, key=len, default=None)


def seen_from(here, there):
    """Name a place as the map does: by its room on the same floor, by its floor otherwise."""
    (floor, *_), (other, *rooms) = here.split("/"), there.split("/")
    return (rooms[-1] if rooms and floor == other else other).removesuffix(".py")


def test_no_import_runs_in_a_circle(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"imports run in a circle: {' -> '.join(error.args[1])}")


def test_every_folder_is_on_the_map_and_none_that_is_not_there():
    assert {room for room in mapped() if (PACKAGE / room).is_dir()} == folders()
    assert all((PACKAGE / room).exists() for room in mapped())


def test_the_map_says_one_sentence_of_each_place():
    for room, sentence in mapped().items():
        assert sentence.endswith("."), room
        assert sentence.count(". ") == 0, room


def test_the_arrows_of_the_map_are_the_imports(graph):
    found = {room: set() for room in mapped()}
    for module, others in graph.items():
        for other in others:
            here, there = place(module), place(other)
            if here and there and here != there:
                found[here].add(seen_from(here, there))
    assert arrows() == found


def test_every_decision_is_linked_and_has_its_four_parts():
    decisions = sorted((ROOT / ".github" / "decisions").iterdir())
    assert re.findall(r"\(decisions/([^)]*)\)", MAP) == [path.name for path in decisions]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        parts = re.findall(r"^## (.*)$", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "What it costs", "What would change our mind"], path.name
        gone = [each for each in re.findall(r"`(\w+/[\w/.]+)`", text) if not (PACKAGE / each).exists()]
        assert gone == [], path.name


def test_no_contract_of_the_imports_has_an_exception():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    assert contracts
    assert not [contract["name"] for contract in contracts if "ignore_imports" in contract]


def test_files_are_read_in_one_place():
    reads = re.compile(r"\b(read_bytes|fdopen|read_csv)\(|(?<!\bsource\.)\bopen\(|\.read_text\(|\btomllib\.load\b")
    found = {name for name, path in modules().items() if reads.search(path.read_text(encoding="utf-8"))}
    assert found == {
        "pksim.cli.app",  # what a full device cannot take goes nowhere
        "pksim.describe.files.trackers.opening",  # exports, which may be folders, archives and larger than memory
        "pksim.describe.words.records",
        "pksim.show.assets",  # what comes with the package
        "pksim.show.pages.all_or_none",  # what a killed run left
    }


def test_no_two_things_have_one_name():
    """But for the two solvers, which are twins and are called by their modules."""
    homes = {}
    for module, path in modules().items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(module)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {
        "solve": ["pksim.kinetics.exact", "pksim.kinetics.ode"]
    }


def test_the_top_level_holds_what_it_says_and_nothing_else():
    """A test or a command that writes where it is run would leave its files there."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no checkout")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    asked = {"pyproject.toml", "README.md", "pksim", "notebooks", "tests", "configs", "findings"}
    tools_require = {"CHANGELOG.md", "CITATION.cff", "LICENSE", "conftest.py"}
    assert {each for each in top if each[0] != "."} <= asked | tools_require
