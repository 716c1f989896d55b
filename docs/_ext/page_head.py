"""What is in a page's head, for search engines and link previews.

sphinxext-opengraph would do the same, and prints a line about matplotlib at
every build; the social card here is one committed picture.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LENGTH = 200


def describe(doctree: nodes.document) -> str:
    """Return a page's first paragraph of prose, cut at a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) > 40:
            return text if len(text) <= LENGTH else f"{text[:LENGTH].rsplit(' ', 1)[0]} …"
    return ""


def _keep_description(app: Sphinx, doctree: nodes.document) -> None:
    # Kept with the page, for the files that list all pages though only some were read again.
    app.env.metadata[app.env.docname].setdefault("description", describe(doctree))


def _add_head(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    description = app.env.metadata.get(pagename, {}).get("description", "")
    context["description"] = description or app.config.site_description
    # Sphinx calls the captions of the navigation headings and leaves out of which level.
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )
    context["furo_navigation_tree"] = _numbered(context["furo_navigation_tree"], pagename)
    # myst-nb gives the fold of an answer a name that is not what stands there.
    fold = '<summary aria-label="Toggle hidden content">'
    context["body"] = context.get("body", "").replace(fold, "<summary>")
    context["social_card"] = f"{app.config.html_baseurl}_static/social-card.png"


def _numbered(tree: str, pagename: str) -> str:
    """Return the navigation with each lesson's number, which its file has."""
    # A lesson's own page names the others without their folder.
    lesson = r'(<a class="[^"]*" href="(?:[^"]*/)?0*(\d+)_[^"/]*">)'
    tree = re.sub(lesson, r"\1\2 · ", tree)
    if here := re.fullmatch(r"notebooks/0*(\d+)_.*", pagename):
        tree = re.sub(
            r'(<a class="current reference internal" href="#">)', rf"\g<1>{here[1]} · ", tree
        )
    return tree


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("site_description", "", "html", str)
    app.connect("doctree-read", _keep_description)
    app.connect("html-page-context", _add_head, priority=900)  # after the theme
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
