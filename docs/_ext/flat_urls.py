"""Leave ``docs/`` out of the published addresses.

The source directory is the repository's root, so a page of the guide is the
document ``docs/faq``, and the landing page would be at ``/docs/``. A redirect
from ``/`` would keep that prefix in every address for good. Naming the documents
without it is enough: Sphinx keeps path and name apart, and resolves links by path.
"""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.project import Project

PREFIX = "docs/"


class FlatProject(Project):
    """A project whose documents under ``docs/`` are named as if they lay at the root."""

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the document's name for a path, without ``docs/``."""
        name = super().path2doc(filename)
        if name is None or PurePath(name).is_absolute():
            return name
        return name.removeprefix(PREFIX)


def _flatten(app: Sphinx) -> None:
    # Sphinx makes its Project itself and offers no setting for the class.
    app.project.__class__ = FlatProject


def _name_copy(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    # Sphinx takes what is longer in the path than in the name for the suffix.
    if context.get("sourcename"):
        suffix = PurePath(app.env.doc2path(pagename)).suffix
        context["sourcename"] = f"{pagename}{suffix}.txt"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("builder-inited", _flatten, priority=1)
    app.connect("html-page-context", _name_copy, priority=100)  # before it is linked to
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
