"""The way of one call: which provider next, what counts as an answer, when to give up."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from typing import Any

import httpx2

from ..contract import ENDPOINTS
from ..providers import ConfigurationError
from .answers import EVENTS_CAME, NoAnswer, as_events, as_read, malformed_answer, read
from .budget import Slot
from .call import Call
from .candidates import Candidate, in_turn, prepare
from .decoding import charset, media_type
from .effects import Acquire, Close, Effect, First, Read, Send, Sleep, Steps
from .errors import RefusedRequestError
from .giving_up import UNTIL, give_up, refuse
from .headers import by_name, values_of
from .integrity import EventChecker
from .lanes import Lane, clipped, plainly_coded
from .pacing import QueueError
from .policy import Policy
from .retries import (
    LONGEST_RETRY_AFTER_SECONDS,
    Failed,
    in_words,
    more_telling,
    of_error_body,
    of_exception,
    of_refusal,
    pause_after,
)
from .steering import Wishes
from .streams import Passing

CHAT = next(endpoint.path for endpoint in ENDPOINTS if endpoint.name == "chat completions").encode()
_JSON = "application/json"
# As nearly every answer spells its media type; any other spelling is read in full.
_KINDS = {b"application/json": _JSON} | dict.fromkeys(
    (b"text/event-stream", b"text/event-stream; charset=utf-8"), "text/event-stream"
)
_NO_TIMEOUTS = dict.fromkeys(("connect", "read", "write", "pool"))


class Way:
    """Decides for every call of one client; holds no state of a call.

    Args:
        lanes: The providers in order.
        policy: How to pace, retry, route and time.
        routed: Whether requests are rewritten for the provider and routed around
            it; a client of one provider sends them as they are.
        body: Makes the checked stream of the client's kind.
        on_call: Called with the record of every call.
        jitter: Returns a number from 0 to 1.
    """

    def __init__(
        self,
        lanes: Sequence[Lane],
        policy: Policy,
        *,
        routed: bool,
        body: Callable[..., Any],
        on_call: Callable[..., None] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.lanes, self.policy, self._routed = tuple(lanes), policy, routed
        self._body, self._on_call, self._jitter = body, on_call, jitter
        self._names = [lane.name for lane in self.lanes]

    def steps(self, request: httpx2.Request) -> Steps:
        """Yield what has to be done for a request; return the answer to hand on."""
        call = Call(request, self._on_call)
        try:
            return (yield from self._steps(request, call))
        except ConfigurationError as error:
            call.failed(error)
            raise RefusedRequestError(str(error)) from None
        except BaseException as error:
            call.failed(error)
            if call.response is not None and not isinstance(error, GeneratorExit):
                yield Close(call.response)
            raise

    def _steps(self, request: httpx2.Request, call: Call) -> Steps:
        first = self.lanes[0]
        below = first.guard.inside(request.url)
        first.guard.check_key(call.headers)
        wishes = Wishes.of(call.headers, self._names)
        call.below, call.timeouts = below, {**_NO_TIMEOUTS, **request.extensions.get("timeout", {})}
        call.chat = request.method == "POST" and below.partition(b"?")[0] == CHAT
        within = wishes.deadline or self.policy.deadline
        call.deadline = request.extensions.get(UNTIL, call.began + within)
        candidates = self._candidates(wishes)
        most = self.policy.attempts if call.at_hand else 1
        last: Failed | QueueError | None = None
        backoff = self.policy.backoff_first
        while True:
            before = len(call.attempts)
            result = yield from self._round(candidates, call, most)
            if isinstance(result, httpx2.Response):
                return result
            last = more_telling(result, last)
            if last is None and not candidates:
                refuse(call)
            # A round in which nobody was asked would be the same again.
            again = before < len(call.attempts) < most and candidates
            # Spread by a quarter: calls that failed together do not come back together.
            wait = min(backoff * (0.75 + 0.5 * self._jitter()), self.policy.backoff_longest)
            if not again or wait > call.left:
                return give_up(last, call, request)
            yield Sleep(wait)
            call.waited += wait
            backoff *= 2

    def _round(
        self,
        candidates: list[Candidate],
        call: Call,
        most: int,
    ) -> Generator[Effect, Any, httpx2.Response | Failed | QueueError | None]:
        """Ask each candidate once, until one answers; take out those not to be asked again."""
        last: Failed | QueueError | None = None
        for candidate, longest in in_turn(candidates, call, self.policy.patience):
            if candidate.request is None and not prepare(
                candidate, call, self.lanes[0], self.policy, routed=self._routed
            ):
                candidate.lane.breaker.left()
                candidates.remove(candidate)
                continue
            try:
                slot = yield from self._slot(candidate.lane, longest, call)
            except QueueError as error:
                candidate.lane.breaker.left()
                call.pass_over(candidate.lane.name, str(error))
                last = more_telling(error, last)
                continue
            result = yield from self._attempt(candidate, slot, call, len(candidates) > 1)
            if isinstance(result, httpx2.Response):
                return result
            last = result
            if result.everywhere:
                candidates.clear()
            elif result.for_good:
                candidates.remove(candidate)
            if result.everywhere or call.left <= 0 or len(call.attempts) >= most:
                return last
        return last

    def _slot(self, lane: Lane, longest: float, call: Call) -> Generator[Effect, Any, Slot]:
        slot = lane.pacer.at_once(lane.limits)
        if slot is None:
            try:
                slot, waited = yield Acquire(lane.pacer, lane.limits, longest)
            except QueueError as error:
                call.waited += error.waited
                raise
            # Only what was queued: asking a budget is no wait, and nor is a machine's hiccup.
            call.waited += waited
        return slot

    def _attempt(
        self, candidate: Candidate, slot: Slot, call: Call, others: bool
    ) -> Generator[Effect, Any, httpx2.Response | Failed]:
        """Send the request once. Until an answer is handed on, the slot is held here."""
        lane, request = candidate.lane, candidate.request
        assert request is not None  # noqa: S101  (it was prepared before the slot was taken)
        call.try_(lane, slot, candidate.changes)
        # Cut short only where another provider could be asked: else a slow answer is better than
        # none.
        first_byte = self.policy.first_byte if others else None
        limit = call.left if first_byte is None else min(call.left, first_byte)
        timeouts = clipped(request, call.timeouts, limit)
        try:
            response = yield Send(lane.transport, request, limit, lane.bounded)
        except (httpx2.RequestError, OSError, UnicodeError) as error:
            # It never arrived, so the provider has not counted it.
            if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
                slot.forget()
            call.lost(in_words(error))
            return of_exception(error)
        slot.answered()
        call.response = response
        call.answer_headers = named = by_name(response.headers)
        call.doubled = len(named) < len(response.headers)
        if lane is not self.lanes[0] and b"set-cookie" in named:
            # Whoever keeps cookies would send it to the provider that was asked first.
            del response.headers["set-cookie"]
        if b"content-encoding" in named:
            plainly_coded(response)
        # The body has the SDK's own timeouts again: it is the beginning that was urgent.
        timeouts.update(call.timeouts)
        if response.status_code < 300:
            return (yield from self._good(lane, request, response, call, limit))
        lost = yield from _whole(lane, response, call)
        return lost or self._bad(lane, response, call)

    def _good(
        self,
        lane: Lane,
        request: httpx2.Request,
        response: httpx2.Response,
        call: Call,
        within: float,
    ) -> Generator[Effect, Any, httpx2.Response | Failed]:
        if not call.chat:
            response.stream = Passing(response.stream, call)
            return call.hand_on(response)
        kind = "" if call.doubled else _KINDS.get(call.answer_headers.get(b"content-type", b""), "")
        kind = kind or media_type(values_of(response.headers, b"content-type"))
        if call.wants_events or kind == "text/event-stream":
            # What it is shows in its first bytes, whatever it is called.
            return (yield from self._events(lane, request, response, call, within))
        lost = yield from _whole(lane, response, call)
        return lost or self._plain(response.content, request, response, call, kind)

    def _plain(
        self,
        content: bytes,
        request: httpx2.Request,
        response: httpx2.Response,
        call: Call,
        kind: str,
    ) -> httpx2.Response | Failed:
        """Hand on a plain answer, or tell what came instead."""
        try:
            named = call.answer_headers.get(b"content-type", b"")
            body, instead = read(content, charset(named) if b"=" in named else "")
            if call.wants_events:
                raise NoAnswer("events were asked for, and a plain answer came")
        except NoAnswer as none:
            told = none if none.error is not None else as_events(content, request) or none
            call.lost(told.reason, response)
            error = malformed_answer(told, call.provider, response, request)
            return of_error_body(error, told.error, self.policy.fail_over_on)
        if instead is not None or kind != _JSON:
            if instead is not None:
                call.notes.append("answer put right")
            response = as_read(response, content if instead is None else instead)
        return call.hand_on(response, body)

    def _events(
        self,
        lane: Lane,
        request: httpx2.Request,
        response: httpx2.Response,
        call: Call,
        within: float,
    ) -> Generator[Effect, Any, httpx2.Response | Failed]:
        checker = EventChecker(request, call.provider)
        events = self._body(response, checker, call)
        # From here on it is closed through the stream, also where a call is cancelled.
        call.response = events
        yield First(events, within, lane.bounded)
        if checker.events and call.wants_events:
            response.stream = events
            return call.hand_on(response, checker)
        if checker.plain is not None and checker.error is None:
            events.detach()
            yield Close(events)
            return self._plain(checker.plain, request, response, call, "")
        error: Any = checker.error
        if error is None and checker.done:
            error = checker.cut("no event came")
        if not call.wants_events:
            none = NoAnswer(EVENTS_CAME) if error is None else NoAnswer(error.reason, error.body)
            error = malformed_answer(none, call.provider, response, request)
        call.lost(error.reason, response, stream=events)
        yield Close(events)
        return of_error_body(error, error.body, self.policy.fail_over_on)

    def _candidates(self, wishes: Wishes) -> list[Candidate]:
        lanes = self.lanes
        if wishes.order:
            by_name = {lane.name: lane for lane in lanes}
            lanes = tuple(by_name[name] for name in wishes.order)
        return [Candidate(lane) for lane in (lanes if self._routed else lanes[:1])]

    def _bad(self, lane: Lane, response: httpx2.Response, call: Call) -> Failed:
        after = pause_after(response)
        if after is not None:
            # All calls of this provider pause, not this one alone.
            lane.pacer.pause(min(after, LONGEST_RETRY_AFTER_SECONDS))
        failed = of_refusal(response, after, call.left, self.policy.fail_over_on)
        status = response.status_code
        call.lost(str(status), response, answered=status < 500)
        return failed


def _whole(
    lane: Lane, response: httpx2.Response, call: Call
) -> Generator[Effect, Any, Failed | None]:
    """Read a body to its end; return the failure if it has none."""
    try:
        yield Read(response, max(call.left, 0.001), lane.bounded)
    except httpx2.RequestError as error:
        call.lost(in_words(error), response)
        yield Close(response)
        return Failed(error)
    return None
