"""Tool calls: when they come, in which shape, and what stands beside them."""

from __future__ import annotations

from typing import Any

from ..ask import Ask, Request
from ..check import Judge, Said, check
from ..exchange import at
from .judging import called, calls, content, either, ended, message, object_of, refused, served
from .shared import QUESTION, TIME, WEATHER, round_trip

VOICE: Request = {
    "role": "system",
    "content": (
        "You are a voice agent on the phone. Before you use a tool, acknowledge the caller with "
        "one short spoken sentence, then call the tool."
    ),
}


@check(
    "tools.called",
    uses=("tool",),
    electron=Said("A question for a tool calls it: id, type, name, finish tool_calls.", "M S D", 0),
    openai=Said("A question for a tool calls it: id, type, name, finish tool_calls.", "O", 0),
)
def is_called(ask: Ask, judge: Judge) -> None:
    """The tool that the question is for."""
    exchange = ask.shared("tool")
    if not served(judge, exchange):
        return
    if judge.must(bool(calls(exchange)), "no tool was called"):
        call = calls(exchange)[0]
        judge.must(bool(call.get("id")), "the call has no id")
        judge.must(called(exchange)[0] == "get_weather", f"{called(exchange)[0]} was called")
        judge.should(call.get("type") == "function", f"its type is {call.get('type')!r}")
        ended(judge, exchange, "tool_calls")


@check(
    "tools.arguments",
    uses=("tool",),
    electron=Said("A call's arguments are a JSON text that fits the schema.", "M S D", 0),
    openai=Said("A call's arguments are a JSON text that fits the schema.", "O", 0),
)
def arguments(ask: Ask, judge: Judge) -> None:
    """The city, as a string in JSON in a string."""
    written = at(calls(ask.shared("tool")), 0, "function", "arguments")
    value = object_of(written) if isinstance(written, str) else None
    if judge.must(value is not None, f"the arguments are {written!r}"):
        city = at(value, "city")
        judge.should(isinstance(city, str) and "Pune" in city, f"the city is {city!r}")


@check(
    "tools.content",
    uses=("tool",),
    electron=Said("Without a system prompt, content is null beside a tool call.", "D", 0),
    openai=Said("content is null beside a tool call.", "M O", 0),
)
def beside(ask: Ask, judge: Judge) -> None:
    """What stands beside the call."""
    found = message(ask.shared("tool"))
    if judge.must("tool_calls" in found, "no tool was called"):
        judge.should(found.get("content") is None, f"content is {found.get('content')!r}")


@check(
    "tools.filler",
    electron=Said("A voice prompt gets a short sentence in content beside the call.", "M D"),
)
def filler(ask: Ask, judge: Judge) -> None:
    """The sentence that is spoken while the tool runs."""
    exchange = ask.post(ask.body(VOICE, QUESTION, tools=[WEATHER], max_tokens=100))
    if served(judge, exchange) and judge.must(bool(calls(exchange)), "no tool was called"):
        text = content(exchange)
        judge.should(bool(text), "content is empty")
        judge.record(
            "behaviour-content-on-tool-call-turns",
            "deviates" if text else "supported",
            f"a voice prompt got {text[:60]!r}" if text else "null even with a voice prompt",
        )


@check(
    "tools.required",
    electron=Said("tool_choice required forces a call.", "S D"),
    openai=Said("tool_choice required forces a call.", "O"),
)
def required(ask: Ask, judge: Judge) -> None:
    """A call for a question that needs none."""
    body = ask.body("Say hello.", tools=[WEATHER], tool_choice="required", max_tokens=100)
    exchange = ask.post(body)
    if served(judge, exchange):
        judge.must(bool(calls(exchange)), "no tool was called")


@check(
    "tools.named",
    electron=Said("A tool_choice that names a function forces that one.", "S D"),
    openai=Said("A tool_choice that names a function forces that one.", "O"),
)
def named(ask: Ask, judge: Judge) -> None:
    """The other tool than the question is for."""
    choice = {"type": "function", "function": {"name": "get_time"}}
    body = ask.body(QUESTION, tools=[WEATHER, TIME], tool_choice=choice, max_tokens=100)
    exchange = ask.post(body)
    if served(judge, exchange):
        judge.must(called(exchange)[:1] == ["get_time"], f"called: {called(exchange)}")


@check(
    "tools.none",
    electron=Said("tool_choice none forbids a call.", "S"),
    openai=Said("tool_choice none forbids a call.", "O"),
)
def none(ask: Ask, judge: Judge) -> None:
    """No call for a question that asks for one."""
    exchange = ask.post(ask.body(QUESTION, tools=[WEATHER], tool_choice="none", max_tokens=60))
    if served(judge, exchange):
        judge.must(not calls(exchange), f"called: {called(exchange)}")


@check(
    "tools.several",
    electron=Said("Several calls may come in one turn, each with its own id.", "M D"),
    openai=Said("Several calls may come in one turn, each with its own id.", "O"),
)
def several(ask: Ask, judge: Judge) -> None:
    """Two cities in one question."""
    said = "What is the weather in Pune and in Delhi? Ask for both at once."
    exchange = ask.post(ask.body(said, tools=[WEATHER], max_tokens=160))
    if served(judge, exchange) and judge.must(bool(calls(exchange)), "no tool was called"):
        ids = [call.get("id") for call in calls(exchange)]
        judge.must(len(set(ids)) == len(ids), "two calls have the same id")
        judge.should(len(ids) == 2, f"{len(ids)} calls came in one turn")


@check(
    "tools.round-trip",
    electron=Said("A tool's result sent back is answered in words.", "M D", 1, (150, 60)),
    openai=Said("A tool's result sent back is answered in words.", "O", 1, (150, 60)),
)
def result(ask: Ask, judge: Judge) -> None:
    """The result, with the filler kept in the history."""
    exchange = ask.post(ask.body(*round_trip("One moment."), tools=[WEATHER], max_tokens=60))
    if served(judge, exchange):
        judge.must(bool(content(exchange)), "no text came")
        judge.should("31" in content(exchange), f"the answer was {content(exchange)[:80]!r}")


@check(
    "tools.chained",
    electron=Said("After one result another tool can be called.", "M D", 1, (200, 100)),
    openai=Said("After one result another tool can be called.", "O", 1, (200, 100)),
)
def chained(ask: Ask, judge: Judge) -> None:
    """First the weather, then the time."""
    spoken = round_trip("One moment.")
    spoken[0]["content"] = "What is the weather in Pune, and then what is the time in Pune?"
    exchange = ask.post(ask.body(*spoken, tools=[WEATHER, TIME], max_tokens=100))
    if served(judge, exchange):
        judge.must(bool(calls(exchange) or content(exchange)), "neither a call nor text came")
        judge.should(called(exchange) == ["get_time"], f"called: {called(exchange)}")


@check(
    "tools.stream",
    electron=Said(
        "Streamed: the sentence, then per call id and name with empty arguments, then fragments.",
        "D",
    ),
    openai=Said("Streamed: per call id and name with empty arguments, then fragments.", "O"),
)
def streamed(ask: Ask, judge: Judge) -> None:
    """The order that code which speaks while it listens depends on."""
    spoken: list[Any] = [VOICE, QUESTION] if ask.electron else [QUESTION]
    exchange = ask.post(ask.body(*spoken, tools=[WEATHER], stream=True, max_tokens=100))
    if not judge.must(bool(exchange.ok and exchange.chunks), f"not served: {exchange.shown}"):
        return
    deltas = [at(chunk, "choices", 0, "delta") or {} for chunk in exchange.chunks]
    pieces = _pieces(deltas)
    if not judge.must(bool(pieces), "no tool was called"):
        return
    _sound(judge, pieces)
    first = pieces[0]
    head = (at(first, "type"), at(first, "function", "name"), bool(at(first, "id")))
    judge.should(head == ("function", "get_weather", True), f"the first piece is {first!r}")
    judge.should(at(first, "function", "arguments") == "", "the first piece has arguments")
    kinds = ["call" if it.get("tool_calls") else "text" for it in deltas if _says(it)]
    judge.should(kinds == sorted(kinds, reverse=True), "text came after a tool call's piece")
    ends = [at(chunk, "choices", 0, "finish_reason") for chunk in exchange.chunks]
    judge.should([end for end in ends if end] == ["tool_calls"], f"it ended with {ends[-1]!r}")


@check(
    "tools.stream-several",
    electron=Said("Streamed, several calls of a turn have an index and an id each.", "M D"),
    openai=Said("Streamed, several calls of a turn have an index and an id each.", "O"),
)
def streamed_several(ask: Ask, judge: Judge) -> None:
    """Two cities in one question, and the pieces put together as the SDK does it: by index."""
    said = "What is the weather in Pune and in Delhi? Ask for both at once."
    exchange = ask.post(ask.body(said, tools=[WEATHER], stream=True, max_tokens=160))
    if not judge.must(bool(exchange.ok and exchange.chunks), f"not served: {exchange.shown}"):
        return
    pieces = _pieces([at(chunk, "choices", 0, "delta") or {} for chunk in exchange.chunks])
    if not judge.must(bool(pieces), "no tool was called"):
        return
    _sound(judge, pieces)
    ids = list(dict.fromkeys(at(it, "id") for it in pieces if at(it, "id")))
    judge.should(len(ids) == 2, f"{len(ids)} calls came in one turn")


def _pieces(deltas: list[dict[str, Any]]) -> list[Any]:
    """Return the pieces of tool calls of all deltas, in order; a delta may hold several."""
    return [piece for delta in deltas for piece in delta.get("tool_calls") or ()]


def _sound(judge: Judge, pieces: list[Any]) -> None:
    """Judge whether pieces make whole calls when those of one index are joined."""
    if not judge.must(
        all(isinstance(at(it, "index"), int) for it in pieces), "a piece has no index"
    ):
        return
    owner: dict[str, int] = {}
    for index in dict.fromkeys(at(it, "index") for it in pieces):
        own = [it for it in pieces if at(it, "index") == index]
        ids = list(dict.fromkeys(at(it, "id") for it in own if at(it, "id")))
        judge.must(len(ids) == 1, f"{len(ids)} ids stand at index {index}: {' '.join(ids)[:60]}")
        for name in ids:
            judge.must(owner.setdefault(name, index) == index, f"two calls have the id {name!r}")
        named = [at(it, "function", "name") for it in own if at(it, "function", "name")]
        judge.must(len(named) == 1, f"index {index} is named {' '.join(map(str, named))!r}")
        written = "".join(at(it, "function", "arguments") or "" for it in own)
        judge.must(object_of(written) is not None, f"the arguments join to {written!r}")


def _says(delta: dict[str, Any]) -> bool:
    return bool(delta.get("tool_calls") or delta.get("content"))


@check(
    "tools.empty",
    electron=Said("What happens to tools: [], which is better left out?", ""),
    openai=Said("tools: [] is refused with 400.", "O"),
)
def empty(ask: Ask, judge: Judge) -> None:
    """No tools, said aloud."""
    exchange = ask.post(ask.body(tools=[]))
    if ask.electron:
        either(judge, "behaviour-empty-list-of-tools", exchange, "tools: []", "supported")
    else:
        refused(judge, exchange, "tools: []")


@check(
    "tools.forced-alone",
    electron=Said("What happens to tool_choice required without tools?", ""),
    openai=Said("What happens to tool_choice required without tools?", ""),
)
def forced_alone(ask: Ask, judge: Judge) -> None:
    """A call is wanted, and there is nothing to call."""
    exchange = ask.post(ask.body(tool_choice="required"))
    key = "behaviour-forced-tool-without-tools"
    either(judge, key, exchange, "tool_choice without tools", "supported")
