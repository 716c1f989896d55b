"""The kit's tests and the lessons with the calendar elsewhere: nothing changes by the day alone.

    python kit/tests_clock/elsewhen.py [--day 2027-01-15] … [for pytest, in place of all]

A small library is compiled and preloaded into every process of the run; it moves the calendar
and leaves the clock that programs wait by (see `shifted_clock.c`). Linux with a C compiler only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DAYS = ("2027-01-15", "2028-02-29")
"""The day after gpt-4o ends, and one when most of what is recorded has ended."""
RUNS = (
    ("kit/tests", "docs/tests/snippets"),
    ("-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "--dist", "loadfile", "notebooks"),
)


def main() -> int:
    """Run everything once a day, and return 1 if anything failed on any."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--day", action="append", help=f"({', '.join(DAYS)})")
    arguments, tests = parser.parse_known_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "shifted_clock.so")
        compiler = os.environ.get("CC", "cc")
        source = HERE / "shifted_clock.c"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
        for day in arguments.day or DAYS:
            shift = (date.fromisoformat(day) - datetime.now(UTC).date()).days
            env = os.environ | {"LD_PRELOAD": str(library), "CLOCK_SHIFT_DAYS": str(shift)}
            seen = subprocess.check_output(
                [sys.executable, "-c", "import datetime; print(datetime.date.today())"],
                env=env,
                text=True,
            )
            print(f"the calendar says {seen.strip()}", flush=True)
            for run in (tests,) if tests else RUNS:
                command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *run]
                failed += subprocess.run(command, cwd=ROOT, env=env, check=False).returncode != 0
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
