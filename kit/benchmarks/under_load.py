"""Whether the tests that meet a clock are green beside heavy neighbours: green of n.

``python kit/benchmarks/under_load.py`` makes twelve busy processes, whose priority is higher
than the tests', and two that write and sync to disk. Then it runs the tests that `clocks` finds
so many times and prints each run and, at the end, how many were green. It says first how many
these are of all, and a run that skipped one of them is not green. ``--whole COMMAND`` runs
another command once, with the tests that meet no clock: ``--whole '.venv/bin/tox run'``.
``--still SECONDS`` stops some of the run's processes again and again, each time for up to so many
seconds, with ``--busy 0 --writing 0`` in place of the neighbours.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import clocks
from stillness import now_and_then

ROOT = Path(__file__).parents[2]
BELOW = 1
"""By how much the tests are nicer than their neighbours."""

SKIPPED = re.compile(r"\b[1-9]\d* (skipped|deselected|xfailed)")
TOLD = re.compile(r"(FAILED|ERROR|SKIPPED)\b|.* FAIL code ")
BUSY = "while True: pass"
WRITING = """
import os, sys
with open(sys.argv[1], "wb", buffering=0) as file:
    while True:
        file.seek(0)
        file.write(bytes(4 << 20))
        os.fsync(file.fileno())
"""


@contextmanager
def neighbours(busy: int, writing: int) -> Iterator[None]:
    """Keep so many processes busy, and so many writing and syncing, until the end."""
    with tempfile.TemporaryDirectory() as folder:
        commands = [[sys.executable, "-c", BUSY]] * busy
        commands += [[sys.executable, "-c", WRITING, f"{folder}/{n}"] for n in range(writing)]
        running = [subprocess.Popen(command) for command in commands]
        try:
            yield
        finally:
            for process in running:
                process.kill()
                process.wait()


def run(command: list[str], still: float = 0.0) -> tuple[bool, float, str]:
    """Run a command at the lower priority; return whether it was green, its time and its output.

    Args:
        command: The command.
        still: The most seconds for which its processes are stopped now and then.
    """
    began = time.perf_counter()
    with (
        subprocess.Popen(
            ["nice", "-n", str(BELOW), *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running,
        now_and_then(running.pid, still) if still else nullcontext([]) as stops,
    ):
        said = running.communicate()[0]
    if still:
        print(f"    {sum(stops)} times a process stood still")
    return running.returncode == 0, time.perf_counter() - began, said


def main() -> int:
    """Run the tests beside the neighbours; return 0 if every run was green."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[2])
    parser.add_argument("tests", nargs="*", help="others than those that meet a clock")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--busy", type=int, default=12)
    parser.add_argument("--writing", type=int, default=2)
    parser.add_argument("--still", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--workers", default="4", help="pytest's processes")
    parser.add_argument("--whole", metavar="COMMAND", help="run this once instead")
    arguments = parser.parse_args()
    command = [sys.executable, "-m", "pytest", "-q", "-n", arguments.workers, "--dist", "worksteal"]
    listed = [] if arguments.tests or arguments.whole else clocks.tests()
    command += arguments.tests or listed
    times = arguments.times
    if arguments.whole:
        command, times = shlex.split(arguments.whole), 1
    if listed:
        files = len({one.partition("::")[0] for one in listed})
        print(f"{len(listed)} tests in {files} files meet a clock, of {clocks.count()} in all.")
    green = 0
    with neighbours(arguments.busy, arguments.writing):
        for number in range(1, times + 1):
            good, seconds, said = run(command, arguments.still)
            last = said.strip().splitlines()[-1:]
            good = good and not (listed and SKIPPED.search("".join(last)))
            green += good
            print(f"{number:3} {'green' if good else 'RED':5} {seconds:6.1f} s  {''.join(last)}")
            if not good:
                print(*filter(TOLD.match, said.splitlines()), sep="\n")
            sys.stdout.flush()
    print(f"green: {green} of {times}")
    return int(green < times)


if __name__ == "__main__":
    raise SystemExit(main())
