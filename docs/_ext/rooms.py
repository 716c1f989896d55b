"""``rooms``: the package's rooms with their lines and tests, counted at each build."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from docutils import nodes
from kit_sources import note_modules
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[2]
COUNT = ROOT / "kit" / "benchmarks" / "rooms.py"


class Rooms(SphinxDirective):
    """Render the table that ``kit/benchmarks/rooms.py`` prints."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        note_modules(self.env)
        for path in (COUNT, *sorted((ROOT / "kit" / "tests").rglob("*.py"))):
            self.env.note_dependency(str(path))
        return list(self.parse_text_to_nodes(runpy.run_path(str(COUNT))["table"]()))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_directive("rooms", Rooms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
