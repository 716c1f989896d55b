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

from . import other_languages
from .conversation import Conversation, Tool, Turn
from .letters import of
from .literals import Literals
from .other_languages import TIME, WEATHER
from .schema_check import Budget
from .schema_fill import Unsatisfiable, fill
from .spans import stem
from .text_patterns import MAX_TEXT, PLACE, words_of

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
    **dict.fromkeys(WEATHER, "weather"), **dict.fromkeys(TIME, "time"),
    "price": "cost", "quote": "stock", "share": "stock",
    "plus": "add", "sum": "add", "minus": "subtract", "times": "multiply", "product": "multiply",
    "divided": "divide", "calculate": "calculator", "compute": "calculator", "mail": "email",
    "package": "order", "parcel": "order", "reserve": "book", "booking": "book",
}  # fmt: skip
# Words of scripts that write no spaces are looked for inside of what is written.
_INSIDE = [word for word in (*WEATHER, *TIME) if other_languages.is_unspaced(word)]
_THEN = re.compile(r"(?:[,;.]\s*)?\b(?:and then|after that|afterwards|then)\b,?\s*", re.IGNORECASE)
_PART = re.compile(
    r"(?:,\s*and\s+|,\s+|\s+and\s+|;\s*|\?\s+|\.\s+|।\s*|。|\s+&\s+|\s+also\s+|\s+और\s+)"
)
_ONLY_VALUE = (
    r"(?:in|for|at|of|to|from|about|with)?\s*(?:the\s+)?"
    r"(?:<FIRST>(?:<W>|['\u2019./-])*(?:\s+<FIRST>(?:<W>|['\u2019.-])*){0,3}"
    r"|#?[A-Za-z]*-?\d[\w-]*|[A-Z]{2,5})(?!<W>)\W*"
)
_IN_A_PLACE = rf"\b(?:in|at|near|for|from|to) {PLACE}"
_WHOLE = r"[^\W\d_]<W>*"
_COMMA = "\0"
# A word of a tool's name is enough (3, and still 2 where another tool shares it); of its
# description it takes two (1 each).
_THRESHOLD = 2.0
# So much is read of a message, and of a request's tools; a person writes less.
_STEPS, _PARTS = 8, 24
_MOST_TOOLS, _READ = 128, 2_000
# Words in the names of tools that take an answer and so end a conversation.
_ENDS = frozenset("final answer output result respond response submit finish done complete".split())


# What such a tool's text is called.
_SAYS = "answer final_answer result response output text message summary content".split()


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
    tools = conversation.tools[:_MOST_TOOLS]
    if not tools:
        return []
    after = conversation.since_question()
    forced = conversation.forced
    if forced not in {"", "*"}:
        tools = [tool for tool in tools if tool.name == forced]
        if not tools:
            return []  # only a lenient sandbox lets a tool be forced that is not offered
    message = conversation.question[:MAX_TEXT]
    filling = _Filling(_known(after))
    parts = [part for part in _THEN.split(message, _STEPS) if part.strip()]
    steps = [step for step in (_step(part, tools, filling) for part in parts) if step]
    done = sum(1 for turn in after if turn.calls)
    calls = steps[done] if done < len(steps) else []
    if forced and not calls:
        calls = [_forced(message, tools, after, filling)]
    return calls[:1] if conversation.single_call else calls[:16]


def _forced(
    message: str, tools: Sequence[Tool], after: Sequence[Turn], filling: _Filling
) -> Wanted:
    """Return the call to make where one has to be made.

    A tool that was called already is not called again while there is another one, and one
    that takes an answer comes before those that the message does not ask for: an agent
    that always has to call something gets to its end.
    """
    called = {name for turn in after for _, name, _ in turn.calls}
    fresh = [tool for tool in tools if tool.name not in called]
    ends = [tool for tool in fresh if _stems(tool.name) & _ENDS]
    asked = None if called or not fresh else _best(message, fresh)
    tool = asked or next(iter(ends or fresh or tools[-1:]))
    if tool in ends and called:
        # What the tools said is what there is to answer.
        said = " ".join(turn.text for turn in after if turn.role == "tool")[:MAX_TEXT]
        filling.knows(dict.fromkeys(_SAYS, said))
        return filling.call(tool, message)
    return filling.call(tool, message)


class _Filling:
    """Fills the arguments of one answer's calls, all of them with one effort.

    Args:
        known: Values by name that tools have returned.
    """

    def __init__(self, known: dict[str, Any]) -> None:
        self._known = known
        self._budget = Budget()

    def knows(self, more: dict[str, Any]) -> None:
        self._known = {**more, **self._known}

    def call(self, tool: Tool, text: str, around: str = "") -> Wanted:
        return Wanted(tool.name, arguments_for(tool, text, self._known, around, self._budget))


def arguments_for(
    tool: Tool,
    text: str,
    known: dict[str, Any] | None = None,
    around: str = "",
    budget: Budget | None = None,
) -> dict[str, Any]:
    """Return arguments for a tool from a text; an empty object if its schema cannot be filled."""
    schema = tool.parameters or {"type": "object"}
    try:
        value = fill({"type": "object", **schema}, Literals(text, known, around=around), budget)
    except Unsatisfiable:
        return {}
    return value if isinstance(value, dict) else {}


def _step(text: str, tools: Sequence[Tool], filling: _Filling) -> list[Wanted]:
    whole = _best(text, tools)
    parts = _parts(text, tools)
    found = [(tool, part) for part, tool in parts if tool is not None]
    if len(found) < 2:
        return [] if whole is None else [filling.call(whole, text)]
    calls: list[Wanted] = []
    for tool, part in found:
        call = filling.call(tool, part, text)
        if call not in calls:
            calls.append(call)
    return calls


def _parts(text: str, tools: Sequence[Tool]) -> list[tuple[str, Tool | None]]:
    """Return the parts of a step that can stand alone, each with its tool."""
    parts: list[tuple[str, Tool | None]] = []
    # "in San Francisco, CA" is one place, "in Pune, Delhi and Mumbai" are three.
    kept = of(_IN_A_PLACE, text).sub(lambda match: match[0].replace(", ", _COMMA), text)
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
    match = of(_ONLY_VALUE, part).match(part)
    if match is None or (tool is not None and _mentions(part, tool)):
        return False
    rest = _stems(part[match.end() :])
    return rest <= _parameter_stems(previous)


def _mentions(text: str, tool: Tool) -> bool:
    """Say whether a text has a word of the tool's name, and not only of its description."""
    return bool(_stems(text) & _stems(tool.name))


def _best(text: str, tools: Sequence[Tool]) -> Tool | None:
    words = sorted(_stems(text))
    sets = [
        (_stems(tool.name), _stems(tool.description[:_READ]), _parameter_stems(tool))
        for tool in tools
    ]
    # How many tools have a word in their names, and how many in their descriptions.
    named = {word: sum([word in each[0] for each in sets]) for word in words}
    said = {word: sum([word in each[1] for each in sets]) for word in words}
    scores = []
    for tool, (name, description, parameters) in zip(tools, sets, strict=True):
        score = 0.0
        if re.search(rf"(?<!\w){re.escape(tool.name)}(?!\w)", text, re.IGNORECASE):
            score += 10.0
        for word in words:  # sorted: sums of fractions depend on their order, sets on the process
            if word in name:
                score += 3.0 / (1 + 0.5 * (named[word] - 1))
            elif word in description:
                score += 1.0 / (1 + 0.5 * (said[word] - 1))
            elif word in parameters:
                score += 0.5
        if _asks_for_the_tool(text) and len(tools) == 1:
            score += _THRESHOLD
        scores.append(score)
    # Of equals the first in the list, so that the same request gets the same call.
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
    if not text.isascii():
        words |= {word.lower() for word in of(_WHOLE, text).findall(text) if not word.isascii()}
        words |= {word for word in _INSIDE if word in text}
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
    return _stems(" ".join(text)[:_READ])


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
