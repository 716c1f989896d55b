"""``--fix`` on whole public repositories: does all parse, does it settle, does the rest stay.

    python kit/benchmarks/audit_fix.py REPOSITORY [REPOSITORY ...]

Nothing is written. For each repository: files read, files that would change, files that parsed
before and do not afterwards, lines that changed where no fix was, and what a second run would
change. The exit code is 1 if one of the last three is not 0.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import sys
import tomllib
import warnings
from dataclasses import replace
from pathlib import Path

from electron_kit.audit import Options, Style, audit_sources
from electron_kit.audit.engine import read
from electron_kit.audit.finding import Finding, Fix
from electron_kit.audit.fix_rounds import settled
from electron_kit.audit.rewrite import Rewrite, rewrites


def main() -> int:
    """Print a line for each repository and one for all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--style", choices=[s.value for s in Style], default=Style.ENV.value)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    options = Options(style=Style(arguments.style))
    total = [0] * 6
    print("repository  files  changed  fixes  unparsable  stray lines  again")
    for root in arguments.repositories:
        counts = _one(root, options)
        total = [a + b for a, b in zip(total, counts, strict=True)]
        print(root.name, *counts, sep="  ", flush=True)
    print("all", *total, sep="  ")
    return int(any(total[3:]))


def _one(root: Path, options: Options) -> list[int]:
    sources = read([root], options, [])
    first = audit_sources(sources, options)
    stray = sum(_stray(change, first.findings) for change in rewrites(first.findings, sources, []))
    changes, _ = settled(first, sources, lambda s: audit_sources(s, options), [])
    after = {change.path: change.after for change in changes}
    fixed = [replace(s, data=after.get(s.path, s.data)) for s in sources]
    again = list(rewrites(audit_sources(fixed, options).findings, fixed, []))
    for change in again:
        print(f"  again: {change.path}", file=sys.stderr)
    broken = [c for c in changes if _parses(c.path, c.before) and not _parses(c.path, c.after)]
    for change in broken:
        print(f"  unparsable: {change.path}", file=sys.stderr)
    made = sum(change.fixes for change in changes)
    return [len(sources), len(changes), made, len(broken), stray, len(again)]


def _parses(path: str, data: bytes) -> bool:
    """Say whether a file is in its language, by that language's own reader."""
    try:
        if path.endswith(".py"):
            ast.parse(data)
        elif path.endswith((".ipynb", ".json")):
            json.loads(data)
        elif path.endswith(".toml"):
            tomllib.loads(data.decode())
        elif path.endswith((".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx")):
            from electron_kit.audit.javascript.syntax import grammar_of, parses

            return parses(data, grammar_of(path))
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _stray(change: Rewrite, findings: tuple[Finding, ...]) -> int:
    """Return how many lines changed where no edit is."""
    if change.path.endswith(".ipynb"):
        return _stray_in_notebook(change)
    edits = [
        edit
        for f in findings
        if f.path == change.path and isinstance(f.fix, Fix)
        for edit in f.fix.edits
    ]
    touched: set[int] = set()
    for edit in edits:
        start = change.before.count(b"\n", 0, edit.start)
        end = change.before.count(b"\n", 0, edit.end)
        touched.update(range(start, end + 1))
    count = 0
    before, after = change.before.split(b"\n"), change.after.split(b"\n")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, _, _ in matcher.get_opcodes():
        if tag != "equal":
            where = range(i1, i2) if i2 > i1 else range(i1 - 1, i1 + 1)
            lines = [i for i in where if i not in touched]
            if tag == "insert":
                count += len(lines) == len(where)
            else:
                count += len(lines)
    return count


def _stray_in_notebook(change: Rewrite) -> int:
    """Return how many of a notebook's parts other than the cells' sources changed."""
    trees = [json.loads(data) for data in (change.before, change.after)]
    for tree in trees:
        for cell in tree.get("cells", ()):
            if cell.get("cell_type") == "code":
                cell["source"] = ""
    return int(trees[0] != trees[1])


if __name__ == "__main__":
    raise SystemExit(main())
