"""Which files are read because they start many requests at once, far from the one that asks."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..frontend import Source
from .test_files import is_test_path

Imports = Callable[[Source], list[str]]
"""Gives the paths of the files that a file imports."""

# What starts many at once may stand a few files above the one that sends the request.
_FANS = (
    b"Promise.all", b"forEach(async", b"forEach( async", b"pMap(", b"pLimit", b"p-limit",
    b"PQueue", b"new Worker", b".mapLimit(", b".eachLimit(",
)  # fmt: skip
_SENDS = re.compile(
    rb"completions|createChatCompletion|ChatOpenAI|responses\.|"
    rb"(?:generate|stream)(?:Text|Object)"
)
_STEPS_BETWEEN = 5
_METHOD = re.compile(rb"^[ \t]+(?:public[ \t]+)?async[ \t]+(\w+)[ \t]*[(<]", re.MULTILINE)
_SHAPES = re.compile(rb"\b(?:implements|extends)[ \t]+([\w,<> \t]+?)[ \t\n]*\{")
_NAME = re.compile(rb"\w+")
_MANY_SENDERS = 12
_SHORT_NAME = 6
_OFTEN = frozenset(
    {
        b"generate", b"complete", b"request", b"process", b"execute", b"function", b"connect",
        b"initialize", b"constructor", b"dispose", b"destroy", b"refresh", b"validate", b"handler",
        b"findAll", b"findOne", b"healthCheck",
    }
)  # fmt: skip
_ANYBODYS = frozenset(
    {
        b"Error", b"Component", b"EventEmitter", b"Array", b"Object", b"Promise", b"Record", b"Map",
        b"Set", b"string", b"number", b"Function", b"Disposable", b"OnModuleInit", b"Node",
    }
)  # fmt: skip
_MOST_ABOVE = 60


def starters(
    first: dict[str, Source], kept: dict[str, Source], by_path: dict[str, Source], imports: Imports
) -> list[Source]:
    """Return the files that start many at once and lead to a request, and those between.

    Args:
        first: The files that count by themselves, by path.
        kept: All that are read so far.
        by_path: All of the tree but for bundles.
        imports: Gives the paths of the files that a file imports.
    """
    near: dict[str, list[str]] = {}

    def once(source: Source) -> list[str]:
        if source.path not in near:
            near[source.path] = imports(source)
        return near[source.path]

    # Files that start nothing are not gone through again.
    some = [
        source
        for source in by_path.values()
        if source.path not in kept
        and any(mark in source.data for mark in _FANS)
        and not is_test_path(source.inside or source.path)
    ]
    if not some:
        return []
    return [*_above(some, first, kept, by_path, once), *_asks(some, first, kept, once)]


def _above(
    some: list[Source],
    first: dict[str, Source],
    kept: dict[str, Source],
    by_path: dict[str, Source],
    imports: Imports,
) -> list[Source]:
    """Return the files that start many at once and lead to a request, and those between."""
    senders = {path for path, source in first.items() if _SENDS.search(source.data)}
    found: dict[str, Source] = {}
    for source in some if senders else ():
        # By which file each was come upon, breadth first.
        came, level = {source.path: ""}, [source.path]
        goal = ""
        for _ in range(_STEPS_BETWEEN):
            reached = []
            for path in level:
                for other in imports(by_path[path]):
                    if other in by_path and other not in came:
                        came[other] = path
                        reached.append(other)
            goal = next((path for path in reached if path in senders), "")
            level = reached
            if goal:
                break
        while goal:
            if goal not in kept:
                found[goal] = by_path[goal]
            goal = came[goal]
        if len(found) > _MOST_ABOVE:
            break
    return list(found.values())


def _asks(
    some: list[Source], first: dict[str, Source], kept: dict[str, Source], imports: Imports
) -> list[Source]:
    """Return the files that start many and are handed what asks: an object, or a function.

    An object is told by a method's name, or by the interface that it implements; a function is
    handed by a file that imports both.
    """
    senders = [s for s in first.values() if _SENDS.search(s.data)]
    names, shapes = set(), set()
    for source in senders if len(senders) <= _MANY_SENDERS else ():
        names |= {
            n for n in _METHOD.findall(source.data) if len(n) > _SHORT_NAME and n not in _OFTEN
        }
        shapes |= {n for found in _SHAPES.findall(source.data) for n in _NAME.findall(found)}
    shapes -= _ANYBODYS
    helpers = {
        path
        for source in kept.values()
        if source.path not in first
        for path in imports(source)
        if path not in kept
    }
    asked = (
        re.compile(rb"\.(?:" + b"|".join(sorted(names)) + rb")(?:<[^()]*>)?\(") if names else None
    )
    typed = re.compile(rb":[ \t]*(?:" + b"|".join(sorted(shapes)) + rb")\b") if shapes else None
    return [
        source
        for source in some
        if source.path in helpers
        or (asked is not None and asked.search(source.data))
        or (typed is not None and typed.search(source.data))
    ][:_MOST_ABOVE]
