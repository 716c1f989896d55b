"""What pages say of snippet files, all of which a test runs.

``snippet-diff`` shows the difference of two of them. ``sends`` says what one of
them sent to the sandbox, and ``picture`` shows what one of them drew, by the
records that ``snippets/run_snippets.py`` writes.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from electron_kit.contract import Fate, field


class SnippetDiff(SphinxDirective):
    """Show what turns the first file into the second, with every unchanged line."""

    required_arguments = 2
    option_spec: ClassVar[dict[str, Any]] = {"caption": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return one block in the language ``diff``."""
        texts = []
        for argument in self.arguments:
            path, absolute = self.env.relfn2path(argument)
            self.env.note_dependency(path)
            texts.append(Path(absolute).read_text(encoding="utf-8").splitlines())
        before, after = texts
        lines = list(difflib.unified_diff(before, after, n=len(before), lineterm=""))[3:]
        if not lines:
            raise self.error(f"{self.arguments[0]} and {self.arguments[1]} are the same")
        text = "\n".join(lines)
        block = nodes.literal_block(text, text, language="diff")
        self.set_source_info(block)
        return [block]


class Sends(SphinxDirective):
    """Say which fields a snippet's requests had, and what became of them on Electron."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a list: what is sent, what of it is not promised, what was refused."""
        path = "docs/snippets/seen.json"
        self.env.note_dependency(path)
        record = json.loads(Path(self.env.srcdir, path).read_text(encoding="utf-8"))
        if self.arguments[0] not in record:
            raise self.error(f"no snippet {self.arguments[0]!r} in {path}")
        seen = record[self.arguments[0]]
        listed = {name: self._fate(name) for name in seen["fields"]}
        plain = [name for name, fate in listed.items() if fate is not Fate.NOT_PROMISED]
        rows = [("Sends", plain, "" if plain else "nothing to chat completions")]
        if seen["not_promised"]:
            rows.append(("Sends, not promised on Electron", seen["not_promised"], ""))
        if seen["refused"]:
            rows.append(("Refused by the sandbox", [], " ".join(seen["refused"])))
        items = nodes.bullet_list()
        for title, names, text in rows:
            parts: list[nodes.Node] = [nodes.strong("", f"{title}: ")]
            for name in names:
                comma = nodes.Text(", " if name != names[0] else "")
                parts += [comma, self._link(name)]
            items += nodes.list_item("", nodes.paragraph("", "", *parts, nodes.Text(text)))
        return [items]

    @staticmethod
    def _fate(name: str) -> Fate:
        try:
            return field(name).electron.fate
        except KeyError:
            return Fate.NOT_PROMISED

    def _link(self, name: str) -> nodes.Node:
        try:
            key = field(name).key
        except KeyError:
            return nodes.literal(name, name)
        return addnodes.pending_xref(
            "",
            nodes.literal(name, name),
            refdomain="std",
            reftype="ref",
            reftarget=key,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )


class Picture(SphinxDirective):
    """Show the drawing that a snippet printed."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the drawing as it is: SVG that follows the page's colours, with its words."""
        path = f"docs/snippets/pictures/{self.arguments[0]}.out"
        self.env.note_dependency(path)
        try:
            text = Path(self.env.srcdir, path).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise self.error(f"no picture {path}: run run_snippets.py --record") from None
        return [nodes.raw("", text, format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_directive("snippet-diff", SnippetDiff)
    app.add_directive("sends", Sends)
    app.add_directive("picture", Picture)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
