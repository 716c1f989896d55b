"""Links of each page to its own source: edit it, download it, read it as Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def _add_links(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    if doctree is None:
        return
    path = Path(app.env.doc2path(pagename, base=False)).as_posix()
    links = []
    if path.endswith(".ipynb"):
        # Sphinx keeps a copy of each source; saved, it opens in JupyterLab as it is.
        source = context["pathto"](f"_sources/{context['sourcename']}", 1)
        links.append({"text": "Download notebook", "href": source, "download": Path(path).name})
    if app.config.repository_url:
        edit = f"{app.config.repository_url}/edit/{app.config.repository_branch}/{path}"
    else:
        edit = f"{context['pathto']('contribute').removesuffix('#')}#edit-a-page"
    links.append({"text": "Edit", "href": edit, "title": path})
    if context.get("twin"):
        links.append({"text": "Markdown", "href": context["twin"]})
    context["page_links"] = links


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("repository_url", "", "env", str)
    app.add_config_value("repository_branch", "main", "html", str)
    app.connect("html-page-context", _add_links)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
