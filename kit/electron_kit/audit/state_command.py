"""``electron-kit state``: what became of a finding, with the reason, kept in the baseline."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from ..providers import ConfigurationError
from .baseline import Entry, State, entries, rewrite
from .command import BASELINE
from .finding import Severity
from .rules import rules
from .settings import settings_for

# Left as they are by a decision: whoever reads the baseline later asks why.
_NEED_A_REASON = (State.ACCEPTED, State.BLOCKED)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = (
        "Record what was done about a finding that the baseline holds; without one, list them all. "
        "Exit code 0: it is written, or in the list nothing that breaks is unverified; 1: "
        "something is; 2: the command cannot be run."
    )
    parser.add_argument(
        "finding", nargs="?", metavar="FINDING", help="its id in the JSON report, or the beginning"
    )
    parser.add_argument(
        "state",
        nargs="?",
        choices=[it.value for it in State],
        metavar="STATE",
        help=", ".join(it.value for it in State),
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help="why, for a reviewer")
    parser.add_argument("--baseline", metavar="FILE", help=f"the baseline ({BASELINE})")


def run(arguments: argparse.Namespace) -> int:
    """Set a state, or list the states.

    Raises:
        ConfigurationError: There is no baseline or no such finding, or a reason is missing.
    """
    path = arguments.baseline or settings_for(["."]).baseline or BASELINE
    listed = entries(path)
    if arguments.finding is not None:
        if arguments.state is None:
            raise ConfigurationError(f"Say which state: {', '.join(State)}.")
        listed = _set(listed, arguments.finding, State(arguments.state), arguments.reason.strip())
        try:
            rewrite(listed, path)
        except OSError as error:
            raise ConfigurationError(f"{path!r} cannot be written: {error.strerror}.") from None
    else:
        for entry in listed:
            why = f"  {entry.reason}" if entry.reason else ""
            place = f"{Path(entry.path).as_posix()}:{entry.line}"
            print(f"{entry.id[:12]}  {entry.state.value:10}  {entry.code}  {place}{why}")
    counted = Counter(entry.state for entry in listed)
    told = ", ".join(f"{counted[state]} {state.value}" for state in State)
    print(f"{len(listed)} findings: {told}.", file=sys.stderr)
    breaking = {rule.code for rule in rules() if rule.severity is Severity.BREAKS}
    open_ = [it for it in listed if it.state is State.UNVERIFIED and it.code in breaking]
    if open_:
        print(f"{len(open_)} that break are unverified.", file=sys.stderr)
    return 1 if open_ and arguments.finding is None else 0


def _set(listed: list[Entry], mark: str, state: State, reason: str) -> list[Entry]:
    if state in _NEED_A_REASON and not reason:
        raise ConfigurationError(f"Say why it is {state.value}: --reason '…'.")
    matching = [entry for entry in listed if entry.id.startswith(mark)]
    if len(matching) != 1:
        found = "no finding" if not matching else f"{len(matching)} findings"
        raise ConfigurationError(
            f"The baseline has {found} with the id {mark!r}. `electron-kit state` lists them."
        )
    return [
        replace(entry, state=state, reason=reason or entry.reason)
        if entry is matching[0]
        else entry
        for entry in listed
    ]
