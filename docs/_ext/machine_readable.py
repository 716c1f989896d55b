"""The site for programs: a Markdown twin of each page, llms.txt, a sitemap, robots.txt.

The twin is made from the same document tree as the page, so a table that a
directive rendered is in it. It lies beside the page: ``faq.md`` for ``faq.html``.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_markdown_builder.translator import MarkdownTranslator

from electron_kit.agents.explain import schema_text
from electron_kit.agents.skill import SKILL

UNLISTED = {"404"}
LANGUAGES = {"python", "javascript", "typescript", "json", "sh", "diff", "toml", "yaml", "text"}
VOID = {"br", "col", "hr", "img", "input", "line", "rect", "circle", "path", "use", "meta"}


class Words(HTMLParser):
    """Collects the text of HTML: of a table its rows, of a picture its title and description."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []  # each element, and whether it is hidden

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell; remember where text is not for reading."""
        if tag not in VOID:
            # What is hidden from a screen reader is said once more elsewhere.
            self._open.append((tag, ("aria-hidden", "true") in attrs))
        self.found.append({"tr": "\n", "td": " | ", "th": " | ", "desc": ". "}.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and what was left open in it."""
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Keep text, but for style sheets and the labels inside a picture."""
        inside = {name for name, _ in self._open}
        if any(hidden for _, hidden in self._open):
            return
        if "svg" in inside and not inside & {"title", "desc"}:
            return
        if not inside & {"style", "script"}:
            self.found.append(" ".join(data.split()) or " " * bool(data))


class Twin(MarkdownTranslator):
    """Writes a page's tree as Markdown; pictures become their description."""

    def visit_raw(self, node: nodes.raw) -> None:
        """Write the words of a piece of HTML."""
        words = Words()
        words.feed(node.astext())
        self.add("".join(words.found).strip(), prefix_eol=2, suffix_eol=2)
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Name no language that only the site's highlighter knows."""
        if node.get("language") not in LANGUAGES:
            node = nodes.literal_block(node.rawsource, node.astext(), language="text")
        super().visit_literal_block(node)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Go on inside a node that only the look needs."""

    def unknown_departure(self, node: nodes.Node) -> None:
        """Nothing was opened."""

    def visit_download_reference(self, node: nodes.Element) -> None:
        """Leave a file's name as text: the HTML builder places it only later."""

    def depart_download_reference(self, node: nodes.Element) -> None:
        """Do nothing after it either."""

    def _fetch_ref_uri(self, node: nodes.reference) -> str:
        uri: str = super()._fetch_ref_uri(node) or "#"
        return re.sub(r"\.html(?=#|$)", ".md", uri) if node.get("internal") else uri


def _write_twin(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if doctree is None or pagename in UNLISTED:
        return
    # What the translator asks of its own builder, for links to files that can be downloaded.
    app.builder.current_doc_name = pagename
    app.builder.download_dir = "_downloads"
    translator = Twin(doctree, app.builder)
    doctree.walkabout(translator)
    path = Path(app.outdir, f"{pagename}.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(translator.astext().strip() + "\n", encoding="utf-8")
    context["twin"] = f"{Path(pagename).name}.md"


def _in_order(app: Sphinx) -> list[str]:
    """Return the pages in the order of the navigation."""
    found, waiting = [], [app.config.root_doc]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting = [*app.env.toctree_includes.get(name, []), *waiting]
    return found


def _write_lists(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    base = app.config.html_baseurl or "http://localhost:8000/"
    pages = _in_order(app)
    lines = [f"# {app.config.project}", "", f"> {app.config.site_description}", "", "## Pages", ""]
    for name in pages:
        title = app.env.titles[name].astext()
        about = app.env.metadata[name].get("description", "")
        lines.append(f"- [{title}]({base}{name}.md)" + (f": {about}" if about else ""))
    lines += ["", "## For coding agents", ""]
    lines.append(f"- [The skill]({base}skill.md): move a project to Electron, step by step")
    lines.append(f"- [JSON Schema]({base}report.schema.json): what the commands write for programs")
    addresses = (base + app.builder.get_target_uri(name) for name in pages)
    entries = "".join(
        f"<url><loc>{escape(address.removesuffix('index.html'))}</loc></url>\n"
        for address in addresses
    )
    for file, text in {
        "llms.txt": "\n".join(lines) + "\n",
        "skill.md": (SKILL / "SKILL.md").read_text(encoding="utf-8"),
        "report.schema.json": schema_text(),
        "sitemap.xml": '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n",
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n",
    }.items():
        Path(app.outdir, file).write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    for name, value in {
        "markdown_http_base": "",
        "markdown_anchor_sections": False,
        "markdown_anchor_signatures": False,
        "markdown_docinfo": False,
        "markdown_bullet": "-",
        "markdown_flavor": "github",
    }.items():
        app.add_config_value(name, value, "html", type(value))
    app.connect("html-page-context", _write_twin, priority=400)
    app.connect("build-finished", _write_lists)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
