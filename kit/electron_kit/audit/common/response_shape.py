"""Which requests for a response a chat can make as well: their fields, their messages (P01)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import ClassVar, Generic, TypeVar

from ...contract.responses import (
    CALL,
    OTHER_FIELDS,
    REASONING_FIELDS,
    RESULT,
    ROLES,
    SHARED_FIELDS,
)
from .response_tools import ToolList

NodeT = TypeVar("NodeT")
ELSEWHERE = "takes an input that is put together elsewhere"
NO_MESSAGES = "sends items that are no messages"
UNKNOWN_INPUT = "takes an input of which it is not known whether it is a text"
TEXT, MESSAGES = "text", "messages"
UNWRITTEN = object()
"""What an expression is whose value is not written there."""


class RequestShape(ABC, Generic[NodeT]):
    """What a request for a response is, as far as a request for a chat can be the same.

    A door says what is written; what a chat can send is decided here.

    Attributes:
        kind: What its input is: `TEXT` or `MESSAGES`.
        roles: The texts of roles in its input that are to be ``system``.
        stream: Whether it asks for a stream.
        results: The items in its input that say what a function gave.
        calls: The items in its input that the program itself writes as calls.
        tools: Its tools, if it has any.
        lists: The displays of lists that its input is made of.
        joins: The expressions in its input that may be what an earlier response said.
        elements: The expressions by which its input gets what it holds, by id.
    """

    OWN: ClassVar[Collection[str]] = ()
    """The SDK's own arguments, which both methods have."""
    MOVES_CALLS: ClassVar[bool] = False
    """Whether a call that the program writes out can be made a chat's."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.kind = ""
        self.roles: list[NodeT] = []
        self.stream = False
        self.results: list[NodeT] = []
        self.calls: list[NodeT] = []
        self.tools: ToolList[NodeT] | None = None
        self.lists: list[NodeT] = []
        self.joins: list[NodeT] = []
        self.elements: set[int] = set()

    @abstractmethod
    def tools_of(self, node: NodeT) -> ToolList[NodeT]:
        """Return the tools that a field names."""

    @abstractmethod
    def chooses(self, node: NodeT) -> bool:
        """Say whether a chat has the choice of a tool, too."""

    @abstractmethod
    def constant(self, node: NodeT) -> object:
        """Return the value that is written there, or `UNWRITTEN`."""

    @abstractmethod
    def keys(self, node: NodeT) -> Collection[str] | None:
        """Return the keys of a display, all of which are written there; None for others."""

    @abstractmethod
    def carried_form(self, node: NodeT) -> bool:
        """Say whether the form of the text that is asked for is one that Electron has."""

    @abstractmethod
    def is_text(self, node: NodeT) -> bool:
        """Say whether an expression is a text for sure."""

    @abstractmethod
    def in_parts(self, node: NodeT) -> bool:
        """Say whether content is written in parts."""

    def why_fields_stay(self, given: Mapping[str, NodeT]) -> str:
        """Return which field holds a request back, as a clause; empty if none does.

        Args:
            given: The request's fields.
        """
        if "tools" in given:
            self.tools = self.tools_of(given["tools"])
        tools = self.tools
        # OpenAI's own tools say most plainly what the program is about: before all else.
        if tools is not None and tools.built_in:
            return tools.stays
        for name in given:
            if name not in SHARED_FIELDS | OTHER_FIELDS and name not in self.OWN:
                return f"asks for `{name}`, which chat completions have in another form or not"
        if tools is not None and tools.stays:
            return tools.stays
        if "tool_choice" in given and not self.chooses(given["tool_choice"]):
            return "asks for `tool_choice` in a form that a chat has not"
        if "stream" in given:
            asked = self.constant(given["stream"])
            if asked is UNWRITTEN:
                return "asks for `stream` in a way that is not written at the call"
            self.stream = asked is True
        # Left out, OpenAI stores the response; nothing in sight says that anybody asks for it.
        if "store" in given and self.constant(given["store"]) is not False:
            return "asks for `store`: Electron keeps nothing"
        if "reasoning" in given and not self._plain_reasoning(given["reasoning"]):
            return "asks for `reasoning` in a way that is not written at the call"
        if "text" in given and not self.carried_form(given["text"]):
            return "asks for `text.format`: Electron has no schema"
        if "instructions" in given and not self.is_text(given["instructions"]):
            return "takes its instructions from what may be no text"
        return "" if "input" in given else "has no input of its own"

    def _plain_reasoning(self, node: NodeT) -> bool:
        # Only what is known is dropped from a request.
        keys = self.keys(node)
        return bool(keys) and set(keys or ()) <= REASONING_FIELDS

    def why_item_stays(self, node: NodeT, entries: Mapping[str, NodeT]) -> str:
        """Take in an item of the input; return why it holds the request back, as a clause.

        Args:
            node: The item's display.
            entries: What it has for its keys.
        """
        if "type" not in entries:
            return self._why_message_stays(entries)
        kind = self.constant(entries["type"])
        if kind == RESULT and set(entries) == {"type", "call_id", "output"}:
            if self.in_parts(entries["output"]):
                return "sends a result in parts"
            if not any(node is known for known in self.results):
                self.results.append(node)
            return ""
        if (
            self.MOVES_CALLS
            and kind == CALL
            and set(entries) == {"type", "call_id", "name", "arguments"}
        ):
            self.calls.append(node)
            return ""
        return NO_MESSAGES

    def _why_message_stays(self, entries: Mapping[str, NodeT]) -> str:
        if set(entries) != {"role", "content"}:
            return NO_MESSAGES
        role = self.constant(entries["role"])
        if role not in ROLES:
            return "sends a message of a role that is not written there"
        if self.in_parts(entries["content"]):
            return "sends content in parts"
        if role == "developer":
            self.roles.append(entries["role"])
        return ""
