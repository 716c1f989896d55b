"""C05: retries that end before the plan's minute does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...contract import STANDARD
from ..facts import Fact, Facts, RetrySetting
from ..finding import Severity
from ..rule import Example, Report, Rule

_MINUTE = 60
_GO = (
    'package main\n\nimport (\n\t"github.com/openai/openai-go/v3"\n'
    '\t"github.com/openai/openai-go/v3/option"\n)\n\n'
    "func main() {\n\tclient := openai.NewClient(\n"
    '\t\toption.WithBaseURL("https://api.smallest.ai/waves/v1"),\n'
    "\t\toption.WithAPIKey(key),\n\t\toption.WithMaxRetries(5),\n%s\t)\n\t_ = client\n}\n"
)


class Retries(Rule[RetrySetting]):
    """A client asks again, and gives up before the plan's minute is over.

    A plan takes only so many requests a minute, and after the last says in ``Retry-After`` how
    long to wait. An SDK that waits 8 seconds at most spends its retries inside the same minute.
    It is looked for in Go, Java and Ruby: where retries are set, and where a client is Electron's.
    """

    code = "C05"
    name = "retries"
    severity = Severity.BEHAVIOUR_CHANGE
    title = "retries that end before the plan's minute does"
    because = (
        f"The standard plan takes {STANDARD.requests_per_minute} requests a minute: a wait that is "
        "shorter than the rest of the minute spends a request and fails again."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (RetrySetting,)
    records = ("errorcase-limit-reached",)
    instead = "A longest wait of 90 seconds and at least one retry, or fewer requests a minute."
    instead_in: ClassVar[dict[str, str]] = {
        "go": "option.WithMaxRetryDelay(90*time.Second), with at least one retry.",
        "java": "maxRetries(2): its waits are as long as Retry-After says.",
        "ruby": "max_retry_delay: 90.0, with at least one retry.",
    }
    valid: ClassVar[tuple[Example, ...]] = (
        Example(_GO % "\t\toption.WithMaxRetryDelay(90*time.Second),\n", "go"),
    )
    invalid: ClassVar[tuple[Example, ...]] = (Example(_GO % "", "go", lines=(12,)),)

    def check(self, fact: RetrySetting, facts: Facts) -> Iterator[Report]:
        """Yield a report for retries that no request outlasts the minute with."""
        if fact.attempts == 0:
            message = f"{fact.sdk} does not ask again here: the request after the plan's "
            message += f"{STANDARD.requests_per_minute} of a minute fails."
        elif fact.known and fact.longest is not None and fact.longest < _MINUTE:
            message = (
                f"{fact.sdk} waits {fact.longest:g} seconds at most and then gives up; the plan's "
                f"{STANDARD.requests_per_minute} requests come back after a minute."
            )
        else:
            return
        yield Report(
            place=fact.place,
            message=message,
            confidence=fact.confidence,
            review="How long a request may wait is for a person to say.",
        )
