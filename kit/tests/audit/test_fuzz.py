"""Broken code trips no part of the audit: lines deleted, swapped, doubled, names exchanged.

A sample of it runs always. The env `fuzz` runs more of it, and over a folder of code too:
``AUDIT_FUZZ_ROUNDS`` is how often each file is broken, ``AUDIT_FUZZ_SOURCES`` the folder.
"""

from __future__ import annotations

import ast
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from electron_kit.audit import Options, Source, Style, audit_sources
from electron_kit.audit.frontend import front_ends
from electron_kit.audit.go import examples as go
from electron_kit.audit.java import examples as java
from electron_kit.audit.notebooks import notebook
from electron_kit.audit.rewrite import rewrites
from electron_kit.audit.ruby import examples as ruby
from electron_kit.audit.rules import rules

ROUNDS = int(os.environ.get("AUDIT_FUZZ_ROUNDS", "1"))
FOLDER = os.environ.get("AUDIT_FUZZ_SOURCES", "")
_LARGEST = 60_000
_NAME = re.compile(r"[A-Za-z_]\w+")


def _examples() -> Iterator[tuple[str, str]]:
    for rule in rules():
        for example in (*rule.valid, *rule.invalid):
            if example.language != "notebook":
                yield example.path, example.source
    for module in (go, java, ruby):
        for examples in (*module.VALID.values(), *module.INVALID.values()):
            yield from ((example.path, example.source) for example in examples)


def _files() -> Iterator[tuple[str, str]]:
    for path in sorted(Path(FOLDER).rglob("*")) if FOLDER else ():
        if not any(end.claims(str(path)) for end in front_ends()) or not path.is_file():
            continue
        data = path.read_bytes()
        if len(data) < _LARGEST and b"openai" in data.lower():
            yield path.as_posix(), data.decode("utf-8", "replace")


def broken(text: str, chance: random.Random) -> str:
    """Return a text with some of its lines deleted, swapped or doubled, or names exchanged."""
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 5)):
        if len(lines) < 2:
            break
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(6)
        if kind == 0:
            del lines[one]
        elif kind == 1:
            lines[one], lines[other] = lines[other], lines[one]
        elif kind == 2:
            lines.insert(one, lines[one])
        elif kind == 3:
            lines[one:one] = lines[other : other + 4]
        elif kind == 4:
            lines[one] = lines[one].rstrip("\n") + chance.choice(["\r", "\r\n", "\n\r", ""])
        else:
            names = _NAME.findall("".join(lines)) or ["x"]
            first, second = chance.choice(names), chance.choice(names)
            lines = [re.sub(rf"\b{first}\b", second, line) for line in lines]
    return "".join(lines)


def exchanged(text: str, chance: random.Random) -> str:
    """Return Python with some of its expressions in the places of others; it parses still."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return text
    places = [
        (node, name, at)
        for node in ast.walk(tree)
        for name, value in ast.iter_fields(node)
        for at, item in enumerate(value if isinstance(value, list) else [value])
        if isinstance(item, ast.expr)
    ]
    try:
        for _ in range(chance.randint(1, 4) if len(places) > 1 else 0):
            _exchange(chance.choice(places), chance.choice(places))
        code = ast.unparse(tree)
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        # What came of it is no Python.
        return text
    return code


def _exchange(place: tuple[ast.AST, str, int], giver: tuple[ast.AST, str, int]) -> None:
    """Put a copy of one place's expression into another."""
    given = getattr(giver[0], giver[1])
    given = given[giver[2]] if isinstance(given, list) else given
    copy = ast.parse(f"({ast.unparse(given)})", mode="eval").body
    node, name, at = place
    value = getattr(node, name)
    if isinstance(value, list):
        value[at] = copy
    else:
        setattr(node, name, copy)


def _failures(path: str, text: str) -> list[str]:
    sources = [Source(path, text.encode("utf-8", "replace"))]
    result = audit_sources(sources, Options(jobs=1, style=Style.ENV))
    list(rewrites(result.findings, sources, []))
    return [problem.reason for problem in result.problems if "audit failed" in problem.reason]


CASES = [*_examples(), *_files()]


@pytest.mark.parametrize("part", range(8))
def test_broken_code_trips_nothing(part: int) -> None:
    """Whatever is done to a file's lines, every part of the audit comes to its end."""
    chance = random.Random(part)
    failed = []
    for path, text in CASES[part::8]:
        for _ in range(ROUNDS):
            mutants = [broken(text, chance)]
            if path.endswith(".py"):
                mutants.append(exchanged(text, chance))
            failed += [(m, reasons) for m in mutants if (reasons := _failures(path, m))]
    assert failed[:1] == []


def test_a_broken_notebook_trips_nothing() -> None:
    """Cells with what a line lost leave the others as they were."""
    chance = random.Random(1)
    text = "from openai import OpenAI\nclient = OpenAI()\n# %%\nclient.models.list()\n"
    for _ in range(20 * ROUNDS):
        data = notebook(broken(text, chance)).decode()
        assert _failures("a.ipynb", data) == []
        assert _failures("a.ipynb", broken(data, chance)) == []
