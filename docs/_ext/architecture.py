"""``architecture``: the package's modules in floors, drawn from their imports at each build."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from docutils import nodes
from kit_sources import note_modules
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import electron_kit
from electron_kit.draw.svg import Drawing, box, label, percent

ROOT = Path(electron_kit.__file__).parent
TITLE = "The package, ground floor at the bottom: a module imports only from below"


def imports() -> dict[str, set[str]]:
    """Return for each part of the package the other parts that it imports."""
    names = [path.stem for path in ROOT.iterdir() if path.suffix == ".py" or _is_package(path)]
    parts = {name for name in names if not name.startswith("_")}
    return {part: _imported(part) & parts - {part} for part in sorted(parts)}


def _is_package(path: Path) -> bool:
    return (path / "__init__.py").exists()


def _imported(part: str) -> set[str]:
    place = ROOT / part
    found = set()
    for file in place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]:
        depth = len(file.relative_to(ROOT).parts)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom):
                continue
            module = node.module or ""
            if module.split(".")[0] == "electron_kit":
                module = module.removeprefix("electron_kit").lstrip(".")
            elif node.level != depth:
                continue
            found |= {module.split(".")[0]} if module else {alias.name for alias in node.names}
    return found


def floors(imported: dict[str, set[str]]) -> list[list[str]]:
    """Return the parts by floor, the ground floor first; a floor imports from those before it."""
    left = dict(imported)
    found: list[list[str]] = []
    while left:
        row = [part for part, needs in left.items() if not needs & left.keys()]
        found.append(row or list(left))  # what imports in a circle shares a floor
        left = {part: needs for part, needs in left.items() if part not in found[-1]}
    return found


class Architecture(SphinxDirective):
    """Draw the floors."""

    def run(self) -> list[nodes.Node]:
        """Return the drawing."""
        note_modules(self.env)
        rows = floors(imports())
        # Four beside each other are as many as a phone has room for.
        lines = [row[at : at + 4] for row in reversed(rows) for at in range(0, len(row), 4)]
        body: list[str] = []
        for height, line in enumerate(lines):
            y, share = 40 * height, 1 / len(line)
            for at, part in enumerate(line):
                body.append(box(percent(at * share), y, percent(share * 0.96), 28, "blue"))
                body.append(label(part, percent((at + 0.48) * share), y + 18, "c"))
        words = ". ".join(f"Floor {height}: {', '.join(row)}" for height, row in enumerate(rows))
        drawing = Drawing(TITLE, f"{words}.", 40 * len(lines), "\n".join(body))
        return [nodes.raw("", drawing.html, format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_directive("architecture", Architecture)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
