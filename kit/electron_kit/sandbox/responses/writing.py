"""A response, its items and its usage, as OpenAI writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..dialects import Call, Choice, Usage, logprob

_ECHOED: dict[str, Any] = {
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "safety_identifier": None,
    "temperature": 1.0,
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
}
_LOGPROBS = "message.output_text.logprobs"


@dataclass(frozen=True, slots=True)
class Made:
    """A response in the making.

    Attributes:
        body: Its request.
        identity: What its ids are made from.
        created: When it began, in seconds since 1970.
        choice: What is said in it.
        usage: The tokens counted.
    """

    body: dict[str, Any]
    identity: str
    created: int
    choice: Choice
    usage: Usage

    @property
    def id(self) -> str:
        """The response's id."""
        return f"resp_{self.identity}"

    @property
    def whole(self) -> bool:
        """Whether all was said."""
        return self.choice.finish != "length"

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items of its output, in order."""
        found = [] if self.choice.content is None else [self.message()]
        return [*found, *(self.call(number, it) for number, it in enumerate(self.choice.calls))]

    @property
    def top_logprobs(self) -> int | None:
        """How many alternatives are asked for; None for no log probabilities."""
        asked = _LOGPROBS in (self.body.get("include") or ())
        return int(self.body.get("top_logprobs") or 0) if asked else None

    def message(self, text: str | None = None, status: str = "") -> dict[str, Any]:
        """Return the item that holds the text; while it comes, what is there of it."""
        parts = [self.part()] if text is None else []
        return {
            "id": f"msg_{self.identity}",
            "type": "message",
            "status": status or self._status(last=not self.choice.calls),
            "role": "assistant",
            "content": parts,
        }

    def part(self, text: str | None = None) -> dict[str, Any]:
        """Return the part that is the text."""
        top = self.top_logprobs
        tokens = self.choice.content or () if text is None and top is not None else ()
        return {
            "type": "output_text",
            "text": (self.choice.text or "") if text is None else text,
            "annotations": [],
            "logprobs": [logprob(token, top or 0) for token in tokens],
        }

    def call(self, number: int, call: Call, *, begins: bool = False) -> dict[str, Any]:
        """Return the item of a call; while it begins, without its arguments."""
        last = number == len(self.choice.calls) - 1
        # A call that a fault has doubled has one id both times.
        first = [each.id for each in self.choice.calls].index(call.id)
        return {
            "id": f"fc_{self.identity}{number:02x}",
            "type": "function_call",
            "status": "in_progress" if begins else self._status(last=last),
            "call_id": f"call_{self.identity}{first:02x}",
            "name": call.name,
            "arguments": "" if begins else "".join(call.arguments),
        }

    def response(self, *, begins: bool = False) -> dict[str, Any]:
        """Return the response; while it begins, without its output and its usage."""
        status = "in_progress" if begins else "completed" if self.whole else "incomplete"
        why = None if begins or self.whole else {"reason": "max_output_tokens"}
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "background": False,
            "completed_at": self.created if status == "completed" else None,
            "error": None,
            "incomplete_details": why,
            "model": self.body["model"],
            "output": [] if begins else self.items,
            **{name: _given(self.body.get(name), usual) for name, usual in _ECHOED.items()},
            "reasoning": {"effort": None, "summary": None} | (self.body.get("reasoning") or {}),
            "service_tier": "default",
            "text": _text(self.body),
            "tool_choice": _given(self.body.get("tool_choice"), "auto"),
            "tools": [_tool(tool) for tool in self.body.get("tools") or ()],
            "usage": None if begins else usage_block(self.usage),
            "metadata": self.body.get("metadata") or {},
        }

    def _status(self, *, last: bool) -> str:
        return "completed" if self.whole or not last else "incomplete"


def usage_block(usage: Usage) -> dict[str, Any]:
    """Return the ``usage`` of a response."""
    return {
        "input_tokens": usage.prompt,
        "input_tokens_details": {"cached_tokens": usage.cached, "cache_write_tokens": 0},
        "output_tokens": usage.completion,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": usage.prompt + usage.completion,
    }


def _given(value: Any, usual: Any) -> Any:
    return usual if value is None else value


def _text(body: dict[str, Any]) -> dict[str, Any]:
    text = body.get("text") or {}
    form = dict(text.get("format") or {"type": "text"})
    if form["type"] == "json_schema":
        form = {"description": None, "strict": True, **form}
    return {"format": form, "verbosity": text.get("verbosity") or "medium"}


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    usual = {"description": None, "parameters": None, "strict": True}
    return {**usual, **{name: value for name, value in tool.items() if value is not None}}
