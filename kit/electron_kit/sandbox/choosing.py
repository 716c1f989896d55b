"""Which tools a message asks for, and with which arguments.

A tool fits when words of its name, its description or its parameters stand in
the message. The message is read in steps ("…, then …"), a step in parts ("…
and …"), and each part may ask for one call.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .conversation import Conversation, Tool, Turn
from .facts import MAX_TEXT, PLACE, Facts, stem, words_of
from .schema_fill import Unsatisfiable, fill

_COMMON = set(
    (
        "a an and any are as at be by call can could current data do does for from function get "
        "give given got have how i if in info information into is it its me my need of on or our "
        "out please provide return returns so tell that the their them there these this to tool "
        "use used user using want was we what when where which who will with would you your fetch "
        "let specified based about some only not no yes should like hello hi thanks"
    ).split()
)
_SAME = {
    "temperature": "weather", "forecast": "weather", "rain": "weather", "raining": "weather",
    "sunny": "weather", "hot": "weather", "cold": "weather", "umbrella": "weather",
    "मौसम": "weather", "हवामान": "weather", "வானிலை": "weather", "আবহাওয়া": "weather",
    "समय": "time", "clock": "time", "price": "cost", "quote": "stock", "share": "stock",
    "plus": "add", "sum": "add", "minus": "subtract", "times": "multiply", "product": "multiply",
    "divided": "divide", "calculate": "calculator", "compute": "calculator", "mail": "email",
    "package": "order", "parcel": "order", "reserve": "book", "booking": "book",
}  # fmt: skip
_THEN = re.compile(r"(?:[,;.]\s*)?\b(?:and then|after that|afterwards|then)\b,?\s*", re.IGNORECASE)
_PART = re.compile(r"(?:,\s*and\s+|,\s+|\s+and\s+|;\s*|\?\s+|\.\s+|\s+&\s+|\s+also\s+|\s+और\s+)")
_ONLY_VALUE = re.compile(
    r"(?:in|for|at|of|to|from|about|with)?\s*(?:the\s+)?"
    r"(?:[^\W\d_a-z][\w'\u2019.-]*(?:\s+[^\W\d_a-z][\w'\u2019.-]*){0,3}|#?[A-Za-z]*-?\d[\w-]*"
    r"|[A-Z]{2,5})(?!\w)\W*"
)
_IN_A_PLACE = re.compile(rf"\b(?:in|at|near|for|from|to) {PLACE}")
_COMMA = "\0"
_THRESHOLD = 2.0
_STEPS, _PARTS = 8, 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tool call that the message asks for.

    Attributes:
        name: The tool's name.
        arguments: Its arguments.
    """

    name: str
    arguments: dict[str, Any]


def wanted_calls(conversation: Conversation) -> list[Wanted]:
    """Return the calls to make now; none if the answer is to be given in words."""
    tools = conversation.tools
    if not tools:
        return []
    after = conversation.since_question()
    forced = conversation.forced
    if forced not in {"", "*"}:
        tools = [tool for tool in tools if tool.name == forced]
        if not tools:
            return []  # only a lenient sandbox lets a tool be forced that is not offered
    message = conversation.question[:MAX_TEXT]
    known = _known(after)
    steps = [_step(part, tools, known) for part in _THEN.split(message, _STEPS) if part.strip()]
    steps = [step for step in steps if step]
    done = sum(1 for turn in after if turn.calls)
    calls = steps[done] if done < len(steps) else []
    if forced and not calls:
        calls = [_call(_best(message, tools) or tools[0], message, known)]
    return calls[:1] if conversation.single_call else calls[:16]


def arguments_for(
    tool: Tool, text: str, known: dict[str, Any] | None = None, around: str = ""
) -> dict[str, Any]:
    """Return arguments for a tool from a text; an empty object if its schema cannot be filled."""
    schema = tool.parameters or {"type": "object"}
    try:
        value = fill({"type": "object", **schema}, Facts(text, known, around=around))
    except Unsatisfiable:
        return {}
    return value if isinstance(value, dict) else {}


def _step(text: str, tools: Sequence[Tool], known: dict[str, Any]) -> list[Wanted]:
    whole = _best(text, tools)
    parts = _parts(text, tools)
    found = [(tool, part) for part, tool in parts if tool is not None]
    if len(found) < 2:
        return [] if whole is None else [_call(whole, text, known)]
    calls: list[Wanted] = []
    for tool, part in found:
        call = _call(tool, part, known, text)
        if call not in calls:
            calls.append(call)
    return calls


def _parts(text: str, tools: Sequence[Tool]) -> list[tuple[str, Tool | None]]:
    """Return the parts of a step that can stand alone, each with its tool."""
    parts: list[tuple[str, Tool | None]] = []
    # "in San Francisco, CA" is one place, "in Pune, Delhi and Mumbai" are three.
    kept = _IN_A_PLACE.sub(lambda match: match[0].replace(", ", _COMMA), text)
    for cut in filter(None, (part.strip() for part in _PART.split(kept, _PARTS))):
        part = cut.replace(_COMMA, ", ")
        tool = (
            None
            if _asks_for_the_tool(part) and not _mentioned(part, tools)
            else (_best(part, tools))
        )
        previous = parts[-1] if parts else None
        if previous and previous[1] and _is_value(part, tool, previous[1]):
            # "the weather in Pune and in Delhi": the same tool with another value
            lead = "" if re.match(r"(?:in|for|at|of|to|from|about|with)\b", part) else "for "
            parts.append((f"{lead}{part}", previous[1]))
        elif tool is None and previous:
            parts[-1] = (f"{previous[0]}, {part}", previous[1])
        elif previous and previous[1] is None:
            parts[-1] = (f"{previous[0]}, {part}", tool)
        elif tool is not None and previous and not _mentions(part, tool):
            parts[-1] = (f"{previous[0]}, {part}", previous[1])
        else:
            parts.append((part, tool))
    return parts


def _mentioned(text: str, tools: Sequence[Tool]) -> bool:
    """Say whether a part names a tool; "Use the tool." alone asks for nothing new."""
    return any(tool.name.lower() in text.lower() for tool in tools)


def _is_value(part: str, tool: Tool | None, previous: Tool) -> bool:
    """Say whether a part is but another value for the tool before it: "and in Delhi"."""
    if (tool is not None and tool is not previous) or _asks_for_the_tool(part):
        return False
    match = _ONLY_VALUE.match(part)
    if match is None or (tool is not None and _mentions(part, tool)):
        return False
    rest = _stems(part[match.end() :])
    return rest <= _parameter_stems(previous)


def _call(tool: Tool, text: str, known: dict[str, Any], around: str = "") -> Wanted:
    return Wanted(tool.name, arguments_for(tool, text, known, around))


def _mentions(text: str, tool: Tool) -> bool:
    """Say whether a text has a word of the tool's name, and not only of its description."""
    return bool(_stems(text) & _stems(tool.name))


def _best(text: str, tools: Sequence[Tool]) -> Tool | None:
    words = sorted(_stems(text))
    sets = [(_stems(tool.name), _stems(tool.description), _parameter_stems(tool)) for tool in tools]
    scores = []
    for tool, (name, description, parameters) in zip(tools, sets, strict=True):
        score = 0.0
        if re.search(rf"(?<!\w){re.escape(tool.name)}(?!\w)", text, re.IGNORECASE):
            score += 10.0
        for word in words:  # sorted: sums of fractions depend on their order, sets on the process
            if word in name:
                score += 3.0 / (1 + 0.5 * (sum(word in other[0] for other in sets) - 1))
            elif word in description:
                score += 1.0 / (1 + 0.5 * (sum(word in other[1] for other in sets) - 1))
            elif word in parameters:
                score += 0.5
        if _asks_for_the_tool(text) and len(tools) == 1:
            score += _THRESHOLD
        scores.append(score)
    top = max(scores)
    return tools[scores.index(top)] if top >= _THRESHOLD else None


def _asks_for_the_tool(text: str) -> bool:
    return (
        re.search(r"\b(?:use|call|using|invoke)\b.{0,20}\b(?:tool|function)\b", text, re.I)
        is not None
    )


@lru_cache(maxsize=2_048)
def _stems(text: str) -> frozenset[str]:
    words = {word for word in words_of(text) if word not in _COMMON and len(word) > 1}
    words |= {
        word
        for word in re.findall(r"[^\W\d_]+(?:[^\W_a-zA-Z\s]|[\u0900-\u0dff])*", text)
        if not word.isascii()
    }
    return frozenset(
        {stem(_SAME.get(word, word)) for word in words}
        | {stem(word) for word in words if word in _SAME}
    )


def _parameter_stems(tool: Tool) -> frozenset[str]:
    properties = tool.parameters.get("properties")
    if not isinstance(properties, dict):
        return frozenset()
    text = []
    for name, schema in list(properties.items())[:50]:
        text.append(name)
        if isinstance(schema, dict):
            text += [str(schema.get("description", ""))]
            if isinstance(schema.get("enum"), list):
                text += [str(value) for value in schema["enum"][:50]]
    return _stems(" ".join(text))


def _known(turns: Sequence[Turn]) -> dict[str, Any]:
    """Return the named values in the results of the tools called so far."""
    known: dict[str, Any] = {}
    for turn in turns:
        if turn.role == "tool":
            try:
                _collect(json.loads(turn.text), known, 0)
            except (ValueError, RecursionError):
                continue
    return known


def _collect(value: Any, known: dict[str, Any], depth: int) -> None:
    if depth > 5:
        return
    if isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, str | int | float):
                known[name] = item
            else:
                _collect(item, known, depth + 1)
    elif isinstance(value, list) and value:
        _collect(value[0], known, depth + 1)
