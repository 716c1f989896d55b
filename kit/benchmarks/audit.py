"""How long the audit takes beside `ast.parse`, and how much memory.

    python kit/benchmarks/audit.py SOURCES
    python kit/benchmarks/audit.py SOURCES --language javascript

``SOURCES`` holds Python code, such as the repositories of the score. Of it, every file that
mentions OpenAI is taken, and twice as many files of the standard library are put beside them:
a tree in which one file in three matters. Of JavaScript and TypeScript, ``SOURCES`` is taken as
it is (a large repository), and the floor is tree-sitter's bare parse of its files.

Time is CPU time of this process (and, for two processes, wall time), so that other work on the
machine matters less. Each figure comes from a process of its own.
"""

from __future__ import annotations

import argparse
import ast
import re
import resource
import subprocess
import sys
import sysconfig
import tempfile
import time
import warnings
from pathlib import Path

_MENTIONS = re.compile(rb"(?i)openai|gpt-\d")


def main() -> int:
    """Build the tree, run the three measurements and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources", type=Path)
    parser.add_argument("--language", choices=["python", "javascript"], default="python")
    parser.add_argument("--measure", choices=["floor", "one", "two"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        _measure(arguments.measure, arguments.sources, arguments.language)
        return 0
    if arguments.language == "javascript":
        files = _javascript(arguments.sources)
        data = [path.read_bytes() for path in files]
        share = sum(1 for text in data if _MENTIONS.search(text)) / max(len(data), 1)
        lines = sum(text.count(b"\n") for text in data)
        print(f"{len(files)} files, {lines:,} lines, {share:.0%} of the files mention OpenAI")
        _show({n: _run(n, arguments.sources, "javascript") for n in ("floor", "one", "two")})
        return 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        files, lines = _build(arguments.sources, tree)
        print(f"{files} files, {lines:,} lines, one file in three mentions OpenAI")
        _show({name: _run(name, tree, "python") for name in ("floor", "one", "two")})
    return 0


def _show(figures: dict[str, tuple[float, float, float]]) -> None:
    floor = figures["floor"][0]
    for name, (seconds, wall, megabytes) in figures.items():
        print(
            f"{name:5}  CPU {seconds:6.2f} s  wall {wall:6.2f} s  {megabytes:4.0f} MB"
            f"  {seconds / floor:5.2f} x the floor"
        )


def _javascript(sources: Path) -> list[Path]:
    """Return the files that the audit reads of a tree: its walk leaves out what git ignores."""
    from electron_kit.audit.engine import read
    from electron_kit.audit.javascript.frontend import FRONT_END
    from electron_kit.audit.options import Options

    sources_ = read([str(sources)], Options(), [])
    return [Path(source.path) for source in sources_ if FRONT_END.claims(source.path)]


def _build(sources: Path, tree: Path) -> tuple[int, int]:
    """Copy the files into a tree; return how many files and lines it has."""
    lines = 0
    matter = []
    for path in sorted(sources.rglob("*.py")):
        data = path.read_bytes()
        if _MENTIONS.search(data):
            matter.append((path.relative_to(sources), data))
    library = Path(sysconfig.get_paths()["stdlib"])
    others = [p for p in sorted(library.rglob("*.py")) if "site-packages" not in p.parts]
    kept = [(Path("library") / p.relative_to(library), p.read_bytes()) for p in others]
    # The library has so many files; no more than half of them may matter.
    matter = matter[: len(kept) // 2]
    for relative, data in matter + kept[: 2 * len(matter)]:
        target = tree / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        lines += data.count(b"\n")
    return 3 * len(matter), lines


def _run(name: str, tree: Path, language: str) -> tuple[float, float, float]:
    """Measure in a process of its own: CPU seconds, wall seconds, megabytes at most."""
    command = [sys.executable, __file__, str(tree), "--measure", name, "--language", language]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, wall, megabytes = map(float, output.split())
    return seconds, wall, megabytes


def _measure(name: str, tree: Path, language: str) -> None:
    warnings.simplefilter("ignore")
    from electron_kit.audit import Options, audit
    from electron_kit.audit.frontend import front_ends

    front_ends()
    files = _javascript(tree) if name == "floor" and language == "javascript" else []
    wall, cpu = time.perf_counter(), _cpu()
    if files:
        from electron_kit.audit.javascript.syntax import grammar_of, parses

        for path in files:
            parses(path.read_bytes(), grammar_of(str(path)))
    elif name == "floor":
        for path in tree.rglob("*.py"):
            try:
                ast.parse(path.read_bytes())
            except (SyntaxError, ValueError):
                continue
    else:
        audit([tree], Options(jobs=1 if name == "one" else 2))
    usage = [resource.getrusage(who).ru_maxrss for who in _WHO]
    # The parent and two children of the largest size, if there are any.
    megabytes = (usage[0] + 2 * usage[1]) / 1024
    print(_cpu() - cpu, time.perf_counter() - wall, megabytes)


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in _WHO]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    raise SystemExit(main())
