"""What the search shows first: pages and rows by name, and by the words people have for them.

Sphinx's search counts words, and puts the objects of the API before the page that answers. This
writes ``finder.json``: each page's title, its headings and the contract's rows, with the words
from the front matter of pages (``search: rollback, way back``, or
``search: {"price": "what does it cost, pricing"}`` for a heading or a row by its anchor). Lessons
have no front matter, so theirs stand in ``lesson_words.toml``, and need not: a lesson is found by
its headings too. The search page asks it first, see ``site.js``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from electron_kit import contract

_LESSON_WORDS = Path(__file__).with_name("lesson_words.toml")
PAGE, ROW, HEADING, API = 4, 3, 2, -40


def _entries(app: Sphinx) -> Iterator[dict[str, Any]]:
    lessons = tomllib.loads(_LESSON_WORDS.read_text(encoding="utf-8"))
    if unknown := lessons.keys() - app.env.found_docs:
        raise ValueError(f"{_LESSON_WORDS.name} has words for {sorted(unknown)}: no such lesson.")
    for name in sorted(app.env.found_docs):
        words = _words(app, name) | lessons.get(name, {})
        address = app.builder.get_target_uri(name)
        title = app.env.titles[name].astext()
        weight = API if name.startswith("reference/api/") else PAGE
        yield _entry(title, "", address, words.pop("", ""), weight)
        for anchor, text in _headings(app, name):
            weight = API if name.startswith("reference/api/") else HEADING
            yield _entry(text, title, f"{address}#{anchor}", words.pop(anchor, ""), weight)
        for anchor, more in words.items():
            target = app.env.domains.standard_domain.anonlabels.get(anchor)
            if target is None or target[0] != name:
                raise ValueError(
                    f"{name}: its front matter has words for {anchor!r}, which is not there"
                )
            label = app.env.domains.standard_domain.labels.get(anchor)
            yield _entry(label[2] if label else title, title, f"{address}#{anchor}", more, ROW)
    yield from _rows(app)


def _entry(title: str, where: str, address: str, words: str, weight: int) -> dict[str, Any]:
    known = [word.strip().lower() for word in words.split(",") if word.strip()]
    return {"title": title, "in": where, "to": address, "words": known, "weight": weight}


def _words(app: Sphinx, name: str) -> dict[str, str]:
    given = app.env.metadata.get(name, {}).get("search", "")
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = {"": given}
    return {str(anchor): str(text) for anchor, text in given.items()}


def _headings(app: Sphinx, name: str) -> Iterator[tuple[str, str]]:
    for reference in app.env.tocs[name].findall(nodes.reference):
        if anchor := reference.get("anchorname", "").removeprefix("#"):
            yield anchor, reference.astext()


def _rows(app: Sphinx) -> Iterator[dict[str, Any]]:
    labels = app.env.domains.standard_domain.anonlabels
    named = [(record.key, record.name, record.key.partition("-")[0]) for record in contract.RECORDS]
    named += [
        (limit.key, limit.text, f"{limit.value}".replace(",", "")) for limit in contract.LIMITS
    ]
    named += [(trait.key, trait.text, "") for trait in contract.SERVICE]
    named += [
        (error.key, f"{error.status} {error.name}", f"{error.status}") for error in contract.ERRORS
    ]
    named += [(f"plan-{plan.name}", f"{plan.name} plan", "") for plan in contract.PLANS.values()]
    for key, title, words in dict.fromkeys(named):
        if key not in labels:
            continue  # nobody's plan, which no table shows
        page, anchor = labels[key]
        address = f"{app.builder.get_target_uri(page)}#{anchor}"
        yield _entry(title, app.env.titles[page].astext(), address, words, ROW)


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    seen: dict[str, dict[str, Any]] = {}
    for entry in _entries(app):
        known = seen.setdefault(entry["to"], entry)
        if known is not entry:  # a row that a heading or the front matter has named as well
            known["words"] = [*dict.fromkeys([*known["words"], *entry["words"]])]
            known["weight"] = max(known["weight"], entry["weight"])
    text = json.dumps(list(seen.values()), ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "_static", "finder.json").write_text(
        re.sub(r"\\s+", " ", text), encoding="utf-8"
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("build-finished", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
