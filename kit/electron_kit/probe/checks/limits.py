"""Limits: of one request, and of the plan as far as it can be seen without breaking it."""

from __future__ import annotations

from copy import deepcopy

from ..ask import Ask, Request
from ..check import Judge, Said, check
from .judging import fate, refused, served
from .shared import WEATHER


@check(
    "limits.messages",
    electron=Said("A request may carry 200 messages, and not 201.", "S", 2, (2600, 16)),
)
def messages(ask: Ask, judge: Judge) -> None:
    """A long conversation of short words."""
    turns: list[Request] = [
        {"role": "assistant" if number % 2 else "user", "content": f"{number}"}
        for number in range(200)
    ]
    turns[-1] = {"role": "user", "content": "Reply with exactly: pong"}
    served(judge, ask.post(ask.body(*turns)), "200 messages")
    refused(judge, ask.post(ask.body(turns[0], *turns)), "201 messages")
    judge.record("field-messages", "deviates" if judge.exact else "supported", "200, and not 201")


@check(
    "limits.tools",
    electron=Said("A request may offer 64 tools, and not 65.", "S D", 2, (9000, 16)),
)
def tools(ask: Ask, judge: Judge) -> None:
    """Many tools, none of which is needed."""
    many = [deepcopy(WEATHER) for _ in range(65)]
    for number, tool in enumerate(many):
        tool["function"]["name"] = f"get_weather_{number}"
    none = {"tool_choice": "none"}
    served(judge, ask.post(ask.body(tools=many[:64], **none)), "64 tools")
    refused(judge, ask.post(ask.body(tools=many, **none)), "65 tools")


@check(
    "limits.context",
    electron=Said("Input and output together are at most 32,768 tokens: 400 beyond.", "M S", 2),
    openai=Said("An output beyond the model's context is refused with 400.", "O", 1),
)
def context(ask: Ask, judge: Judge) -> None:
    """A short question that reserves nearly all, and then more than all."""
    if ask.electron:
        served(judge, ask.post(ask.body(max_tokens=32_000)), "max_tokens 32000")
        exchange = ask.post(ask.body(max_tokens=32_768))
        refused(judge, exchange, "max_tokens 32768 and an input")
    else:
        exchange = ask.post(ask.body(max_tokens=9_000_000))
        refused(judge, exchange, "max_tokens 9000000")
    fate(judge, "behaviour-input-and-output-beyond-the-context", exchange)


@check(
    "limits.in-flight",
    electron=Said("Three requests at once are served.", "M D", 3),
    openai=Said("Three requests at once are served.", "O", 3),
)
def in_flight(ask: Ask, judge: Judge) -> None:
    """As many as the smallest plan allows."""
    before = len(ask.line.limited)
    said = [f"Reply with exactly: pong {number}" for number in range(3)]
    found = ask.at_once([ask.body(it) for it in said])
    for exchange in found:
        served(judge, exchange, "one of three requests at once")
    refusals = ask.line.limited[before:]
    judge.must(not refusals, f"three at once were too many: {' '.join(refusals[:1])}")


@check(
    "limits.pace",
    uses=("plain",),
    electron=Said("At the plan's pace no request is refused for its limits.", "M D", 0),
    openai=Said("At the plan's pace no request is refused for its limits.", "O", 0),
)
def pace(ask: Ask, judge: Judge) -> None:
    """Looks back at the whole run; another program with the same key counts too."""
    found = [text for text in ask.line.limited if "oncurren" not in text]
    judge.should(not found, f"{len(found)} requests were refused: {' '.join(found[:1])}")
    judge.saw(f"{ask.line.sent} requests sent, {len(found)} refused for the minute's limit")
    if ask.line.limited and ask.electron:
        judge.record("errorcase-limit-reached", "supported", ask.line.limited[0])
    headers = ask.shared("plain").headers
    told = sorted(name for name in headers if "ratelimit" in name or "retry" in name)
    judge.saw(f"headers that tell about limits: {', '.join(told) or 'none'}")
