"""The role ``fact``: a figure of the contract in the middle of a sentence.

```` {fact}`plan-standard.requests_per_minute` ```` is what the contract says, so that a sentence
cannot say something else. The part before the first dot names a plan, a limit, the price, an
endpoint or a record by the key that links to it; the rest names what of it is meant.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from electron_kit.lesson.facts import fact


class Fact(SphinxRole):
    """Puts a fact into a sentence."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the fact's text, or fail the build."""
        try:
            return [nodes.Text(fact(self.text))], []
        except KeyError as error:
            message = self.inliner.reporter.error(error.args[0], line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_role("fact", Fact())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
