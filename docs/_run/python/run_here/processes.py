"""``subprocess.run([sys.executable, "-m", …])`` without processes: in this one, and undone.

What is run is the genuine module, such as pytest; only the process around it is missing.
"""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any


def apply() -> None:
    """Put `run` in the place of `subprocess.run`."""
    subprocess.run = run


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    capture_output: bool = False,
    **_: Any,
) -> subprocess.CompletedProcess[str]:
    """Run a Python module as a program would be run.

    Raises:
        OSError: It is another program; a browser has none.
    """
    if list(command[:2]) != [sys.executable, "-m"]:
        raise OSError(138, "a browser has no other programs to run", str(command[0]))
    out, err = io.StringIO(), io.StringIO()
    with _undone(env), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        sys.argv[:] = command[2:]
        code = 0
        try:
            runpy.run_module(command[2], run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            code = int(ended.code or 0)
    if not capture_output:
        sys.stdout.write(out.getvalue())
        sys.stderr.write(err.getvalue())
    return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _undone(env: Mapping[str, str] | None) -> Any:
    """Give a program its environment, and take back what it changed, but for files."""
    argv, path, environ, here = list(sys.argv), list(sys.path), dict(os.environ), os.getcwd()
    before = set(sys.modules)
    os.environ.clear()
    os.environ.update(environ if env is None else env)
    # A plugin that is imported already cannot be rewritten, and pytest says so in its last line.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.argv[:], sys.path[:] = argv, path
        os.environ.clear()
        os.environ.update(environ)
        os.chdir(here)
        for name in set(sys.modules) - before:
            # Code from below this folder may have changed when it is run again.
            file = getattr(sys.modules[name], "__file__", None) or ""
            if file.startswith(here) or name == "conftest":
                del sys.modules[name]
