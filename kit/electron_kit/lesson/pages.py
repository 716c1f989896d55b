"""The site's pages as JupyterLab can show them: plain Markdown, made when one is opened.

A lesson links to a page by its file, which is a page of the site there and Markdown here. What
only the site's build understands is written out as far as text can: facts, code, the contract's
tables. Where it cannot, a line says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import unified_diff
from pathlib import Path

from .. import contract
from .facts import fact

ELSEWHERE = "*The site has a table or a picture here; `tox run -e docs` builds it.*"

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{(?P<name>[\w-]+)\} *(?P<given>.*)\n(?P<body>(?:.*\n)*?)(?P=fence)$",
    re.MULTILINE,
)
_RECORDS: dict[str, tuple[contract.Record, ...]] = {
    "fields": contract.FIELDS,
    "roles": contract.ROLES,
    "content-parts": contract.CONTENT_PARTS,
    "formats": contract.FORMATS,
    "behaviours": contract.BEHAVIOURS,
    "endpoints": contract.ENDPOINTS,
}
_UNSEEN = {"toctree", "only"}
_NESTED = {"note", "tab-set", "tab-item", "dropdown"}


def readable(text: str, folder: Path) -> str:
    """Return a page of the site as Markdown that needs no build.

    Args:
        text: The page as it is written.
        folder: Where its file is, from which it names other files.
    """
    text = _FRONT.sub("", text)
    while (shown := _BLOCK.sub(lambda block: _shown(block, folder), text)) != text:
        text = shown
    text = re.sub(r"^:{3,}.*\n|^\([\w-]+\)=\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\{fact\}`([^`]+)`", lambda found: fact(found[1]), text)
    text = re.sub(r"\{py:\w+\}`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", text)
    return re.sub(r"(?<=\])\{\.[^}]*\}", "", text)


def _shown(block: re.Match[str], folder: Path) -> str:
    name, given, body = block["name"], block["given"], block["body"]
    if name in _UNSEEN:
        return ""
    if name in _NESTED:
        return "\n".join(part for part in (f"**{given}**" if given else "", _content(body)) if part)
    if name == "literalinclude":
        language = re.search(r"^:language: (\w+)", body, re.MULTILINE)
        return _code(language[1] if language else "text", _read(folder / given))
    if name == "snippet-diff":
        before, after = (_read(folder / one).splitlines() for one in given.split())
        return _code("diff", "\n".join([*unified_diff(before, after, n=99, lineterm="")][3:]))
    if name == "contract-table":
        return _table("", "on Electron", "", "write instead", rows=map(_record, _RECORDS[given]))
    return _TABLES[name]() if name in _TABLES else ELSEWHERE


def _content(body: str) -> str:
    return re.sub(r"\A(?::[\w-]+:.*\n)+\n?", "", body).rstrip("\n")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").rstrip("\n")


def _code(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _table(*heads: str, rows: Iterable[tuple[object, ...]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _record(record: contract.Record) -> tuple[object, ...]:
    return f"`{record.name}`", record.electron.fate, record.electron.note, record.instead


def _errors() -> str:
    rows = (
        (it.status, it.electron.note, "yes, with backoff" if it.retry else "no")
        for it in contract.ERRORS
    )
    return _table("status", "on Electron", "try again", rows=rows)


def _plans() -> str:
    rows = (
        (it.name, it.requests_per_minute, it.in_flight)
        for it in contract.PLANS.values()
        if it.requests_per_minute
    )
    return _table("plan", "requests a minute", "in flight at once", rows=rows)


def _price() -> str:
    kinds = ("input", "cached", "output")
    rows = ((kind, fact(f"price.{kind}")) for kind in kinds)
    return _table("tokens", "dollars per million", rows=rows)


_TABLES: dict[str, Callable[[], str]] = {
    "contract-errors": _errors,
    "contract-plans": _plans,
    "contract-limits": lambda: _table(
        "", "at most", rows=((it.text, fact(it.key)) for it in contract.LIMITS)
    ),
    "contract-service": lambda: _table(
        "", "as documented", rows=((it.text, it.value) for it in contract.SERVICE)
    ),
    "contract-price": _price,
}
