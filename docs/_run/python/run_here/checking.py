"""The audit of what was pasted or dropped: the command itself, on files of this page's memory."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

import electron_kit.cli


async def check(asked: str, tell: Callable[[str], object]) -> str:
    """Audit files, and say what the command says.

    Args:
        asked: As JSON, the files: their paths and, in base64, their contents.
        tell: Not used: the result comes whole.

    Returns:
        As JSON: ``report``, what ``--format json`` writes; ``exit``, its exit code; ``said``, the
        command's own words; ``diff`` and ``moves``, what ``--diff`` says; ``changed``, the files
        that ``--fix`` changes, as in `asked`.
    """
    del tell
    files = {name: base64.b64decode(text) for name, text in json.loads(asked).items()}
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        try:
            project = _written(files, Path(folder, "project"))
            os.chdir(project)
            report, said, code = _audit("--format", "json")
            diff, moves, _ = _audit("--diff")
            _audit("--fix")
            changed = {
                name: base64.b64encode(content).decode()
                for name, old in files.items()
                if (content := _path(project, name).read_bytes()) != old
            }
        finally:
            os.chdir(here)
            shutil.rmtree(folder, ignore_errors=True)
    return json.dumps(
        {
            "report": json.loads(report) if report else None,
            "exit": code,
            "said": said,
            "diff": diff,
            "moves": moves,
            "changed": changed,
        }
    )


def _audit(*options: str) -> tuple[str, str, int]:
    """Return what the command prints, what it says beside that, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = electron_kit.cli.main(["audit", ".", "--jobs", "1", *options])
        except SystemExit as ended:
            code = ended.code
    return out.getvalue(), err.getvalue(), int(code or 0) if isinstance(code, int) else 2


def _path(root: Path, name: str) -> Path:
    # A name is of the page's making, but a folder's may hold anything.
    parts = [
        part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"/", ".."}
    ]
    return root.joinpath(*parts)


def _written(files: Mapping[str, bytes], project: Path) -> Path:
    project.mkdir()
    for name, content in files.items():
        path = _path(project, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return project
