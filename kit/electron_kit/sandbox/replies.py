"""Replies: a pure function of the conversation, in words that say where they come from.

No clock, no chance and no model: the same conversation gets the same reply.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from . import tokens
from .conversation import Conversation
from .dialects import Call, Choice
from .json_encoding import encode, encode_spaced
from .json_mode import json_answer
from .script import Scripted
from .small_talk import plain_answer
from .text_patterns import words_of
from .tool_calls import wanted_calls

_VOICE = re.compile(
    r"acknowledg|filler|\bvoice\b|\bspoken\b|\bspeech\b|\bphone\b|\bcaller\b|out loud|"
    r"before (?:you )?(?:us|call|invok|run|mak)\w*|(?:say|tell)\b.{0,40}\bbefore\b",
    re.IGNORECASE,
)
_NO_FILLER = re.compile(
    r"(?:no|never|without|not|don't)\W+(?:\w+\W+){0,4}(?:filler|acknowledg)", re.I
)
_VERBS = set(
    (
        "get find search look book send create check list fetch calculate convert cancel transfer "
        "update add open close set show read write order schedule track translate count compare"
    ).split()
)
_PLAIN_VERB = {"get": "check", "fetch": "check", "list": "look up"}


def choices(
    conversation: Conversation,
    *,
    count: int,
    room: int,
    stops: list[str],
    filler: str,
    scripted: Scripted | None = None,
) -> list[Choice]:
    """Return the answers to a conversation.

    Args:
        conversation: What was said.
        count: How many choices are wanted.
        room: The tokens that a choice may have.
        stops: Texts before which an answer ends.
        filler: ``"prompt"``, ``"always"`` or ``"never"``: text beside tool calls.
        scripted: What to say instead, or None.
    """
    # A script before all. Then calls before JSON, and JSON before words: as a model that has tools
    # asks them before it answers.
    if scripted is not None:
        return [_scripted(conversation, scripted, room, stops)] * count
    wanted = wanted_calls(conversation) if conversation.tools else ()
    if wanted:
        calls = [(call.name, encode_spaced(call.arguments)) for call in wanted]
        text = _filler(calls) if _wants_filler(conversation, filler) else None
        return [_with_calls(conversation, text, calls, room)] * count
    if conversation.wants_json:
        return [_limited(json_answer(conversation), room, stops)] * count
    answer = _from_results(conversation) or plain_answer(conversation)
    first = _limited(answer, room, stops)
    others = (f"{answer} (choice {number})" for number in range(2, count + 1))
    return [first, *(_limited(text, room, stops) for text in others)] if count > 1 else [first]


def _scripted(
    conversation: Conversation, scripted: Scripted, room: int, stops: list[str]
) -> Choice:
    if scripted.calls:
        made = _with_calls(conversation, scripted.content, list(scripted.calls), room)
    else:
        made = _limited(scripted.content or "", room, stops)
    if scripted.finish and made.finish != "length":
        made = made._replace(finish=scripted.finish)
    return made


def _limited(text: str, room: int, stops: list[str]) -> Choice:
    if stops:
        ends = [where for stop in stops if stop and (where := text.find(stop)) >= 0]
        text = text[: min(ends, default=len(text))]
    pieces = tokens.split(text)
    if len(pieces) > room:
        return Choice(tuple(pieces[:room]), finish="length")
    return Choice(tuple(pieces))


def _with_calls(
    conversation: Conversation, filler: str | None, calls: list[tuple[str, str]], room: int
) -> Choice:
    content = None if filler is None else tuple(tokens.split(filler))
    if content is not None and len(content) > room:
        return Choice(content[:room], finish="length")
    left = room - len(content or ())
    made = []
    for number, (name, arguments) in enumerate(calls):
        pieces = tuple(tokens.split(arguments))
        left -= tokens.count(name)
        identity = encode([len(conversation.turns), number, name, arguments])
        call_id = f"call_{blake2b(identity.encode(), digest_size=12).hexdigest()}"
        if left < len(pieces):
            if left > 0:
                made.append(Call(call_id, name, pieces[:left]))
            return Choice(content, tuple(made), "length")
        left -= len(pieces)
        made.append(Call(call_id, name, pieces))
    return Choice(content, tuple(made), "tool_calls")


def _wants_filler(conversation: Conversation, filler: str) -> bool:
    if conversation.dialect != "electron" or filler == "never":
        return False
    system = conversation.system
    return filler == "always" or bool(_VOICE.search(system) and not _NO_FILLER.search(system))


def _filler(calls: list[tuple[str, str]]) -> str:
    things = list(dict.fromkeys(_thing(name) for name, _ in calls))
    return f"One moment, let me {' and '.join(things)}."


def _thing(name: str) -> str:
    words = words_of(name)
    if len(words) > 1 and words[0] in _VERBS:
        verb, rest = _PLAIN_VERB.get(words[0], words[0]), words[1:]
        return (
            f"{verb} {' '.join(rest)}"
            if rest[0] in {"for", "up"}
            else f"{verb} the {' '.join(rest)}"
        )
    return f"use {' '.join(words) or name}"


def _from_results(conversation: Conversation) -> str | None:
    """Return an answer made of what the tools said, or None if none was called."""
    after = conversation.since_question()
    names = {call_id: name for turn in after for call_id, name, _ in turn.calls}
    results = [turn for turn in after if turn.role == "tool"]
    if not results:
        return None
    said = " ".join(
        f"{names.get(turn.call_id, 'The tool')} returned {turn.text or 'nothing'}"
        + ("" if turn.text.endswith((".", "!", "?")) else ".")
        for turn in results
    )
    return f"The sandbox, in place of {conversation.model}, read the tool results. {said}"
