"""The way of one call: which provider next, what counts as an answer, when to give up."""

from __future__ import annotations

import json
import random
import ssl
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import httpx2

from ..contract import ENDPOINTS
from ..providers import ConfigurationError
from .answers import EVENTS_CAME, NoAnswer, as_events, as_read, malformed_answer, read
from .budget import Slot
from .call import Call
from .effects import Acquire, Close, Effect, First, Read, Send, Sleep, Steps
from .errors import (
    CannotCarryError,
    MalformedAnswerError,
    NoAnswerError,
    RefusedRequestError,
    StreamError,
    TimedOutError,
)
from .headers import by_name, values_of
from .integrity import EventChecker
from .lanes import (
    Candidate,
    Lane,
    clipped,
    has_endpoint,
    plainly_coded,
    readdressed,
    retry_after,
)
from .pacing import QueueError
from .policy import Policy
from .rewrite import rewrite
from .steering import Wishes
from .streams import Passing
from .wire import NotJSONError, charset, error_in, media_type, parsed, status_of

CHAT = next(endpoint.path for endpoint in ENDPOINTS if endpoint.name == "chat completions").encode()
# A provider that asks for more is asked again after this long all the same.
LONGEST_RETRY_AFTER_SECONDS = 120.0
_FOR_GOOD = frozenset({400, 401, 403})
_JSON = "application/json"
# As nearly every answer spells its media type; any other spelling is read in full.
_KINDS = {b"application/json": _JSON} | dict.fromkeys(
    (b"text/event-stream", b"text/event-stream; charset=utf-8"), "text/event-stream"
)
_UNTIL = "electron_kit_until"
_NO_TIMEOUTS = dict.fromkeys(("connect", "read", "write", "pool"))
# Not implemented, a version of HTTP, a network that asks for a login: the same on a second try.
_NOT_EVER = frozenset({501, 505, 511})


@dataclass(slots=True)
class Failed:
    """An attempt that did not end in an answer to hand on.

    Attributes:
        with_: The answer, or what was raised.
        for_good: Whether asking this provider again is pointless.
        everywhere: Whether asking any provider is.
    """

    with_: httpx2.Response | Exception
    for_good: bool = False
    everywhere: bool = False


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
        call.deadline = request.extensions.get(_UNTIL, call.began + within)
        candidates = self._candidates(wishes)
        most = self.policy.attempts if call.at_hand else 1
        last: Failed | QueueError | None = None
        backoff = self.policy.backoff_first
        while True:
            before = len(call.attempts)
            result = yield from self._round(candidates, call, most)
            if isinstance(result, httpx2.Response):
                return result
            last = _more_telling(result, last)
            if last is None and not candidates:
                _refuse(call)
            again = before < len(call.attempts) < most and candidates
            wait = min(backoff * (0.75 + 0.5 * self._jitter()), self.policy.backoff_longest)
            if not again or wait > call.left:
                return self._give_up(last, call, request)
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
        for candidate, longest in self._turn(candidates, call):
            if candidate.request is None and not self._prepare(candidate, call):
                candidate.lane.breaker.left()
                candidates.remove(candidate)
                continue
            try:
                slot = yield from self._slot(candidate.lane, longest, call)
            except QueueError as error:
                candidate.lane.breaker.left()
                call.pass_over(candidate.lane.name, str(error))
                last = _more_telling(error, last)
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

    def _turn(
        self, candidates: list[Candidate], call: Call
    ) -> Generator[tuple[Candidate, float], None, None]:
        """Yield whom to ask now and how long to queue for them, everybody once at most.

        If every circuit is open, all are asked none the less; if every queue is too
        long, the one with the shortest is.
        """
        if len(candidates) == 1:
            candidates[0].lane.breaker.force()
            yield candidates[0], max(call.left, 0.0)
            return
        patience = min(self.policy.patience, max(call.left, 0.0))
        asked = len(call.attempts)
        broken = []
        for candidate in tuple(candidates):
            lane = candidate.lane
            wait = lane.pacer.expected_wait(lane.limits)
            if wait > patience:
                call.pass_over(lane.name, f"a queue of at least {wait:.1f} s")
            elif not lane.breaker.enter():
                call.pass_over(lane.name, "circuit open")
                broken.append(candidate)
            else:
                yield candidate, patience
        if len(call.attempts) == asked:
            for candidate in broken:
                candidate.lane.breaker.force()
                yield candidate, patience
        if len(call.attempts) == asked:
            soonest = min(candidates, key=lambda c: c.lane.pacer.expected_wait(c.lane.limits))
            soonest.lane.breaker.force()
            yield soonest, max(call.left, 0.0)

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
        first_byte = self.policy.first_byte if others else None
        limit = call.left if first_byte is None else min(call.left, first_byte)
        timeouts = clipped(request, call.timeouts, limit)
        try:
            response = yield Send(lane.transport, request, limit, lane.bounded)
        except (httpx2.RequestError, OSError, UnicodeError) as error:
            if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
                slot.forget()
            call.lost(_in_words(error))
            return Failed(error, for_good=_is_the_same_again(error))
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
        try:
            yield Read(response, max(call.left, 0.001), lane.bounded)
        except httpx2.RequestError as error:
            call.lost(_in_words(error), response)
            yield Close(response)
            return Failed(error)
        return self._bad(lane, response, call)

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
        try:
            yield Read(response, max(call.left, 0.001), lane.bounded)
        except httpx2.RequestError as error:
            call.lost(_in_words(error), response)
            yield Close(response)
            return Failed(error)
        return self._plain(response.content, request, response, call, kind)

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
            return self._refused(error, told.error)
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
        return self._refused(error, error.body)

    def _refused(self, error: Exception, told: Any) -> Failed:
        """Return a failure with a status of success; one that is a refusal is not asked again."""
        status = status_of(told)
        if status is None or status in (408, 409, 425, 429) or status >= 500:
            return Failed(error)
        return Failed(error, for_good=True, everywhere=status not in self.policy.fail_over_on)

    def _bad(self, lane: Lane, response: httpx2.Response, call: Call) -> Failed:
        status = response.status_code
        should = response.headers.get("x-should-retry")
        again = status in (408, 429) or (status >= 500 and status not in _NOT_EVER)
        if should is not None and status not in _FOR_GOOD:
            again = should == "true"
        if status in (429, 503):
            after = retry_after(response.headers)
            if after is not None:
                lane.pacer.pause(min(after, LONGEST_RETRY_AFTER_SECONDS))
                again = again and after <= call.left
        if status == 429 and _is_spent(response):
            again = False
        call.lost(str(status), response, answered=status < 500)
        if again:
            return Failed(response)
        # Another provider may take what this one cannot; what is wrong itself, none may.
        itself = 400 <= status < 500 and status != 429
        return Failed(
            response,
            for_good=True,
            everywhere=itself and status not in self.policy.fail_over_on,
        )

    def _give_up(
        self, last: Failed | QueueError | None, call: Call, request: httpx2.Request
    ) -> httpx2.Response:
        """Hand on the last refusal, or raise what was last raised."""
        if isinstance(last, Failed) and isinstance(last.with_, httpx2.Response):
            # One owner of retries, also where a framework has set the SDK's max_retries.
            last.with_.headers["x-should-retry"] = "false"
            if last.with_.has_redirect_location:
                # The HTTP client follows it with the same extensions, and the wait goes on.
                call.request.extensions[_UNTIL] = call.deadline
            return call.hand_on_refusal(last.with_)
        error: Any = last.with_ if isinstance(last, Failed) else last
        if isinstance(error, StreamError):
            error.attempts = tuple(call.attempts)
        if isinstance(error, StreamError | MalformedAnswerError):
            raise error
        tried = ", ".join(f"{a.provider}: {a.outcome}" for a in call.attempts)
        told = (tuple(call.attempts), tuple(call.passed_over))
        if isinstance(error, httpx2.TimeoutException):
            raise TimedOutError(f"No answer in time ({tried}).", request, *told) from error
        if isinstance(error, QueueError) or error is None:
            waiting = "; ".join(call.passed_over)
            raise TimedOutError(
                f"Not sent within the deadline of {call.deadline - call.began:g} s ({waiting}).",
                request,
                *told,
            ) from None
        raise NoAnswerError(f"No provider answered ({tried}).", request, *told) from error

    def _candidates(self, wishes: Wishes) -> list[Candidate]:
        lanes = self.lanes
        if wishes.order:
            by_name = {lane.name: lane for lane in lanes}
            lanes = tuple(by_name[name] for name in wishes.order)
        return [Candidate(lane) for lane in (lanes if self._routed else lanes[:1])]

    def _prepare(self, candidate: Candidate, call: Call) -> bool:
        """Make the request for a lane; say whether it can be sent there."""
        lane, request, content = candidate.lane, call.request, None
        body = call.request_body if self._routed and call.chat else None
        if body is not None:
            fit = rewrite(
                body,
                lane.account.provider,
                self.policy.models,
                bridge_json_schema=self.policy.bridge_json_schema,
            )
            if fit.obstacles:
                call.pass_over(lane.name, ", ".join(fit.obstacles))
                return False
            candidate.changes = fit.changes
            if fit.body != body:
                content = json.dumps(fit.body, ensure_ascii=False, separators=(",", ":")).encode()
        elif self._routed and not has_endpoint(lane, call):
            return False
        if content is not None or lane is not self.lanes[0] or not lane.guard.fits(call.headers):
            request = readdressed(request, lane, self.lanes[0], call, content)
        headers = call.headers
        if request is not call.request:
            headers = by_name(request.headers)
        lane.guard.check(call.below, headers, call.content if content is None else content)
        candidate.request = request
        return True


def _more_telling(
    new: Failed | QueueError | None, old: Failed | QueueError | None
) -> Failed | QueueError | None:
    """Return what to raise in the end: what a provider said before what a queue did."""
    return old if new is None or (isinstance(new, QueueError) and old is not None) else new


def _refuse(call: Call) -> NoReturn:
    raise CannotCarryError(
        "No provider in the order can answer this request, and it was not sent: "
        + "; ".join(call.passed_over)
    )


def _is_spent(response: httpx2.Response) -> bool:
    """Say whether a 429 is about money: it will be the same until somebody pays."""
    try:
        error = error_in(parsed(response.content)[0])
    except NotJSONError:
        return False
    return isinstance(error, Mapping) and "insufficient_quota" in (
        error.get("code"),
        error.get("type"),
    )


def _is_the_same_again(error: BaseException | None) -> bool:
    """Say whether sending again can only fail alike: a certificate, a proxy, a bad request."""
    if isinstance(
        error, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError | httpx2.ProxyError
    ):
        return True
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError | UnicodeError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _in_words(error: BaseException) -> str:
    match error:
        case httpx2.ConnectError():
            return "connection failed"
        case httpx2.TimeoutException():
            return "timed out"
        case httpx2.DecodingError():
            return "its content-encoding cannot be undone"
        case _:
            return f"connection lost ({type(error).__name__})"
