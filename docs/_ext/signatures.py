"""Signatures that can be read: no default that is no Python, and no base that says nothing."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

# What has no literal, such as a default factory; Sphinx parses none of a signature that has one.
_NO_PYTHON = re.compile(r"<[^<>\n]*>")


def _tidy(*event: Any) -> tuple[str, Any] | None:
    *_, signature, returns = event
    if signature and _NO_PYTHON.search(signature):
        return _NO_PYTHON.sub("...", signature), returns
    return None


def _leave_out_object(app: Sphinx, doctree: nodes.document) -> None:
    for paragraph in list(doctree.findall(nodes.paragraph)):
        if paragraph.astext() == "Bases: object":
            paragraph.parent.remove(paragraph)


# Sphinx writes arguments a line as a list of definitions that has no terms, which no screen
# reader can read out as one.
_LINES = re.compile(r'<dl>\s*((?:<dd><em class="sig-param">.*?</dd>\s*)+)</dl>', re.DOTALL)


def _lines(app: Sphinx, page: str, template: str, context: dict[str, Any], _: object) -> None:
    if '<dd><em class="sig-param">' in context.get("body", ""):
        context["body"] = _LINES.sub(
            lambda match: (
                match[1].replace("<dd>", '<span class="sig-line">').replace("</dd>", "</span>")
            ),
            context["body"],
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-signature", _tidy)
    app.connect("doctree-read", _leave_out_object)
    app.connect("html-page-context", _lines)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
