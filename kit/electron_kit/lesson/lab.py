"""Open JupyterLab on the lessons of the current folder, for real where there is a key.

``tox run -e lab`` runs it. A notebook that nobody has trusted shows the words of a drawing
in its place until its cell is run; these come with the kit, so they are trusted first.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..contract import PLANS, Plan
from ..providers import ConfigurationError
from .live import add_pace
from .mode import MODE_VARIABLE, accounts, choose


def trust(folder: Path) -> int:
    """Trust the notebooks of a folder and return how many there are.

    Args:
        folder: Where the lessons are; folders in it are left alone.
    """
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    paths = sorted(folder.glob("*.ipynb"))
    for path in paths:
        notary.sign(nbformat.read(path, as_version=4))
    notary.store.close()
    return len(paths)


@contextmanager
def answering(env: MutableMapping[str, str], plan: Plan, minute: float = 60.0) -> Iterator[str]:
    """Prepare the environment of the lessons' kernels, and yield who answers them.

    Live, the real keys leave that environment and stay in this process, which sends at the
    plan's pace: a reader who runs all cells would meet a 429 in most lessons otherwise.

    Args:
        env: The environment that kernels inherit; it is changed.
        plan: Whose limits Electron's account has.
        minute: Seconds in a minute; only a sandbox has shorter ones.

    Raises:
        ConfigurationError: The mode is unknown, or a key is missing or another provider's.
    """
    mode = choose(None, env)
    if mode == "sandbox":
        yield mode
        return
    from .proxy import PacingProxy

    with PacingProxy(accounts(env), plan, minute) as proxy:
        proxy.prepare(env)
        yield mode


def main(argv: Sequence[str] | None = None) -> int:
    """Run JupyterLab with these arguments until it is stopped; return 2 for a key that is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m electron_kit.lesson.lab", add_help=False, allow_abbrev=False
    )
    add_pace(parser)
    ours, theirs = parser.parse_known_args(sys.argv[1:] if argv is None else list(argv))
    trust(Path())
    try:
        with answering(os.environ, PLANS[ours.plan], ours.minute):
            from jupyterlab.labapp import LabApp

            LabApp.launch_instance(theirs)
    except ConfigurationError as error:
        print(f"lab: {error}", file=sys.stderr)
        print(f"lab: {MODE_VARIABLE}=sandbox opens the lessons without a key.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
