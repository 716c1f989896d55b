"""Rules of a message: its role, its content, and what came before it."""

from __future__ import annotations

from ..ask import Ask, Request
from ..check import Judge, Said, check
from .judging import content, either, fate, refused, served
from .shared import WEATHER, round_trip

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAF"
    "hQGAhKmMIQAAAABJRU5ErkJggg=="
)


@check(
    "rules.roles",
    electron=Said("The roles system, user, assistant and tool are accepted.", "M S"),
    openai=Said("The roles system, user, assistant and tool are accepted.", "O"),
)
def roles(ask: Ask, judge: Judge) -> None:
    """The four roles in one conversation."""
    spoken: list[Request] = [
        {"role": "system", "content": "Answer in a few words."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hello. What can I do?"},
        *round_trip("One moment."),
    ]
    exchange = ask.post(ask.body(*spoken, tools=[WEATHER], max_tokens=60))
    if served(judge, exchange, "a conversation of the four roles"):
        for role in ("system", "user", "assistant", "tool"):
            judge.record(f"role-{role}", "supported", "200")


@check(
    "rules.role-developer",
    electron=Said("What happens to the role developer, which is not listed?", ""),
    openai=Said("The role developer is accepted.", "O"),
)
def developer(ask: Ask, judge: Judge) -> None:
    """OpenAI's newer name for system."""
    said = {"role": "developer", "content": "Answer in one word."}
    exchange = ask.post(ask.body(said, "Reply with exactly: pong"))
    if ask.electron:
        either(judge, "role-developer", exchange, "role developer", "supported")
    else:
        served(judge, exchange, "a message of the role developer")


@check(
    "rules.role-function",
    electron=Said("What happens to the role function, which is not listed?", ""),
    openai=Said("What happens to the deprecated role function?", ""),
)
def function(ask: Ask, judge: Judge) -> None:
    """The role before tool."""
    said = {"role": "function", "name": "get_weather", "content": "Sunny"}
    exchange = ask.post(ask.body("What is the weather?", said, "Reply with exactly: pong"))
    either(judge, "role-function", exchange, "role function", "supported")


@check(
    "rules.role-unknown",
    electron=Said("A role that is not listed is refused with 400.", "M S"),
    openai=Said("A role that is not listed is refused with 400.", "O"),
)
def unknown_role(ask: Ask, judge: Judge) -> None:
    """A role that nobody has."""
    said = {"role": "narrator", "content": "Hello"}
    refused(judge, ask.post(ask.body(said)), "the role narrator")


@check(
    "rules.content",
    electron=Said("content is a string: neither a number nor, for a user, null.", "S", requests=2),
    openai=Said("content is neither a number nor, for a user, null.", "O", requests=2),
)
def content_types(ask: Ask, judge: Judge) -> None:
    """What content is not."""
    refused(judge, ask.post(ask.body({"role": "user", "content": 7})), "content as a number")
    exchange = ask.post(ask.body({"role": "user", "content": None}))
    refused(judge, exchange, "content null of a user")
    fate(judge, "behaviour-message-with-null-content", exchange)


@check(
    "rules.content-null",
    electron=Said("An assistant message with tool_calls may have content null.", "S"),
    openai=Said("An assistant message with tool_calls may have content null.", "O"),
)
def content_null(ask: Ask, judge: Judge) -> None:
    """The usual history of a tool call."""
    exchange = ask.post(ask.body(*round_trip(None), tools=[WEATHER], max_tokens=60))
    served(judge, exchange, "a history with content null beside tool_calls")


@check(
    "rules.content-left-out",
    electron=Said("A message requires role alone: content may be left out.", "S"),
    openai=Said("An assistant message with tool_calls may leave content out.", "O"),
)
def content_left_out(ask: Ask, judge: Judge) -> None:
    """As some programs write their history."""
    spoken = round_trip(None)
    del spoken[1]["content"]
    exchange = ask.post(ask.body(*spoken, tools=[WEATHER], max_tokens=60))
    served(judge, exchange, "a history without content beside tool_calls")
    fate(judge, "behaviour-message-without-content", exchange)


@check(
    "rules.content-parts",
    electron=Said("What happens to content as a list of text parts, which is not listed?", ""),
    openai=Said("Content as a list of text parts is accepted.", "O"),
)
def content_parts(ask: Ask, judge: Judge) -> None:
    """Text, in the form that images need."""
    parts = [{"type": "text", "text": "Reply with exactly: pong"}]
    exchange = ask.post(ask.body({"role": "user", "content": parts}))
    if ask.electron:
        either(judge, "contentpart-text", exchange, "content as text parts", "supported")
    else:
        served(judge, exchange, "content as text parts")


@check(
    "rules.content-media",
    electron=Said("Images, audio and files are refused with 400: text in, text out.", "D", 3),
    openai=Said("An image part is accepted.", "O", 1, (300, 16)),
)
def media(ask: Ask, judge: Judge) -> None:
    """What is no text."""
    parts: dict[str, Request] = {
        "image_url": {"image_url": {"url": PIXEL}},
        "input_audio": {"input_audio": {"data": "UklGRg==", "format": "wav"}},
        "file": {"file": {"filename": "a.txt", "file_data": "data:text/plain;base64,aGk="}},
    }
    for kind, part in parts.items() if ask.electron else list(parts.items())[:1]:
        text = {"type": "text", "text": "Reply with exactly: pong"}
        said = {"role": "user", "content": [text, {"type": kind, **part}]}
        exchange = ask.post(ask.body(said))
        if ask.electron:
            refused(judge, exchange, f"a part of type {kind}")
            fate(judge, f"contentpart-{kind.replace('_', '-')}", exchange)
        else:
            served(judge, exchange, f"a part of type {kind}")


@check(
    "rules.tool-call-id",
    electron=Said("A tool message without tool_call_id is refused with 400.", "S"),
    openai=Said("A tool message without tool_call_id is refused with 400.", "O"),
)
def tool_call_id(ask: Ask, judge: Judge) -> None:
    """A result that belongs to no call."""
    spoken = round_trip(None)
    del spoken[-1]["tool_call_id"]
    exchange = ask.post(ask.body(*spoken, tools=[WEATHER]))
    refused(judge, exchange, "a tool message without tool_call_id")
    fate(judge, "behaviour-tool-message-without-tool-call-id", exchange)


@check(
    "rules.history",
    electron=Said("The history is part of the request: what was said counts.", "M D", 1, (60, 40)),
    openai=Said("The history is part of the request: what was said counts.", "O", 1, (60, 40)),
)
def history(ask: Ask, judge: Judge) -> None:
    """A name said two messages ago."""
    spoken: list[str | Request] = [
        "My name is Asha.",
        {"role": "assistant", "content": "Hello."},
        "What is my name?",
    ]
    exchange = ask.post(ask.body(*spoken, max_tokens=40))
    if served(judge, exchange, "a conversation"):
        judge.should("Asha" in content(exchange), f"the answer was {content(exchange)!r}")
