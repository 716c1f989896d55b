"""The run of a comparison: each prompt at each side, at each side's pace, resumable."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from ..clients import client
from ..probe.journal import Journal
from ..providers import ConfigurationError
from ..record import CallRecord
from ..transport.policy import Policy
from .asking import Ask, read, words_of
from .prompts import Prompt
from .sides import Answer, Side

if TYPE_CHECKING:
    from openai import OpenAI

AT_ONCE = 3
"""Requests in flight at a side whose plan does not limit them."""

INTERRUPTED = (
    "the run was killed while it waited for this answer, which may have been paid for: "
    "it is not asked again"
)

_FINAL = (400, 413, 422)
"""Refusals that would come again; others are asked for again by the next run, being unpaid."""


@dataclass(slots=True)
class _Now(threading.local):
    """What the request of this thread is about."""

    key: str = ""
    record: CallRecord | None = None


class Comparison:
    """A comparison that can be stopped and resumed without paying twice.

    Args:
        prompts: What to ask.
        sides: Whom to ask.
        state: The file to resume from; None to keep nothing.
        others: State files of other workers, whose answers count as well.
        storage: The URI of a Redis that workers share a budget in; None for this process alone.
        minute: Seconds in a minute; only a sandbox has shorter ones.
        repeat: How often to ask each side for each prompt.
        fresh: Start anew whatever the state file holds.
        patience: Seconds to wait for a run that holds a state file.
        told: Called with the comparison and an answer as soon as that is there.
        today: Returns the day that an answer is dated with.

    Raises:
        ConfigurationError: A state file is another comparison's.
    """

    def __init__(
        self,
        prompts: Sequence[Prompt],
        sides: Sequence[Side],
        *,
        state: Path | None = None,
        others: Iterable[Path] = (),
        storage: str | None = None,
        minute: float = 60.0,
        repeat: int = 1,
        fresh: bool = False,
        patience: float = 0.0,
        told: Callable[[Comparison, Answer], None] = lambda comparison, answer: None,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.prompts, self.sides, self.told = list(prompts), list(sides), told
        self.repeat, self._today = repeat, today
        self.stopping = threading.Event()
        self._storage, self._minute, self._now = storage, minute, _Now()
        self._asked = {
            (ask := Ask(prompt, side, number)).key: ask
            for prompt in self.prompts
            for side in self.sides
            for number in range(1, repeat + 1)
        }
        self.answers: dict[str, Answer] = {}
        for path in others:
            other = Journal(path, patience)
            self._take(other, anew=True)
            other.close()
        self.journal = Journal(state, patience)
        if fresh:
            self.journal.start_over()
        if not any(True for _ in self.journal.having("run")):
            self.journal.add(run="compare")
        elif next(self.journal.having("run"))["run"] != "compare":
            self.journal.close()
            raise ConfigurationError(
                f"{state} holds a run of the probe. Name another file with --state."
            )
        self._take(self.journal, anew=True)

    def reload(self) -> None:
        """Read again what another process has written to the state file."""
        self.journal.reload()
        self._take(self.journal)

    def _take(self, journal: Journal, *, anew: bool = False) -> None:
        """Read answers to the very requests that this comparison has.

        Args:
            journal: Where they stand.
            anew: Pass over refusals that were not paid for and may not come again.
        """
        sent = Counter((line["sent"], line["digest"]) for line in journal.having("sent"))
        sent -= Counter((line["refused"], line["digest"]) for line in journal.having("refused"))
        for line in journal.having("answer"):
            ask = self._asked.get(line["answer"])
            if ask is None or ask.digest != line["digest"]:
                continue
            answer = Answer.from_dict(line["given"])
            unpaid = answer.error and not sent[ask.key, ask.digest]
            if not (anew and unpaid and answer.status not in _FINAL):
                self.answers[ask.key] = answer
        for key, digest in sent:
            ask = self._asked.get(key)
            if ask is not None and key not in self.answers and ask.digest == digest:
                self.answers[key] = ask.answer(error=INTERRUPTED)

    @property
    def left(self) -> int:
        """How many requests are still to be sent."""
        return len(self._asked) - len(self.answers)

    @property
    def total(self) -> int:
        """How many requests there are in all."""
        return len(self._asked)

    def left_at(self, side: Side) -> list[Prompt]:
        """Return the prompts that a side is still to be asked, once for each request."""
        return [
            ask.prompt
            for key, ask in self._asked.items()
            if ask.side is side and key not in self.answers
        ]

    def answer(self, prompt: Prompt, side: Side, number: int = 1) -> Answer | None:
        """Return what a side made of a prompt, or None if it was not asked yet.

        Args:
            prompt: The prompt.
            side: The side.
            number: Of the requests for it, the how-manieth.
        """
        return self.answers.get(Ask(prompt, side, number).key)

    def answers_of(self, prompt: Prompt, side: Side) -> list[Answer | None]:
        """Return what a side made of a prompt, at each request for it."""
        return [self.answer(prompt, side, number + 1) for number in range(self.repeat)]

    def __call__(self) -> None:
        """Ask what is left; on a stop, end after the requests in flight."""
        pools: list[tuple[ThreadPoolExecutor, OpenAI]] = []
        waiting: list[Future[Answer | None]] = []
        try:
            for side in self.sides:
                sdk = self._client(side)
                pool = ThreadPoolExecutor(side.plan.in_flight or AT_ONCE)
                pools.append((pool, sdk))
                left = [it for key, it in self._asked.items() if key not in self.answers]
                waiting += [pool.submit(self._ask, sdk, it) for it in left if it.side is side]
            for done in as_completed(waiting):
                answer = done.result()
                if answer is not None:
                    self.told(self, answer)
        finally:
            self.stopping.set()
            for pool, sdk in pools:
                pool.shutdown()
                sdk.close()

    def _client(self, side: Side) -> OpenAI:
        def done(record: CallRecord) -> None:
            self._now.record = record

        return client(
            side.account,
            # Each prompt is asked for itself, however many failed before it.
            policy=Policy(
                plan={side.name: side.plan},
                storage=self._storage,
                minute=self._minute,
                breaker_failures=1_000_000,
            ),
            on_call=done,
            transport=_Noting(self),
        )

    def _ask(self, sdk: OpenAI, ask: Ask) -> Answer | None:
        from openai import APIError

        if self.stopping.is_set():
            return None
        self._now.key, self._now.record = json.dumps([ask.key, ask.digest]), None
        answer = ask.answer(day=self._today().isoformat())
        try:
            body = sdk.chat.completions.with_raw_response.create(
                model=ask.side.model_for(ask.prompt), **ask.prompt.request
            ).http_response.json()
            answer = read(answer, body, ask.side)
        except _Stopping:
            return None
        except (APIError, ConfigurationError, ValueError, TypeError) as error:
            text = words_of(error).replace(ask.side.account.key, "[key]")
            status = getattr(error, "status_code", None)
            answer = replace(answer, error=" ".join(text.split())[:300], status=status)
        record = self._now.record
        if record is not None and record.attempts:
            answer = replace(answer, seconds=round(record.attempts[-1].seconds, 4))
        self.journal.add(answer=ask.key, digest=ask.digest, given=asdict(answer))
        self.answers[ask.key] = answer
        return answer

    def note(self, what: str) -> None:
        """Write down that the request of this thread is sent, or was refused."""
        key, digest = json.loads(self._now.key)
        self.journal.add(**{what: key, "digest": digest})

    def close(self) -> None:
        """Let the state file go."""
        self.journal.close()


class _Stopping(BaseException):
    """The run ends before this request is sent. No `Exception`: the SDK takes those for its own."""


class _Noting(httpx2.BaseTransport):
    """Writes a request down before it goes, and again if it was refused and so not paid for."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._inner = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._comparison.stopping.is_set():
            raise _Stopping
        self._comparison.note("sent")
        try:
            response = self._inner.handle_request(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            self._comparison.note("refused")
            raise
        if response.status_code >= 400:
            self._comparison.note("refused")
        return response

    def close(self) -> None:
        self._inner.close()
