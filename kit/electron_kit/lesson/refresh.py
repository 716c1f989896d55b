"""Re-execute lessons and write them back in one normal form.

``python -m electron_kit.lesson.refresh notebooks`` is how a lesson is saved: after it,
``git diff`` shows what changed for a reader and nothing else. The start page's table of lessons
is written too. ``--check`` writes nothing and
exits with 1 if a file would change.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import contents

if TYPE_CHECKING:
    from nbformat import NotebookNode

CELL_SECONDS = 300
"""How long one cell may run."""

AT_ONCE = 2
"""How many notebooks run at the same time."""

KEPT_CELL_METADATA = ("tags", "jupyter")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def find(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the notebooks among files and folders, in order of their names.

    Raises:
        FileNotFoundError: A path does not exist.
    """
    for path in paths:
        if path.is_dir():
            # Folders in it hold what lessons work on, such as an application to audit.
            yield from sorted(path.glob("*.ipynb"))
        elif path.exists():
            yield path
        else:
            raise FileNotFoundError(f"No notebook at {path}.")


async def refreshed(path: Path) -> str:
    """Execute a notebook in its folder and return its text in the normal form.

    Args:
        path: The notebook; it is read and not written.

    Raises:
        nbclient.exceptions.CellExecutionError: A cell failed that is not tagged
            ``raises-exception``.
    """
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.get("id") == contents.CELL:
            cell.source = contents.table(path.parent)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        # without it each kernel warns that loopback is not encrypted
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    await client.async_execute()
    return normalised(notebook)


def normalised(notebook: NotebookNode) -> str:
    """Return a notebook's text without what changes from run to run or from tool to tool.

    Outputs and execution counts stay: nbval compares nothing in a cell without a count.
    """
    import nbformat

    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(
            {name: cell.metadata[name] for name in KEPT_CELL_METADATA if name in cell.metadata}
        )
    return str(nbformat.writes(notebook)) + "\n"


def saved(model: dict[str, Any], **_: Any) -> None:
    """Give a notebook that JupyterLab saves the normal form's metadata: its ``pre_save_hook``.

    JupyterLab writes down which kernel and which Python it found, so that a lesson that was
    opened and saved would differ from machine to machine.

    Args:
        model: What is saved, as Jupyter's contents API has it; changed in place.
    """
    if model["type"] == "notebook" and model["content"]["nbformat"] == 4:
        import nbformat

        model["content"]["metadata"].update(nbformat.from_dict(NOTEBOOK_METADATA))


async def _refresh_all(paths: Sequence[Path]) -> list[str]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(path: Path) -> str:
        async with slots:
            return await refreshed(path)

    return await asyncio.gather(*map(one, paths))


def main(argv: Sequence[str] | None = None) -> int:
    """Refresh or check the notebooks named; return 1 if ``--check`` found a difference."""
    parser = argparse.ArgumentParser(prog="python -m electron_kit.lesson.refresh")
    parser.add_argument("paths", nargs="+", type=Path, help="notebooks or folders of them")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on a change")
    arguments = parser.parse_args(argv)
    try:
        paths = list(find(arguments.paths))
    except FileNotFoundError as error:
        parser.error(str(error))
    changed = []
    for path, text in zip(paths, asyncio.run(_refresh_all(paths)), strict=True):
        if text == path.read_text(encoding="utf-8"):
            continue
        changed.append(path)
        if not arguments.check:
            path.write_text(text, encoding="utf-8")
    for path in changed:
        print(f"{'would change' if arguments.check else 'changed'}: {path}", file=sys.stderr)
    print(f"{len(paths)} notebooks executed, {len(changed)} changed")
    return int(arguments.check and bool(changed))


if __name__ == "__main__":
    raise SystemExit(main())
