"""At which paths a file of a web framework answers."""

from __future__ import annotations

import re

_FILE = re.compile(
    r"(?:^|/)(?:src/)?(?:app|pages|server|routes|functions|netlify/functions)/(.+?)"
    r"(?:/route|/index|/\+server|\.post|\.get)?\.\w+$"
)
_ROUTES = re.compile(
    rb"\.(?:post|route|all|use|put)(?:<[^()]*>)?\(\s*['\"`](/[\w/.:-]{2,80})['\"`]"
)
# A folder that only groups: ``app/(main)/api/…``.
_GROUP = re.compile(r"\([^)/]*\)/")
# A part that whoever asks tells: ``[id]`` of a folder, ``:id`` of a route.
_TOLD = re.compile(r"\[\[?(?:\.{3})?\w+\]\]?|:\w+")
_SHORTEST = 6


def addresses(path: str, data: bytes) -> list[str]:
    """Return the paths at which a file answers, as far as its name or its routes say.

    Args:
        path: The file's path.
        data: What it holds.
    """
    found = []
    match = _FILE.search(path)
    if match is not None:
        found.append("/" + _GROUP.sub("", match[1]))
    found += [m[1].decode("utf-8", "replace") for m in _ROUTES.finditer(data)]
    return [each for each in found if len(each) > 3]


def first_words(path: str) -> bytes:
    """Return what is in every file that asks for a path: all before what is told.

    Args:
        path: Where a file answers.
    """
    return _TOLD.split(path)[0].encode()


def asks_for(paths: list[str]) -> re.Pattern[bytes]:
    """Return what a file that asks for one of some paths has in it.

    Args:
        paths: Where files answer, with ``[id]`` or ``:id`` for what whoever asks tells.
    """
    ends = [re.escape(path) for path in paths if _TOLD.search(path) is None]
    found = [rf"['\"`}}\w](?:{'|'.join(ends)})/?['\"`?]"] if ends else []
    for path in paths:
        first, *rest = _TOLD.split(path)
        if rest and len(first) >= _SHORTEST:
            # ``/threads/${id}/ask``
            found.append(r"\$\{[^}\n]*\}".join(map(re.escape, [first, *rest])) + r"/?['\"`?]")
    return re.compile("|".join(found or ["(?!)"]).encode())
