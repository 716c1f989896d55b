"""AGENTS.md is an index: what it names is there, and what CONTRIBUTING lists is named."""

import re
from configparser import RawConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[3]
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
