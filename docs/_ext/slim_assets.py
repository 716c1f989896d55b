"""Keep a page light: no style or script that it makes no use of, and styles without slack.

The first paint of a page waits for its styles. Those of myst-nb and sphinx-design
are for every page as these extensions see it, 98 kB together; most pages show
neither a notebook nor a tab. So sphinx-design's is left out where it is not used,
and myst-nb's is added to notebooks alone, at a fifth of its size.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

# The 256 colours of terminals, one rule each, half of the file.
_COLOURS = re.compile(r"div\.highlight \.-Color\[class\*=-(BG)?C\d+\] \{[^}]*\}")
# Spans that no style of this site refers to: 25 kB of the contract's page.
_SPANS = re.compile(r'<span class="(?:pre|doc|std std-ref|std std-doc)">([^<]*)</span>')
# On every page, before the site's own: one request for three, since a page waits for the last.
_JOINED = ("copybutton.css", "styles/furo-extensions.css")
_SLACK = re.compile(r"/\*.*?\*/|\s+", re.DOTALL)


def slim(css: str) -> str:
    """Return a style sheet without comments, line breaks and terminal colours."""
    return _SLACK.sub(" ", _COLOURS.sub("", css)).strip()


def _leave_out(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    unused = {"mystnb.", *_JOINED}
    context["body"] = _SPANS.sub(r"\1", context.get("body", ""))
    if 'class="sd-' not in context["body"]:
        unused |= {"sphinx-design", "design-tabs"}
    if str(app.env.doc2path(pagename)).endswith(".ipynb"):
        app.add_css_file("lesson.css", priority=400)  # before the site's own
    for kind in ("css_files", "script_files"):
        context[kind] = [
            asset
            for asset in context.get(kind, [])
            if not any(name in str(asset.filename) for name in unused)
        ]


def _slim_styles(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    lesson = (files("myst_nb") / "static/mystnb.css").read_text(encoding="utf-8")
    (static / "lesson.css").write_text(slim(lesson), encoding="utf-8")
    site, pygments = static / "site.css", static / "pygments.css"
    # The site's own from its source: what an earlier build wrote is joined already.
    parts = [*(static / name for name in _JOINED), Path(app.confdir, "_static/site.css")]
    joined = "\n".join(path.read_text(encoding="utf-8") for path in parts)
    site.write_text(slim(joined), encoding="utf-8")
    pygments.write_text(slim(pygments.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("html-page-context", _leave_out, priority=900)  # after all that add to it
    app.connect("build-finished", _slim_styles, priority=900)  # after they are copied
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
