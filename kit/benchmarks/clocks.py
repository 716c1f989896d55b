"""Which tests meet a clock: what they wait for, race with or time, a busy machine makes late.

A test meets one if it says so itself, or if a fixture, a helper or a constant says so that it
names: in its own module, in its folder's ``conftest`` or in a module beside it. An end so late
that it only keeps a hanging test from hanging is no clock, nor is a server that a test asks and
whose answer it waits for, on a thread or not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("kit/tests", "docs/tests/snippets")
LATE = 300  # seconds
SHARED = ROOT / "kit/tests/conftest.py"  # has servers only

# What waits, what measures, what runs beside the test, and what counts by a server's clock.
WAITS = frozenset(
    "sleep wait wait_for timeout fail_after move_on_after call_later settimeout "
    "monotonic monotonic_ns perf_counter perf_counter_ns process_time "
    "Barrier Popen Thread ThreadPoolExecutor Timer alarm fork SharedBudget valkey_server".split()
)
# Arguments and constants in seconds or in events a second.
SECONDS = frozenset(
    "backoff_first backoff_longest breaker_seconds deadline first_byte minute MINUTE pause read "
    "timeout tps ttft wait".split()
)
FAULTS = ("stall=", "tps=", "ttft=")

# A module's names; where one comes from another module, that one's names and the name there.
Names = dict[str, "ast.AST | tuple[Names, str]"]


def tests() -> list[str]:
    """Return the tests that meet a clock, as pytest is told them."""
    return [
        f"{path.relative_to(ROOT).as_posix()}::{name}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("test_*.py"))
        for name in meeting(path)
    ]


def count() -> int:
    """Return how many tests there are in all, before their parameters."""
    return sum(
        name.startswith("test_") and isinstance(node, ast.AST)
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("test_*.py")
        for name, node in _names(path).items()
    )


def meeting(path: Path) -> Iterator[str]:
    """Yield the tests of a module that meet a clock."""
    names = _names(path)
    for name, node in names.items():
        if name.startswith("test_") and isinstance(node, ast.AST) and _meets(names, name, set()):
            yield name


def _meets(names: Names, name: str, seen: set[str]) -> bool:
    seen.add(name)
    node = names[name]
    if isinstance(node, tuple):
        return _meets(*node, set())
    said = _said(node)
    if "serve_forever" in said or "accept" in said:
        return False
    if node not in _WAITING:
        known = {**names, **_defaults(node)}
        _WAITING[node] = any(_waits(each, known) for each in _all(node))
    if _WAITING[node]:
        return True
    return any(_meets(names, other, seen) for other in said if other in names and other not in seen)


# Whether a piece of code waits by its own words: many tests ask it of the same helper.
_WAITING: dict[ast.AST, bool] = {}


@cache
def _all(node: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(node))


@cache
def _said(node: ast.AST) -> dict[str, None]:
    """Return the names that a piece of code uses, its arguments among them: they are fixtures."""
    return dict.fromkeys(_names_in(node))


def _names_in(node: ast.AST) -> Iterator[str]:
    for each in _all(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.arg):
            yield each.arg
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value  # ``usefixtures``, or a parameter that is a fixture's name


def _waits(node: ast.AST, names: Names) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(fault in node.value for fault in FAULTS)
    if isinstance(node, ast.keyword):
        return node.arg in SECONDS and not _late(node.value, names)
    if isinstance(node, ast.Assign):
        named = {getattr(target, "attr", getattr(target, "id", "")) for target in node.targets}
        return _in_seconds(named) and _is_number(node.value) and not _late(node.value, names)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in {"setattr", "setitem"}:  # a constant of the kit's, for one test
            *of, value = node.args
            named = {it.value for it in of if isinstance(it, ast.Constant)}
            return _in_seconds(named) and _is_number(value) and not _late(value, names)
        ends = [*node.args, *(it.value for it in node.keywords)]
        at_once = [ast.unparse(it) for it in ends] == ["0"]
        return name in WAITS and not at_once and not any(_late(it, names) for it in ends)
    return False


def _in_seconds(names: Iterable[object]) -> bool:
    return any(it in SECONDS or str(it).endswith("_SECONDS") for it in names)


def _is_number(value: ast.AST) -> bool:
    """Return whether a value, or one of the two that it may be, stands there as a number."""
    if isinstance(value, ast.IfExp):
        return _is_number(value.body) or _is_number(value.orelse)
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float)


def _defaults(node: ast.AST) -> Names:
    """Return what the arguments of functions are unless something else is given."""
    found: Names = {}
    for each in _all(node):
        if isinstance(each, ast.arguments):
            places = [*each.posonlyargs, *each.args]
            given = zip(places[len(places) - len(each.defaults) :], each.defaults, strict=True)
            named = zip(each.kwonlyargs, each.kw_defaults, strict=True)
            for argument, value in (*given, *named):
                if value is not None:
                    found[argument.arg] = ast.Assign([ast.Name(argument.arg)], value)
    return found


def _late(value: ast.AST, names: Names) -> bool:
    """Return whether nobody waits for this: it is minutes or no end at all."""
    for _ in range(5):  # a name may be another's, or its own outside
        if isinstance(value, ast.Name) and isinstance(named := names.get(value.id), ast.Assign):
            value = named.value
    if not isinstance(value, ast.Constant):
        return False
    return value.value is None or (isinstance(value.value, int | float) and value.value >= LATE)


@cache
def _names(path: Path) -> Names:
    """Return what a module defines, and what it takes from those beside it and the ``conftest``."""
    found: Names = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.ImportFrom) and node.level:
            place = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            found |= _taken(place.with_suffix(".py"), {it.name: it.asname for it in node.names})
    shared = path.with_name("conftest.py")
    if path.name.startswith("test_") and shared.exists():
        found = {**_taken(shared, None), **found}
    return found


def _taken(path: Path, wanted: dict[str, str | None] | None) -> Names:
    if path == SHARED or not path.exists():
        return {}
    theirs = _names(path)
    asked = dict.fromkeys(theirs) if wanted is None else wanted
    return {also or name: (theirs, name) for name, also in asked.items() if name in theirs}
