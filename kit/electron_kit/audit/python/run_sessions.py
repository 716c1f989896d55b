"""Sessions of the Agents SDK, which gives a run all that they keep: B06.

``Runner.run(agent, text, session=session)`` sends the session's items before the text, and adds
to them what was said, unless a setting or a callback says how many.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, GrowingHistory
from .index import Module
from .resolve.flow import loops
from .resolve.resolver import Resolver
from .tree import dotted, enclosing_function, last_name, place_of, walk
from .turns import counted, made_in

# What keeps a session's items here; what the platform keeps and what is compacted are others.
_KEEPERS = (
    "SQLiteSession", "AsyncSQLiteSession", "AdvancedSQLiteSession", "SQLAlchemySession",
    "RedisSession", "DaprSession", "MongoDBSession",
)  # fmt: skip
_MAKERS = ("from_url", "from_address", "from_uri", "create")
_RUNS = ("run", "run_sync", "run_streamed")
_BOUND = re.compile(
    rb"session_input_callback|session_settings|SessionSettings\(|CompactionSession|\.pop_item\("
)


def run_sessions(resolver: Resolver) -> Iterator[GrowingHistory]:
    """Yield the runs that are given a session which lives longer than they and only grows.

    Args:
        resolver: The project's resolver.
    """
    modules = [m for m in resolver.project.modules if any(map(_is_of_sdk, m.imported))]
    made = [call for module in modules for call in _made(module)]
    if not made or any(_BOUND.search(u.data) for m in modules for u in m.units):
        return
    told: set[tuple[int, str]] = set()
    for module in modules:
        for run in sorted(_runs(module), key=lambda call: call.lineno):
            session = next(k.value for k in run.keywords if k.arg == "session")
            of_run = _sessions_of(session, made, resolver)
            key = (id(enclosing_function(run)), dotted(session))
            if key not in told and any(_lasts(each, run, resolver) for each in of_run):
                told.add(key)
                yield GrowingHistory(
                    place=place_of(run),
                    name=place_of(session).text.split("\n")[0],
                    confidence=Confidence.MEDIUM,
                )


def _is_of_sdk(imported: str) -> bool:
    return imported == "agents" or imported.startswith("agents.")


def _made(module: Module) -> Iterator[ast.Call]:
    """Yield the calls that make a session: ``SQLiteSession(user, "talk.db")``."""
    for name in _KEEPERS:
        yield from module.calls.get(name, ())
    for name in _MAKERS:
        for call in module.calls.get(name, ()):
            if last_name(getattr(call.func, "value", None)) in _KEEPERS:
                yield call


def _runs(module: Module) -> Iterator[ast.Call]:
    """Yield the runs that are given a session, and a text that is not always the same."""
    for name in _RUNS:
        for call in module.calls.get(name, ()):
            if last_name(getattr(call.func, "value", None)).lower() != "runner":
                continue
            given = [k.value for k in call.keywords if k.arg == "input"] or call.args[1:2]
            if given and given[0].__class__ is not ast.Constant:
                if any(k.arg == "session" for k in call.keywords):
                    yield call


def _sessions_of(session: Any, made: list[ast.Call], resolver: Resolver) -> list[ast.Call]:
    """Return the calls that may have made a run's session."""
    known = {id(call): call for call in made}
    found = [known[id(o.node)] for o in resolver.of(session) if id(o.node) in known]
    if not found and session.__class__ is ast.Call:
        # One of many that a function gives: ``session_of(user)``.
        inner = [n for o in resolver.of(session.func) if o.kind == "func" for n in walk(o.node)]
        found = [known[id(n)] for n in inner if id(n) in known]
    return found


def _lasts(made: ast.Call, run: ast.Call, resolver: Resolver) -> bool:
    """Say whether a session is there at the next run."""
    if last_name(made.func) != "SQLiteSession":
        return True
    where = [k.value for k in made.keywords if k.arg == "db_path"] or made.args[1:2]
    if where and getattr(where[0], "value", None) != ":memory:":
        return True
    holder = made.parent
    if holder.__class__ is ast.Assign and holder.targets[0].__class__ is not ast.Name:
        # An object's, or one of many that are kept.
        return True
    if enclosing_function(made) is not enclosing_function(run):
        return enclosing_function(made) is None
    return any(
        loop.__class__ is ast.While
        and not counted(loop, resolver)
        and not made_in(loop, next(k.value for k in run.keywords if k.arg == "session"))
        for loop in loops(run)
    )
