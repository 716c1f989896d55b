"""For each check at least one rule of the sandbox that is bent, and which checks must tell."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from electron_kit.probe.checks.rules import RANGES
from electron_kit.probe.checks.scripts import SENTENCES
from electron_kit.probe.checks.unlisted import UNLISTED

from .bending import After, Asked, Before, Body, Reply

When = Callable[[Asked], bool]


@dataclass
class Bend:
    """A bent rule.

    Attributes:
        name: What is bent, in a few words.
        tells: The checks that must tell, and no others.
        before: What is done to a request.
        after: What is done to an answer.
    """

    name: str
    tells: set[str]
    before: Before | None = None
    after: After | None = None


def envelope(status: int, message: str) -> Callable[[Reply], None]:
    def change(reply: Reply) -> None:
        error = {"message": message, "type": "invalid_request_error", "request_id": "req_bent"}
        reply.status, reply.json = status, {"error": error}
        reply.headers = {"content-type": "application/json", "x-request-id": "req_bent"}

    return change


def refuse(when: When, status: int = 400) -> After:
    """Refuse what is accepted."""

    def after(asked: Asked, reply: Reply) -> None:
        if when(asked):
            envelope(status, "Bent: refused")(reply)

    return after


def broken(when: When) -> After:
    """Answer with a page of HTML and status 500."""

    def after(asked: Asked, reply: Reply) -> None:
        if when(asked):
            reply.status, reply.body = 500, b"<html>oops</html>"
            reply.headers = {"content-type": "text/html"}

    return after


def fix(when: When, **fields: Any) -> Before:
    """Accept what is refused: put another value into the request; None takes the field out."""

    def before(asked: Asked) -> None:
        if isinstance(asked.parsed, dict) and when(asked):
            for name, value in fields.items():
                if value is None:
                    asked.parsed.pop(name, None)
                else:
                    asked.parsed[name] = value

    return before


def has(name: str, value: Any = ...) -> When:
    def when(asked: Asked) -> bool:
        if not isinstance(asked.parsed, dict) or name not in asked.parsed:
            return False
        found = asked.parsed[name]
        return value is ... or (found == value and type(found) is type(value))

    return when


def answer(change: Callable[[Body], None], when: When = lambda asked: True) -> After:
    """Change whole answers."""

    def after(asked: Asked, reply: Reply) -> None:
        if reply.status == 200 and not reply.is_stream and asked.method == "POST" and when(asked):
            body = reply.json
            change(body)
            reply.json = body

    return after


def message(change: Callable[[Body], None], when: When = lambda asked: True) -> After:
    """Change the first choice's message."""
    return answer(lambda body: change(body["choices"][0]["message"]), when)


def chunk(change: Callable[[Body, int], None], when: When = lambda asked: True) -> After:
    """Change the chunks of streams."""

    def after(asked: Asked, reply: Reply) -> None:
        if reply.status == 200 and reply.is_stream and when(asked):
            reply.each_chunk(change)

    return after


def error(change: Callable[[Body], None], status: int = 400) -> After:
    """Change error envelopes."""

    def after(asked: Asked, reply: Reply) -> None:
        if reply.status == status:
            body = reply.json
            change(body["error"])
            reply.json = body

    return after


def header(name: str, value: str, when: Callable[[Asked, Reply], bool]) -> After:
    def after(asked: Asked, reply: Reply) -> None:
        if when(asked, reply):
            reply.headers[name] = value

    return after


def key(wanted: str) -> Before:
    """Take a key that is none for a valid one."""

    def before(asked: Asked) -> None:
        if asked.headers.get("authorization", "").startswith(wanted) and (
            wanted or "authorization" not in asked.headers
        ):
            valid = "sk-sandbox" if asked.path.startswith("/v1") else "sk_sandbox"
            asked.headers["authorization"] = f"Bearer {valid}"

    return before


def messages(change: Callable[[list[Body]], Any], when: When) -> Before:
    def before(asked: Asked) -> None:
        if isinstance(asked.get("messages"), list) and when(asked):
            change(asked.parsed["messages"])

    return before


def role(name: str) -> When:
    return lambda asked: name in asked.roles


def kind_of_content(kind: str) -> When:
    def when(asked: Asked) -> bool:
        content = [it.get("content") for it in asked.get("messages") or []]
        parts = [part for it in content if isinstance(it, list) for part in it]
        kinds = {part["type"] for part in parts}
        return kind in kinds and (kind != "text" or kinds == {"text"})

    return when


def without_content(asked: Asked) -> bool:
    messages = asked.get("messages") or []
    return any(it.get("role") == "assistant" and "content" not in it for it in messages)


def tools_asked(asked: Asked) -> bool:
    return bool(asked.get("tools"))


def with_calls(change: Callable[[list[Body]], Any]) -> After:
    def changed(found: Body) -> None:
        if found.get("tool_calls"):
            change(found["tool_calls"])

    return message(changed)


def said(text: str) -> When:
    return lambda asked: text in asked.last


def both(*conditions: When) -> When:
    return lambda asked: all(when(asked) for when in conditions)


def seen_before() -> When:
    bodies: set[bytes] = set()

    def when(asked: Asked) -> bool:
        known = asked.body in bodies
        bodies.add(asked.body)
        return known and "Shelf" in asked.body.decode()

    return when


def cached(number: int) -> Callable[[Body], None]:
    def change(body: Body) -> None:
        body["usage"]["prompt_tokens_details"]["cached_tokens"] = number

    return change


def limited(text: str, when: When) -> After:
    """Refuse one request for the plan's limits."""
    left = [1]

    def after(asked: Asked, reply: Reply) -> None:
        if left and when(asked):
            left.clear()
            envelope(429, text)(reply)

    return after


def add_end(asked: Asked, reply: Reply) -> None:
    if reply.is_stream:
        reply.events = [event for event in reply.events if event != "[DONE]"]


def as_event(asked: Asked, reply: Reply) -> None:
    if asked.get("stream") is True and reply.status == 400 and has("temperature", 9)(asked):
        reply.status, reply.headers["content-type"] = 200, "text/event-stream"
        reply.events = [json.dumps(reply.json), "[DONE]"]


def without_last_word(asked: Asked, reply: Reply) -> None:
    if reply.is_stream and said("Count from 1 to 12")(asked):
        kept = [
            event
            for event in reply.events
            if event == "[DONE]"
            or " 12"
            not in str((json.loads(event)["choices"] or [{}])[0].get("delta", {}).get("content"))
        ]
        reply.events = kept


def text_after_calls(asked: Asked, reply: Reply) -> None:
    if reply.is_stream and tools_asked(asked):
        events = reply.events
        late = json.loads(events[1])
        late["choices"][0]["delta"] = {"content": "One moment."}
        reply.events = [*events[:-2], json.dumps(late), *events[-2:]]


def early_arguments() -> After:
    return chunk(
        lambda it, number: [
            call["function"].update(arguments=" ")
            for c in it["choices"]
            for call in c["delta"].get("tool_calls", [])
            if "id" in call
        ]
    )


def two_cities(change: Callable[[list[Body]], list[list[Body]]]) -> After:
    """Change the pieces of the calls in a stream of two calls.

    Args:
        change: Takes all pieces, in order, and returns those of each event.
    """

    def after(asked: Asked, reply: Reply) -> None:
        if not (reply.is_stream and tools_asked(asked) and said("Pune and in Delhi")(asked)):
            return
        events = [json.loads(event) for event in reply.events if event != "[DONE]"]
        deltas = [event["choices"][0]["delta"] if event["choices"] else {} for event in events]
        called = [number for number, delta in enumerate(deltas) if delta.get("tool_calls")]
        found = change([piece for number in called for piece in deltas[number]["tool_calls"]])
        shown = []
        for pieces in found:
            event = json.loads(json.dumps(events[called[0]]))
            event["choices"][0]["delta"] = {"tool_calls": pieces}
            shown.append(event)
        kept = [*events[: called[0]], *shown, *events[called[-1] + 1 :]]
        reply.events = [*(json.dumps(event) for event in kept), "[DONE]"]

    return after


def each(change: Callable[[Body], Body | None]) -> After:
    """Change or leave out single pieces of a stream of two calls."""
    return two_cities(
        lambda pieces: [[it] for it in (change(dict(piece)) for piece in pieces) if it is not None]
    )


def whole_calls(pieces: list[Body]) -> list[list[Body]]:
    """Return all calls, whole, as the pieces of one event."""
    made: dict[int, Body] = {}
    for piece in pieces:
        call = made.setdefault(piece["index"], {**piece, "function": dict(piece["function"])})
        if call is not piece and "id" not in piece:
            call["function"]["arguments"] += piece["function"]["arguments"]
    return [list(made.values())]


def another_call(asked: Asked, reply: Reply) -> None:
    """Let a stream of one call go on with another one, at an index and an id of its own."""
    if reply.is_stream and tools_asked(asked) and not said("Pune and in Delhi")(asked):
        events = reply.events
        more = [json.loads(event) for event in events[:-2] if '"tool_calls":[' in event]
        for event in more:
            for piece in event["choices"][0]["delta"]["tool_calls"]:
                piece["index"] = 1
                if "id" in piece:
                    piece["id"] = "call_another"
        reply.events = [*events[:-2], *map(json.dumps, more), *events[-2:]]


def as_422(asked: Asked, reply: Reply) -> None:
    if has("temperature", 9)(asked) and not asked.get("stream"):
        reply.status = 422


def open_models(asked: Asked, reply: Reply) -> None:
    if asked.path.endswith("/models"):
        reply.status, reply.json = 200, {"object": "list", "data": []}


def _beyond(name: str, low: float, high: float) -> list[Bend]:
    def below(asked: Asked) -> bool:
        value = asked.get(name)
        return isinstance(value, float) and value < low

    def above(asked: Asked) -> bool:
        value = asked.get(name)
        return isinstance(value, float) and value > high

    return [
        Bend(f"{name} below {low:g}", {"rules.ranges"}, fix(below, **{name: low})),
        Bend(f"{name} above {high:g}", {"rules.ranges"}, fix(above, **{name: high})),
    ]


def _wrong_type(name: str, wrong: Any, right: Any) -> Bend:
    return Bend(f"{name} of any type", {"rules.types"}, fix(has(name, wrong), **{name: right}))


ELECTRON: list[Bend] = [
    Bend("a valid key is refused", {"auth.accepted"}, after=refuse(lambda asked: True, 401)),
    Bend("no key is needed", {"auth.missing"}, key("")),
    Bend("any key opens", {"auth.invalid"}, key("Bearer sk_probe0")),
    Bend("a foreign key opens", {"auth.foreign"}, key("Bearer sk-probe0")),
    Bend(
        "another type on 401",
        {"auth.missing", "auth.invalid"},
        after=error(lambda it: it.update(type="unauthorized"), 401),
    ),
    Bend(
        "any model",
        {"rules.model"},
        fix(has("model", "no-such-model-probe"), model="electron"),
    ),
    Bend(
        "no messages",
        {"rules.messages"},
        fix(has("messages", []), messages=[{"role": "user", "content": "Hello"}]),
    ),
    Bend(
        "no tool role beside system",
        {"rules.roles"},
        after=refuse(both(role("tool"), role("system"))),
    ),
    Bend("developer breaks it", {"rules.role-developer"}, after=broken(role("developer"))),
    Bend("function breaks it", {"rules.role-function"}, after=broken(role("function"))),
    Bend(
        "any role",
        {"rules.role-unknown"},
        messages(lambda it: it[0].update(role="user"), role("narrator")),
    ),
    Bend(
        "content as a number",
        {"rules.content"},
        messages(lambda it: it[0].update(content="7"), lambda asked: asked.last == "7"),
    ),
    Bend(
        "content null of a user",
        {"rules.content"},
        messages(
            lambda it: it[0].update(content="hello"),
            lambda asked: asked.roles == ["user"] and asked.last == "None",
        ),
    ),
    Bend(
        "content null is refused",
        {"rules.content-null"},
        after=refuse(
            lambda asked: any(
                it.get("role") == "assistant" and it.get("content", "") is None
                for it in asked.get("messages") or []
            )
        ),
    ),
    Bend("no content breaks it", {"rules.content-left-out"}, after=broken(without_content)),
    Bend("null breaks it", {"rules.null"}, after=broken(has("temperature", None))),
    Bend(
        "required alone breaks it",
        {"tools.forced-alone"},
        after=broken(lambda a: a.get("tool_choice") == "required" and not a.get("tools")),
    ),
    Bend("parts break it", {"rules.content-parts"}, after=broken(kind_of_content("text"))),
    *(
        Bend(
            f"{kind} is accepted",
            {"rules.content-media"},
            messages(lambda it: it[0].update(content="hello"), kind_of_content(kind)),
        )
        for kind in ("image_url", "input_audio", "file")
    ),
    Bend(
        "no tool_call_id",
        {"rules.tool-call-id"},
        messages(lambda it: it[-1].setdefault("tool_call_id", "call_1"), role("tool")),
    ),
    *(bend for name, low, high in RANGES for bend in _beyond(name, low, high)),
    Bend("a bound is refused", {"rules.bounds"}, after=refuse(has("top_logprobs", 20))),
    Bend("max_tokens 0", {"rules.max-tokens"}, fix(has("max_tokens", 0), max_tokens=1)),
    Bend(
        "max_tokens as a string",
        {"rules.max-tokens"},
        fix(has("max_tokens", "sixteen"), max_tokens=16),
    ),
    _wrong_type("stream", "yes", False),
    _wrong_type("seed", "seven", 7),
    _wrong_type("logit_bias", "none", {}),
    _wrong_type("tools", "weather", None),
    _wrong_type("user", 7, "seven"),
    _wrong_type("stream_options", {"include_usage": "yes"}, {"include_usage": True}),
    Bend("five stops", {"rules.stop"}, fix(lambda a: len(a.get("stop") or "") == 5, stop="@")),
    Bend("three stops", {"rules.stop"}, after=refuse(lambda a: len(a.get("stop") or "") == 4)),
    Bend(
        "any tool_choice",
        {"rules.tool-choice"},
        fix(has("tool_choice", "sometimes"), tool_choice="auto"),
    ),
    Bend(
        "a tool_choice that no tool has",
        {"rules.tool-choice"},
        fix(lambda asked: "get_nothing" in str(asked.get("tool_choice")), tool_choice="auto"),
    ),
    Bend("top_logprobs 21", {"rules.logprobs"}, fix(has("top_logprobs", 21), top_logprobs=20)),
    Bend(
        "top_logprobs alone",
        {"rules.logprobs"},
        fix(
            lambda asked: asked.get("top_logprobs") == 2 and not asked.get("logprobs"),
            top_logprobs=None,
        ),
    ),
    Bend("n = 2 gives one", {"rules.n", "errors.details"}, fix(has("n", 2), n=None)),
    Bend(
        "prompt_logprobs",
        {"rules.prompt-logprobs"},
        fix(has("prompt_logprobs"), prompt_logprobs=None),
    ),
    Bend("unknown fields", {"rules.unknown-field"}, after=refuse(has("probe_says"))),
    *(
        Bend(f"{name} is refused", {"rules.not-promised"}, after=refuse(has(name)))
        for name in UNLISTED
        if name != "max_completion_tokens"
    ),
    Bend(
        "a cap breaks it",
        {"rules.max-completion-tokens"},
        after=broken(has("max_completion_tokens", 5)),
    ),
    Bend(
        "no JSON is needed",
        {"rules.malformed"},
        lambda asked: (
            setattr(
                asked,
                "parsed",
                {"model": "electron", "messages": [{"role": "user", "content": "Hello"}]},
            )
            if asked.body == b'{"model": '
            else None
        ),
    ),
    Bend(
        "no memory",
        {"rules.history"},
        after=message(lambda it: it.update(content="Who knows?"), said("What is my name")),
    ),
    Bend(
        "another object", {"answers.shape"}, after=answer(lambda it: it.update(object="completion"))
    ),
    Bend(
        "two choices",
        {"answers.shape"},
        after=answer(lambda it: it["choices"].append({**it["choices"][0], "index": 1})),
    ),
    Bend("another id", {"answers.names"}, after=answer(lambda it: it.update(id="cmpl-1"))),
    Bend("another model", {"answers.names"}, after=answer(lambda it: it.update(model="proton"))),
    Bend(
        "a wrong total",
        {"answers.usage"},
        after=answer(lambda it: it["usage"].update(total_tokens=1)),
    ),
    Bend(
        "no cached_tokens",
        {"answers.usage", "caching.again", "caching.prefix"},
        after=answer(lambda it: it["usage"].pop("prompt_tokens_details")),
    ),
    Bend(
        "tool_calls left out",
        {"answers.tool-calls-null"},
        after=message(lambda it: it.pop("tool_calls") if not it["tool_calls"] else None),
    ),
    Bend("no cap", {"answers.length"}, fix(has("max_tokens", 5), max_tokens=500)),
    Bend(
        "another reason for the cap",
        {"answers.length"},
        after=answer(
            lambda it: it["choices"][0].update(finish_reason="stop"), has("max_tokens", 5)
        ),
    ),
    Bend("no stop", {"answers.stop"}, fix(has("stop", ["gamma"]), stop=None)),
    Bend(
        "no logprobs",
        {"answers.logprobs"},
        fix(both(has("logprobs", True), has("top_logprobs", 2)), logprobs=None, top_logprobs=None),
    ),
    Bend("a seed breaks it", {"answers.seed"}, after=broken(has("seed", 11))),
    Bend(
        "no text in an answer",
        {"answers.sdk"},
        after=message(lambda it: it.update(content=None), said("exactly: hello")),
    ),
    Bend(
        "answers as text",
        {"headers.content-type"},
        after=header(
            "content-type", "text/plain", lambda a, r: r.status == 200 and not r.is_stream
        ),
    ),
    Bend(
        "streams as JSON",
        {"streaming.content-type"},
        after=header("content-type", "application/json", lambda a, r: r.is_stream),
    ),
    Bend("no [DONE]", {"streaming.done"}, after=add_end),
    Bend(
        "another object in chunks",
        {"streaming.chunks"},
        after=chunk(lambda it, number: it.update(object="chunk")),
    ),
    Bend(
        "an id a chunk",
        {"streaming.chunks"},
        after=chunk(lambda it, number: it.update(id=f"chatcmpl-{number}")),
    ),
    Bend(
        "the role again and again",
        {"streaming.role"},
        after=chunk(
            lambda it, number: [c["delta"].update(role="assistant") for c in it["choices"]]
        ),
    ),
    Bend(
        "finish_reason too early",
        {"streaming.finish"},
        after=chunk(
            lambda it, number: [c.update(finish_reason="stop") for c in it["choices"]],
            lambda asked: not tools_asked(asked),
        ),
    ),
    Bend(
        "usage unasked",
        {"streaming.no-usage"},
        fix(
            both(has("stream", True), lambda asked: asked.get("stream_options") is None),
            stream_options={"include_usage": True},
        ),
    ),
    Bend(
        "no usage",
        {"streaming.usage"},
        fix(has("stream_options", {"include_usage": True}), stream_options=None),
    ),
    Bend("text is lost", {"streaming.sdk"}, after=without_last_word),
    Bend("errors as events", {"streaming.refused"}, after=as_event),
    Bend("a long stream breaks", {"streaming.cancel"}, after=broken(has("max_tokens", 300))),
    Bend(
        "finish_reason stop on calls",
        {"tools.called"},
        after=answer(lambda it: it["choices"][0].update(finish_reason="stop"), tools_asked),
    ),
    Bend(
        "another city",
        {"tools.arguments"},
        after=with_calls(lambda it: it[0]["function"].update(arguments='{"city": "Delhi"}')),
    ),
    Bend(
        "always filler",
        {"tools.content"},
        after=message(
            lambda it: (
                it.update(content=it["content"] or "One moment.") if it["tool_calls"] else None
            )
        ),
    ),
    Bend(
        "never filler",
        {"tools.filler"},
        after=message(lambda it: it.update(content=None) if it["tool_calls"] else None),
    ),
    Bend(
        "required forces nothing",
        {"tools.required"},
        fix(both(has("tool_choice", "required"), tools_asked), tool_choice=None),
    ),
    Bend(
        "a name forces nothing",
        {"tools.named"},
        fix(lambda asked: "get_time" in str(asked.get("tool_choice")), tool_choice=None),
    ),
    Bend("none forbids nothing", {"tools.none"}, fix(has("tool_choice", "none"), tool_choice=None)),
    Bend(
        "one call a turn",
        {"tools.several"},
        after=with_calls(lambda it: it.__delitem__(slice(1, None))),
    ),
    Bend(
        "results are not read",
        {"tools.round-trip"},
        after=message(
            lambda it: it.update(content="Done."), lambda asked: asked.roles[-1:] == ["tool"]
        ),
    ),
    Bend(
        "no second call",
        {"tools.chained"},
        after=message(
            lambda it: it.update(content="Sunny, 31", tool_calls=None),
            lambda asked: asked.roles[-1:] == ["tool"],
        ),
    ),
    Bend("text after calls", {"tools.stream"}, after=text_after_calls),
    Bend(
        "arguments in the first piece",
        {"tools.stream"},
        after=early_arguments(),
    ),
    Bend(
        "two calls at one index",
        {"tools.stream-several"},
        after=each(lambda piece: {**piece, "index": 0}),
    ),
    Bend(
        "two calls, whole, at one index",
        {"tools.stream-several"},
        after=two_cities(lambda it: [[{**p, "index": 0}] for p in whole_calls(it)[0]]),
    ),
    Bend(
        "one id for two calls",
        {"tools.stream-several"},
        after=each(lambda piece: {**piece, "id": "call_one"} if "id" in piece else piece),
    ),
    Bend(
        "no index",
        {"tools.stream-several"},
        after=each(lambda piece: {k: v for k, v in piece.items() if k != "index"}),
    ),
    Bend(
        "one city of two",
        {"tools.stream-several"},
        after=each(lambda piece: piece if piece["index"] == 0 else None),
    ),
    Bend("two sound calls where one was asked for", set(), after=another_call),
    Bend("both calls in one event", set(), after=two_cities(whole_calls)),
    Bend("no tools break it", {"tools.empty"}, after=broken(has("tools", []))),
    Bend(
        "JSON in a fence",
        {"json.object"},
        after=message(
            lambda it: it.update(content=f"```json\n{it['content']}\n```"), has("response_format")
        ),
    ),
    Bend(
        "half a JSON stream",
        {"json.stream"},
        after=chunk(
            lambda it, number: it["choices"][0]["delta"].update(content="") if number < 3 else None,
            has("response_format"),
        ),
    ),
    Bend(
        "text is no format", {"json.text"}, after=refuse(has("response_format", {"type": "text"}))
    ),
    Bend(
        "json_schema breaks it",
        {"json.schema"},
        after=broken(lambda asked: "json_schema" in str(asked.get("response_format"))),
    ),
    Bend(
        "any format",
        {"json.unknown"},
        fix(has("response_format", {"type": "yaml"}), response_format={"type": "text"}),
    ),
    Bend("a bare JSON mode breaks it", {"json.word"}, after=broken(said("Name a city."))),
    Bend("no caching of the same", {"caching.again"}, after=answer(cached(0), seen_before())),
    Bend(
        "no caching of a prefix", {"caching.prefix"}, after=answer(cached(0), said("another word"))
    ),
    Bend(
        "always cached",
        {"caching.again", "caching.prefix"},
        after=answer(cached(16)),
    ),
    Bend("another type", {"errors.envelope"}, after=error(lambda it: it.update(type="bad"))),
    Bend("another message", {"errors.message"}, after=error(lambda it: it.update(message="No."))),
    Bend(
        "details without a path",
        {"errors.details"},
        after=error(lambda it: [detail.pop("path") for detail in it.get("details", [])]),
    ),
    Bend(
        "another id inside",
        {"errors.request-id"},
        after=error(lambda it: it.update(request_id="x")),
    ),
    Bend(
        "422 for 400",
        {"errors.sdk"},
        after=as_422,
    ),
    Bend("models are there", {"errors.endpoints"}, after=open_models),
    Bend(
        "401 without an id",
        {"headers.request-id"},
        after=lambda asked, reply: (
            reply.headers.pop("x-request-id") if reply.status == 401 else None
        ),
    ),
    Bend(
        "errors as text",
        {"headers.content-type"},
        after=header("content-type", "text/plain", lambda a, r: r.status == 400),
    ),
    *(
        Bend(
            f"{name} is broken",
            {f"scripts.{name}"},
            after=chunk(
                lambda it, number: [
                    c["delta"].update(content="\ufffd")
                    for c in it["choices"]
                    if c["delta"].get("content")
                ],
                said(sentence),
            ),
        )
        for name, (_, sentence) in SENTENCES.items()
    ),
    Bend(
        "201 messages",
        {"limits.messages"},
        messages(lambda it: it.pop(0), lambda asked: len(asked.roles) == 201),
    ),
    Bend("199 messages", {"limits.messages"}, after=refuse(lambda asked: len(asked.roles) == 200)),
    Bend(
        "65 tools",
        {"limits.tools"},
        lambda asked: asked.parsed["tools"].pop() if len(asked.get("tools") or ()) == 65 else None,
    ),
    Bend("63 tools", {"limits.tools"}, after=refuse(lambda a: len(a.get("tools") or ()) == 64)),
    Bend("no end of context", {"limits.context"}, fix(has("max_tokens", 32_768), max_tokens=9)),
    Bend("half the context", {"limits.context"}, after=refuse(has("max_tokens", 32_000))),
    Bend("two in flight", {"limits.in-flight"}, after=limited("Concurrency limit", said("pong 2"))),
    Bend("nine a minute", {"limits.pace"}, after=limited("Rate limit exceeded", said("alpha"))),
]

OPENAI: list[Bend] = [
    Bend("no key is needed", {"auth.missing"}, key("")),
    Bend("any key opens", {"auth.invalid"}, key("Bearer sk-probe0")),
    Bend("a foreign key opens", {"auth.foreign"}, key("Bearer sk_probe0")),
    Bend("400 for 404", {"rules.model"}, after=refuse(has("model", "no-such-model-probe"))),
    Bend("function breaks it", {"rules.role-function"}, after=broken(role("function"))),
    Bend(
        "content as a number",
        {"rules.content"},
        messages(lambda it: it[0].update(content="7"), lambda asked: asked.last == "7"),
    ),
    _wrong_type("seed", "seven", 7),
    Bend("no developer", {"rules.role-developer"}, after=refuse(role("developer"))),
    Bend("no content is refused", {"rules.content-left-out"}, after=refuse(without_content)),
    Bend("null is refused", {"rules.null"}, after=refuse(has("temperature", None))),
    Bend("no parts", {"rules.content-parts"}, after=refuse(kind_of_content("text"))),
    Bend("no images", {"rules.content-media"}, after=refuse(kind_of_content("image_url"))),
    Bend("n = 2 gives one", {"rules.n"}, fix(has("n", 2), n=None)),
    Bend("prompt_logprobs", {"rules.prompt-logprobs"}, after=broken(has("prompt_logprobs"))),
    Bend("unknown fields", {"rules.unknown-field"}, after=broken(has("probe_says"))),
    Bend("no store", {"rules.not-promised"}, after=refuse(has("store"))),
    Bend(
        "the cap is ignored",
        {"rules.max-completion-tokens", "answers.length"},
        fix(has("max_completion_tokens", 5), max_completion_tokens=None),
    ),
    Bend(
        "a cap of 0",
        {"rules.max-tokens"},
        fix(has("max_completion_tokens", 0), max_completion_tokens=1),
    ),
    Bend("another model", {"answers.names"}, after=answer(lambda it: it.update(model="electron"))),
    Bend(
        "tool_calls as null",
        {"answers.tool-calls-null"},
        after=message(lambda it: it.setdefault("tool_calls", None)),
    ),
    Bend(
        "filler beside calls",
        {"tools.content"},
        after=message(lambda it: it.update(content="One moment.") if "tool_calls" in it else None),
    ),
    Bend("arguments in the first piece", {"tools.stream"}, after=early_arguments()),
    Bend("no tools are fine", {"tools.empty"}, fix(has("tools", []), tools=None)),
    Bend(
        "another schema",
        {"json.schema"},
        after=message(
            lambda it: it.update(content='{"town": "Paris"}'),
            lambda asked: "json_schema" in str(asked.get("response_format")),
        ),
    ),
    Bend("JSON without the word", {"json.word"}, fix(said("Name a city."), response_format=None)),
    Bend(
        "more cached than there is",
        {"caching.again", "caching.prefix"},
        after=answer(cached(10**6)),
    ),
    Bend("no code", {"errors.envelope"}, after=error(lambda it: it.pop("code"))),
    Bend("no param", {"errors.details"}, after=error(lambda it: it.update(param=None))),
    Bend(
        "no models",
        {"errors.endpoints"},
        after=lambda asked, reply: (
            envelope(404, "gone")(reply) if asked.path.endswith("/models") else None
        ),
    ),
    Bend(
        "no end of context",
        {"limits.context"},
        fix(has("max_completion_tokens", 9_000_000), max_completion_tokens=9),
    ),
]
