"""A valid chat request, read once: who said what, which tools there are, what is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import tokens
from .json_encoding import encode


class Turn(NamedTuple):
    """One message.

    Attributes:
        role: ``system``, ``user``, ``assistant`` or ``tool``; ``developer`` reads as ``system``.
        text: Its text; parts that are no text are named in square brackets.
        calls: The tool calls of an assistant message, as name and arguments.
        call_id: The call that a tool message answers.
    """

    role: str
    text: str
    calls: tuple[tuple[str, str, str], ...] = ()
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that may be called.

    Attributes:
        name: Its name.
        description: What it says that it does.
        parameters: The JSON schema of its arguments.
    """

    name: str
    description: str
    parameters: dict[str, Any]


@dataclass(slots=True)
class Conversation:
    """What replies are made from.

    Attributes:
        dialect: ``"electron"`` or ``"openai"``.
        model: The model asked for.
        turns: The messages.
        tools: The tools offered; empty if ``tool_choice`` forbids them.
        forced: A tool's name, ``"*"`` for any tool, or empty for none.
        single_call: Whether OpenAI's ``parallel_tool_calls`` was set to false.
        wants_json: Whether the answer has to be JSON.
        schema: The JSON schema that the answer has to satisfy, or None.
        prompt_tokens: The tokens of the prompt, in order.
    """

    dialect: str
    model: str
    turns: list[Turn]
    tools: list[Tool] = field(default_factory=list)
    forced: str = ""
    single_call: bool = False
    wants_json: bool = False
    schema: Any = None
    prompt_tokens: list[str] = field(default_factory=list)

    @property
    def system(self) -> str:
        """All system messages, joined."""
        return "\n".join(turn.text for turn in self.turns if turn.role == "system")

    @property
    def question(self) -> str:
        """The latest user message."""
        for turn in reversed(self.turns):
            if turn.role == "user":
                return turn.text
        return ""

    @property
    def earlier(self) -> list[str]:
        """The user messages before the latest one, oldest first."""
        return [turn.text for turn in self.turns if turn.role == "user"][:-1]

    def since_question(self) -> list[Turn]:
        """Return what came after the latest user message."""
        for index in range(len(self.turns) - 1, -1, -1):
            if self.turns[index].role == "user":
                return self.turns[index + 1 :]
        return self.turns


def read(dialect: str, body: dict[str, Any]) -> Conversation:
    """Return the conversation of a request that has been validated."""
    turns = [_turn(message) for message in body["messages"]]
    tools = body.get("tools") or []
    choice = body.get("tool_choice") or "auto"
    wanted = body.get("response_format") or {}
    parts = [
        (turn.role, "".join([turn.text, *(f" {name} {args}" for _, name, args in turn.calls)]))
        if turn.calls
        else (turn.role, turn.text)
        for turn in turns
    ]
    return Conversation(
        dialect=dialect,
        model=body["model"],
        turns=turns,
        tools=[] if choice == "none" else [_tool(tool) for tool in tools],
        forced="*" if choice == "required" else _named(choice),
        # Electron promises nothing of this field, so nobody should see it work there.
        single_call=dialect == "openai" and body.get("parallel_tool_calls") is False,
        wants_json=wanted.get("type") in {"json_object", "json_schema"},
        schema=(wanted.get("json_schema") or {}).get("schema"),
        prompt_tokens=tokens.prompt(parts, encode(tools) if tools else ""),
    )


def only_speaks(message: Any, roles: tuple[str, ...]) -> bool:
    """Say whether a message is one of these roles and a text and no more, as most are.

    There is nothing then that either endpoint's rules could find.
    """
    return (
        type(message) is dict
        and len(message) == 2
        and message.get("role") in roles
        and type(message.get("content")) is str
    )


def text_of(content: Any) -> str:
    """Return the text of a message's content, whatever form it has."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    return "\n".join(map(_said, content))


def _said(part: Any) -> str:
    """Return what a part says: in the field of its own kind, whatever stands in the others."""
    kind = part.get("type")
    said = part.get(kind) if kind in ("text", "refusal") else None
    return said if isinstance(said, str) else f"[{kind}]"


_ROLES = {"developer": "system", "function": "tool"}


def _turn(message: dict[str, Any]) -> Turn:
    role = message["role"]
    return Turn(
        role=_ROLES.get(role, role),
        text=text_of(message.get("content")),
        calls=tuple(
            [
                (call["id"], call["function"]["name"], call["function"]["arguments"])
                for call in message.get("tool_calls") or ()
            ]
        ),
        call_id=_call_id(message),
    )


def _call_id(message: dict[str, Any]) -> str:
    """Return the call that a message answers; an answer to the older kind has a function's name."""
    for name in ("tool_call_id", "name"):
        given = message.get(name)
        if given and isinstance(given, str):
            return given
    return ""


def _tool(tool: dict[str, Any]) -> Tool:
    function = tool["function"]
    parameters = function.get("parameters")
    return Tool(
        function["name"],
        function.get("description") or "",
        parameters if isinstance(parameters, dict) else {},
    )


def _named(choice: Any) -> str:
    return str(choice["function"]["name"]) if isinstance(choice, dict) else ""
