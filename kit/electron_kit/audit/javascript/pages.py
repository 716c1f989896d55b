"""Pages that hold scripts: Vue, Svelte, Astro and HTML, read with all but the scripts blanked."""

from __future__ import annotations

import re

SUFFIXES = (".vue", ".svelte", ".astro", ".html", ".htm")

_SCRIPT = re.compile(
    rb"<script\b(?P<head>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(?P<code>.*?)</script\s*>", re.S | re.I
)
_TYPE = re.compile(rb"\btype\s*=\s*[\"']?(?P<type>[\w./+-]+)", re.I)
_LANGUAGE = re.compile(rb"\blang\s*=\s*[\"']?(?P<language>tsx?)\b", re.I)
_FRONTMATTER = re.compile(rb"\A\s*---[ \t]*\r?\n(?P<code>.*?)^---[ \t]*\r?$", re.S | re.M)
# Any other type of script is data or a template.
_CODE_TYPES = frozenset({b"module", b"text/javascript", b"application/javascript", b"text/babel"})
_NOT_LINE_END = re.compile(rb"[^\r\n]")


def is_page(path: str) -> bool:
    """Say by a file's name whether it is a page with scripts in it."""
    return path.endswith(SUFFIXES)


def scripts(path: str, data: bytes) -> bytes:
    """Return a page's scripts where they stand, with spaces in place of everything else.

    Args:
        path: The page's path.
        data: Its bytes.
    """
    out = bytearray(_NOT_LINE_END.sub(b" ", data))
    for start, end in _spans(path, data):
        out[start:end] = data[start:end]
    return bytes(out)


def grammar(path: str, data: bytes) -> str:
    """Return the grammar that a page's scripts are written in.

    Args:
        path: The page's path.
        data: Its bytes.
    """
    languages = {
        match["language"].lower()
        for script in _SCRIPT.finditer(data)
        for match in _LANGUAGE.finditer(script["head"])
    }
    if b"tsx" in languages:
        return "tsx"
    return "typescript" if languages or path.endswith(".astro") else "javascript"


def _spans(path: str, data: bytes) -> list[tuple[int, int]]:
    found = []
    if path.endswith(".astro"):
        match = _FRONTMATTER.match(data)
        if match:
            found.append(match.span("code"))
    for script in _SCRIPT.finditer(data):
        kind = _TYPE.search(script["head"])
        if kind is None or kind["type"].lower() in _CODE_TYPES:
            found.append(script.span("code"))
    return found
