"""How calls are paced, retried, routed and timed: one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..contract import (
    BACKOFF_FIRST_SECONDS,
    BACKOFF_LONGEST_SECONDS,
    MAX_ATTEMPTS,
    PLANS,
    Plan,
)
from ..providers import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a client does beneath the SDK. The defaults are the contract's advice.

    Attributes:
        plan: The plan to keep to, as a name or a `Plan`: one for Electron, or a
            mapping by provider's name. By default Electron's is read from
            ``SMALLEST_PLAN`` and is ``"standard"``; the sandbox's key and OpenAI
            have none.
        storage: Where the budget is kept: None for this process, or the URI of a
            Redis that processes and hosts share (``redis://…``, needs the extra
            ``redis``). By default from ``ELECTRON_KIT_STORAGE``.
        deadline: Seconds for the queue, all attempts and all waits, until the whole
            plain answer or the first event is there.
        attempts: The most requests sent for one call, over all providers.
        patience: Seconds that a call waits for one provider's budget while another
            provider could take it.
        first_byte: Seconds for the first byte of an answer while another provider could
            be asked: of a stream its first event, of a plain answer its head, which
            comes when the whole text was made. None leaves it to the SDK's timeout,
            which also holds where there is no other provider.
        fail_over_on: Statuses on which to go on to the next provider although the
            same request is refused for good, such as ``{401, 403}``.
        models: The model to ask for, by provider's name, where a request names a
            model of the other side.
        bridge_json_schema: Send a ``json_schema`` to Electron as JSON mode with the
            schema in a message, instead of routing the request around Electron.
        backoff_first: Seconds of the first backoff; it doubles.
        backoff_longest: The most seconds of a backoff.
        breaker_failures: Failures in a row that take a provider out of the order.
        breaker_seconds: Seconds for which it first stays out.
        minute: Seconds in a minute; only a sandbox has shorter ones.
    """

    plan: str | Plan | Mapping[str, str | Plan] | None = None
    storage: str | None = field(default=None, repr=False)
    # The SDK's own default for an answer.
    deadline: float = 600.0
    attempts: int = MAX_ATTEMPTS
    patience: float = 8.0
    first_byte: float | None = 60.0
    fail_over_on: frozenset[int] = frozenset()
    models: Mapping[str, str] = field(default_factory=dict)
    bridge_json_schema: bool = False
    backoff_first: float = BACKOFF_FIRST_SECONDS
    backoff_longest: float = BACKOFF_LONGEST_SECONDS
    breaker_failures: int = 3
    breaker_seconds: float = 10.0
    minute: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ConfigurationError: A value is out of its range or a plan is unknown.
        """
        for name in ("deadline", "minute", "backoff_first", "backoff_longest", "breaker_seconds"):
            _require(getattr(self, name) > 0, name, getattr(self, name), "seconds above 0")
        _require(self.patience >= 0, "patience", self.patience, "0 seconds or more")
        _require(
            self.first_byte is None or self.first_byte > 0,
            "first_byte",
            self.first_byte,
            "seconds above 0, or None",
        )
        _require(
            1 <= self.attempts <= MAX_ATTEMPTS, "attempts", self.attempts, f"1 to {MAX_ATTEMPTS}"
        )
        _require(self.breaker_failures >= 1, "breaker_failures", self.breaker_failures, "1 or more")
        object.__setattr__(self, "fail_over_on", frozenset(self.fail_over_on))
        for status in self.fail_over_on:
            _require(400 <= status < 500, "fail_over_on", status, "statuses from 400 to 499")
        plans = self.plan.values() if isinstance(self.plan, Mapping) else (self.plan,)
        for plan in plans:
            if plan is not None:
                find_plan(plan)


def find_plan(name: str | Plan) -> Plan:
    """Return the plan of that name; a `Plan` is returned as it is.

    Raises:
        ConfigurationError: There is no such plan.
    """
    if isinstance(name, Plan):
        return name
    try:
        return PLANS[name]
    except (KeyError, TypeError):
        known = ", ".join(repr(known) for known in PLANS)
        raise ConfigurationError(f"Unknown plan {name!r}. Choose one of {known}.") from None


def _require(holds: bool, name: str, value: object, wanted: str) -> None:
    if not holds:
        raise ConfigurationError(f"Policy({name}={value!r}) cannot be used: it takes {wanted}.")
