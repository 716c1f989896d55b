"""A run: which checks, and one after the other what came of them."""

from __future__ import annotations

import fnmatch
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2

from ..contract import PLANS
from ..providers import ConfigurationError
from .ask import Ask, Interrupted
from .check import CHECKS, Check, Judge, Result
from .checks import GROUPS, SHARED
from .journal import Journal
from .pace import Pace
from .sending import Line, Stopped
from .target import Target

FIRST = "auth.accepted"

Tell = Callable[[str], None]


def chosen(dialect: str, only: Sequence[str] = ()) -> list[Check]:
    """Return the checks of a dialect, in the order in which they run.

    Args:
        dialect: ``"electron"`` or ``"openai"``.
        only: Groups, ids or patterns such as ``"rules.*"``; all checks by default.

    Raises:
        ConfigurationError: A pattern fits no check.
    """
    checks = [check for check in CHECKS.values() if dialect in check.said]
    checks.sort(key=lambda check: GROUPS.index(check.group))
    if not only:
        return checks
    for pattern in only:
        if not any(_fits(check, pattern) for check in checks):
            raise ConfigurationError(
                f"No check of {dialect} is called {pattern!r}. The groups are "
                f"{', '.join(GROUPS)}; a check is for instance {checks[1].id!r}."
            )
    return [check for check in checks if any(_fits(check, pattern) for pattern in only)]


def _fits(check: Check, pattern: str) -> bool:
    return pattern == check.group or fnmatch.fnmatchcase(check.id, pattern)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run.

    Attributes:
        target: What was probed.
        results: A result for each check, in order.
        day: The day on which it began, as ISO date.
        requests: Requests that were sent, over all interruptions.
        stopped: Why it ended early; empty if it did not.
    """

    target: Target
    results: tuple[Result, ...]
    day: str
    requests: int
    stopped: str = ""

    @property
    def compatible(self) -> bool:
        """Whether every check found a user of the SDK served."""
        return all(result.compatible for result in self.results)

    @property
    def exact(self) -> bool:
        """Whether every check found what the documents say."""
        return all(result.exact for result in self.results)

    @property
    def counts(self) -> dict[str, int]:
        """How many checks have each verdict."""
        words = ("exact", "recorded", "compatible", "incompatible", "unknown")
        verdicts = [result.verdict for result in self.results]
        return {word: verdicts.count(word) for word in words}


class Probe:
    """A run that can be stopped and resumed.

    Args:
        target: What is probed.
        only: Which checks; all by default.
        state: The file to resume from, or None to keep nothing.
        fresh: Start anew whatever the state file holds.
        patience: Seconds to wait for a run that holds the state file.
        tell: Called with a sentence of progress at a time.
        transport: How bytes travel; over sockets by default.
        pace: When requests may go; by the target's plan by default.
        as_of: The day to note beside what is seen; today's, in UTC, by default.

    Raises:
        ConfigurationError: A check is unknown, or the state file is another run's.
    """

    def __init__(
        self,
        target: Target,
        *,
        only: Sequence[str] = (),
        state: Path | None = None,
        fresh: bool = False,
        patience: float = 0.0,
        tell: Tell = lambda text: None,
        transport: httpx2.BaseTransport | None = None,
        pace: Pace | None = None,
        as_of: date | None = None,
    ) -> None:
        self._as_of = as_of
        self.target, self.tell = target, tell
        self.checks = chosen(target.dialect, only)
        self.journal = Journal(state, patience)
        self.stopping = threading.Event()
        self._transport, self._given_pace = transport, pace
        try:
            self._begin(fresh)
        except BaseException:
            self.journal.close()
            raise

    @property
    def resumed(self) -> bool:
        """Whether an earlier run left something to go on from."""
        return any(True for _ in self.journal.having("sent"))

    @property
    def left(self) -> list[Check]:
        """The checks that have no result yet."""
        done = {line["result"]["id"] for line in self.journal.having("result")}
        return [check for check in self.checks if check.id not in done]

    def _begin(self, fresh: bool) -> None:
        head: dict[str, Any] = {
            "endpoint": self.target.endpoint,
            "dialect": self.target.dialect,
            "model": self.target.model,
            "checks": [check.id for check in self.checks],
        }
        first = next(self.journal.having("run"), None)
        over = any(True for _ in self.journal.having("reported"))
        if first is not None and not (over or fresh):
            other = [name for name, value in head.items() if first.get(name) != value]
            if other:
                raise ConfigurationError(
                    f"{self.journal.path} holds an unfinished run with another "
                    f"{' and '.join(other)}. Finish that one, name another file with --state, or "
                    "start anew with --fresh."
                )
            self.run, self.day = first["run"], first["day"]
            return
        self.run, self.day = (
            secrets.token_hex(4),
            (self._as_of or datetime.now(UTC).date()).isoformat(),
        )
        self.journal.start_over()
        self.journal.add(run=self.run, day=self.day, **head)

    def __call__(self) -> Report:
        """Run what is left and return the report over all."""
        self.send()
        return self.report()

    def report(self) -> Report:
        """Return the report over all that the journal holds."""
        self.journal.reload()
        ended = [str(line["ended"]) for line in self.journal.having("ended")]
        sent = sum(1 for _ in self.journal.having("sent"))
        unsent = sum(1 for _ in self.journal.having("unsent"))
        return self._report(sent - unsent, ended[-1] if ended else "")

    def send(self) -> None:
        """Run what is left; all that comes of it is in the journal."""
        rate = PLANS[self.target.plan].requests_per_minute
        earlier = [line["at"] for line in self.journal.having("sent")]

        def sleep(seconds: float) -> None:
            self.stopping.wait(seconds)

        line = Line(
            self.target.base_url,
            self.target.key,
            self.journal,
            self._given_pace or Pace(rate, earlier, sleep=sleep),
            tell=self.tell,
            transport=self._transport,
        )
        line.stopping = self.stopping
        stopped = ""
        try:
            for result in self._results(line):
                self.journal.add(result=result.as_dict())
                self.tell(self._progress(result))
        except Stopped as reason:
            stopped = str(reason)
        finally:
            line.close()
        self.journal.add(ended=stopped)

    def close(self, *, reported: bool = False) -> None:
        """Let the state file go.

        Args:
            reported: Whether the report has been handed over, so that the next run starts anew.
        """
        if reported:
            self.journal.add(reported=True)
        self.journal.close()

    def _results(self, line: Line) -> Iterator[Result]:
        for check in self.left:
            result = self._one(line, check)
            yield result
            # A wrong key or address fails every check: the first says so, and no other is sent.
            if check.id == FIRST and not result.compatible:
                raise Stopped(f"the endpoint serves no plain request: {result.seen[0]}")

    def _one(self, line: Line, check: Check) -> Result:
        target, judge = self.target, Judge()
        said = check.said[target.dialect]
        ask = Ask(
            line,
            check.id,
            dialect=target.dialect,
            model=target.model,
            run=self.run,
            shared=SHARED,
        )
        answered = True
        try:
            check.run(ask, judge)
        except Interrupted as request:
            judge.seen.append(
                f"the run was killed while it waited for the answer to {request}, which is not "
                "sent twice; ask again with --only and --fresh"
            )
            # Half a check is no evidence of what is supported.
            judge.observed.clear()
            answered = False
        except Exception as error:  # noqa: BLE001  (whatever the SDK raises is a finding)
            text = line.hide(f"{type(error).__name__}: {error}")
            judge.must(False, " ".join(text.split())[:200])
        return Result(
            check.id,
            said.states,
            said.sources,
            judge.compatible if answered else None,
            judge.exact if answered else None,
            tuple(judge.seen),
            dict(judge.observed),
        )

    def _report(self, requests: int, stopped: str) -> Report:
        found = {
            line["result"]["id"]: Result.from_dict(line["result"])
            for line in self.journal.having("result")
        }
        results = []
        for check in self.checks:
            said = check.said[self.target.dialect]
            unknown = Result(check.id, said.states, said.sources, None, None, ("not run",))
            results.append(found.get(check.id, unknown))
        return Report(self.target, tuple(results), self.day, requests, stopped)

    def _progress(self, result: Result) -> str:
        number = len(self.checks) - len(self.left)
        seen = f": {result.seen[0]}" if result.seen and result.verdict != "exact" else ""
        return f"[{number}/{len(self.checks)}] {result.id} {result.verdict}{seen}"
