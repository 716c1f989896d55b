"""AGENTS.md is an index: what it names is there, and what CONTRIBUTING lists is named."""

import json
import re
from configparser import RawConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLLOWED = json.loads((ROOT / "kit/tests_agents/seen.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "AGENTS.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def rooms(text):
    return set(re.findall(r"^\| `([\w/]+/)` \|", text, re.MULTILINE))


def test_the_page_is_short():
    """At most 8 kB: it is read at every start."""
    assert len(PAGE.encode()) <= 8_000


def test_the_rooms_are_those_of_contributing_and_are_there():
    """A room that CONTRIBUTING lists is in the index; every path in it exists."""
    assert rooms(CONTRIBUTING) <= rooms(PAGE)
    named = re.findall(r"`([\w./]+/[\w./]*)`", PAGE)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_commands_are_those_of_tox():
    """Every env that the index names is one of tox.ini."""
    tox = RawConfigParser()
    tox.read(ROOT / "tox.ini")
    named = set(re.findall(r"tox run -e ([\w-]+)", PAGE))
    assert {name for name in named if f"testenv:{name}" not in tox} == set()
    known = set(re.findall(r"tox run -e ([\w-]+)", CONTRIBUTING))
    assert named <= known | {"lint"}


def asked(tests):
    sides = [("OpenAI", tests["openai"]), ("Electron", tests["electron"])]
    return " ".join(f"{name} {count}" for name, count in sides if count) or "none"


@pytest.mark.parametrize("name", FOLLOWED)
def test_the_page_says_what_came_of_following_the_skill(name):
    """A row an application, with the figures that `tox run -e agents` holds."""
    page = (ROOT / "docs/check/agents.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| {name},"))
    seen = FOLLOWED[name]
    moved = len(seen["moved"])
    assert f"| {moved} of {moved + len(seen['left'])} routes |" in row
    before, after = seen["tests"]["before"], seen["tests"]["after"]
    green = [f"{it['passed']} of {it['passed'] + it.get('failed', 0)}" for it in (before, after)]
    assert f"| {green[0]}, then {green[1]}" in row
    assert f"| {asked(before)}, then {asked(after)}" in row
