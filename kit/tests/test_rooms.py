"""The table of rooms counts every module once, and only what is there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import electron_kit

PACKAGE = Path(electron_kit.__file__).parent
COUNT = Path(__file__).parents[1] / "benchmarks" / "rooms.py"


def test_every_module_of_the_package_stands_in_one_room() -> None:
    """Nothing is counted twice, and nothing is forgotten but the package's own entrance."""
    rooms = runpy.run_path(str(COUNT))["rooms"]()
    assert len({room.name for room in rooms}) == len(rooms)
    files = [
        path
        for path in PACKAGE.rglob("*.py")
        if "examples" not in (path.stem, path.parent.name)
        and not (path.parent == PACKAGE and path.name[0] == "_")
    ]
    assert sum(room.modules for room in rooms) == len(files)
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    assert sum(room.lines for room in rooms) == lines


def test_a_room_names_its_longest_file_and_its_tests() -> None:
    """The contract's is where it says, and providers have a test of their name."""
    rooms = {room.name: room for room in runpy.run_path(str(COUNT))["rooms"]()}
    path, lines = rooms["contract"].longest
    assert len((PACKAGE / path).read_text(encoding="utf-8").splitlines()) == lines
    assert rooms["providers"].modules == 1
    assert rooms["providers"].tests > 0


def test_what_contributing_says_of_a_decision_is_where_it_says() -> None:
    """Every file and folder that its table of decisions names is in the audit."""
    text = (PACKAGE.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| what is decided | file, in `audit/` |")[2].partition("\n\n")[0]
    named = re.findall(r"`([\w/]+)`", table)
    audit = PACKAGE / "audit"
    places = {path.relative_to(audit).with_suffix("") for path in audit.rglob("*")}
    lost = [
        name
        for name in named
        if not any(place.parts[-len(Path(name).parts) :] == Path(name).parts for place in places)
    ]
    assert len(named) > 20
    assert lost == []
