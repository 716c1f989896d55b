"""Whom a call may be sent to: who is asked next, and the request as it would go there."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass

import httpx2

from ..contract import ENDPOINTS, Fate
from ..providers import ELECTRON
from .call import Call
from .headers import by_name
from .lanes import Lane
from .policy import Policy
from .rewrite import rewrite


@dataclass(slots=True)
class Candidate:
    """A lane, and the request as it would be sent there; None until it is needed."""

    lane: Lane
    request: httpx2.Request | None = None
    changes: tuple[str, ...] = ()


def in_turn(
    candidates: list[Candidate], call: Call, patience: float
) -> Generator[tuple[Candidate, float], None, None]:
    """Yield whom to ask now and how long to queue for them, everybody once at most.

    If every circuit is open, all are asked none the less; if every queue is too
    long, the one with the shortest is.

    Args:
        candidates: In the order in which they are preferred.
        call: The call.
        patience: Seconds to queue for one while there are others.
    """
    if len(candidates) == 1:
        # There is nobody else: an open circuit or a long queue is no reason to ask nobody.
        candidates[0].lane.breaker.force()
        yield candidates[0], max(call.left, 0.0)
        return
    patience = min(patience, max(call.left, 0.0))
    asked = len(call.attempts)
    broken = []
    for candidate in tuple(candidates):
        lane = candidate.lane
        wait = lane.pacer.expected_wait(lane.limits)
        # The queue before the circuit: whoever enters a half-open circuit is its one trial.
        if wait > patience:
            call.pass_over(lane.name, f"a queue of at least {wait:.1f} s")
        elif not lane.breaker.enter():
            call.pass_over(lane.name, "circuit open")
            broken.append(candidate)
        else:
            yield candidate, patience
    # An open circuit is a guess about the provider, and a long queue is known: so the broken are
    # asked before those whose queue is too long.
    if len(call.attempts) == asked:
        for candidate in broken:
            candidate.lane.breaker.force()
            yield candidate, patience
    if len(call.attempts) == asked:
        soonest = min(candidates, key=lambda c: c.lane.pacer.expected_wait(c.lane.limits))
        soonest.lane.breaker.force()
        yield soonest, max(call.left, 0.0)


def prepare(candidate: Candidate, call: Call, first: Lane, policy: Policy, *, routed: bool) -> bool:
    """Make the request for a lane; say whether it can be sent there.

    Args:
        candidate: The lane, which gets the request.
        call: The call.
        first: The lane that requests are written for.
        policy: Which models are asked for, and whether schemas are bridged.
        routed: Whether the request may be rewritten.
    """
    lane, request, content = candidate.lane, call.request, None
    body = call.request_body if routed and call.chat else None
    if body is not None:
        fit = rewrite(
            body,
            lane.account.provider,
            policy.models,
            bridge_json_schema=policy.bridge_json_schema,
        )
        if fit.obstacles:
            call.pass_over(lane.name, ", ".join(fit.obstacles))
            return False
        candidate.changes = fit.changes
        if fit.body != body:
            content = json.dumps(fit.body, ensure_ascii=False, separators=(",", ":")).encode()
    elif routed and not has_endpoint(lane, call):
        return False
    if content is not None or lane is not first or not lane.guard.fits(call.headers):
        request = readdressed(request, lane, first, call, content)
    headers = call.headers
    if request is not call.request:
        headers = by_name(request.headers)
    lane.guard.check(call.below, headers, call.content if content is None else content)
    candidate.request = request
    return True


def readdressed(
    request: httpx2.Request, lane: Lane, first: Lane, call: Call, content: bytes | None
) -> httpx2.Request:
    """Return a request for a lane: its URL, its headers, and other content where that is given.

    Cookies were meant for the first lane, and go to no other.
    """
    headers = httpx2.Headers(request.headers.raw)
    if content is not None:
        headers["Content-Length"] = str(len(content))
    if lane is not first:
        headers.pop("cookie", None)
    lane.guard.pin(headers)
    return httpx2.Request(
        request.method,
        lane.guard.url(call.below),
        headers=headers,
        stream=request.stream if content is None else httpx2.ByteStream(content),
        extensions=dict(request.extensions),
    )


def has_endpoint(lane: Lane, call: Call) -> bool:
    """Say whether a lane's provider has the operation of a call; note it if not."""
    if lane.name != ELECTRON.name:
        return True
    path = call.below.partition(b"?")[0].decode("ascii", "replace")
    for endpoint in ENDPOINTS:
        if (path == endpoint.path or path.startswith(endpoint.path + "/")) and (
            endpoint.electron.fate is not Fate.REJECTED
        ):
            return True
    call.pass_over(lane.name, f"no endpoint {path}")
    return False
