"""Routes in whole repositories: how many ``--fix`` moves, how many it leaves, and why.

    python kit/benchmarks/audit_routes.py [--each] REPOSITORY [REPOSITORY ...]

Nothing is written. A route is a client, or a call of an old SDK, with all that has to move with
it; those of other vendors are not counted. ``cannot`` are those that ask for what Electron lacks
or refuses, ``held`` the others that stay. Reasons are counted by their kind: names and places are
taken out. With ``--each``, every route stands on a line of its own.
"""

from __future__ import annotations

import argparse
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from electron_kit.audit import Options, audit_sources
from electron_kit.audit.engine import read
from electron_kit.audit.routes import Route

_PLACE = re.compile(r" in \S+:\d+| \([^()]*:\d+\)|,? which names `[^`]*`( and `[^`]*`)?")
_LACKS = re.compile(r"Electron does not have|cannot go to Electron as it is")
_NAME = re.compile(r"`[^`]*`")


def main() -> int:
    """Print a line for each repository, and the reasons in order of their number."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--each", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    reasons: Counter[str] = Counter()
    total = [0, 0, 0]
    print("repository  moved  cannot  held")
    for root in arguments.repositories:
        routes = list(_routes(root))
        moving = sum(route.moves for route in routes)
        lacking = sum(_LACKS.search(route.reason) is not None for route in routes)
        counts = [moving, lacking, len(routes) - moving - lacking]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        print(root.name, *counts, sep="  ", flush=True)
        for route in routes:
            if arguments.each:
                print(f"  {route.path}:{route.line} {route.name}: {route.reason or 'moves'}")
            if not route.moves:
                reasons[_kind(route.reason)] += 1
    print("all", *total, sep="  ")
    print()
    for reason, count in reasons.most_common():
        print(f"{count:4}  {reason}")
    return 0


def _routes(root: Path) -> Iterator[Route]:
    """Yield the routes of a repository, but for those that are another vendor's."""
    options = Options()
    for route in audit_sources(read([root], options, []), options).routes:
        if not re.search(r"another vendor's\.|is Azure's\.", route.reason):
            yield route


def _kind(reason: str) -> str:
    """Return a reason without its names and places."""
    return _NAME.sub("`…`", _PLACE.sub("", reason)).removeprefix("Left as it is: ")


if __name__ == "__main__":
    raise SystemExit(main())
