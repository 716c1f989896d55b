"""The operations of the Responses API: create, retrieve, list what was sent, delete."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from electron_kit.contract import context_tokens

from .. import fault_effects
from ..answer import Answer
from ..auth_and_paths import unknown_path, wrong_method
from ..chat import Chat, completion_tokens
from ..conversation import Conversation, read
from ..dialects import Choice
from ..exchange import Context, Refused, json_answer
from ..json_encoding import encode
from . import rules
from .events import events, written
from .items import check_calls
from .store import Item, Store, Stored
from .to_chat import chat_body, earlier, items_of
from .writing import Made, usage_block

PATH = "/responses"
_SSE = "text/event-stream; charset=utf-8"


class Responses:
    """Answers requests to ``/responses``.

    Args:
        chat: What answers are made by, with the sandbox's settings.
        as_of: The day that decides which models have ended.
    """

    def __init__(self, chat: Chat, as_of: date) -> None:
        self._chat = chat
        self._as_of = as_of
        self.store = Store()

    def create(self, context: Context, body: Any) -> Answer:
        """Return a new response, or the events of one.

        Raises:
            Refused: The request is refused.
            Reset: A scripted reply resets the connection.
        """
        complaint = rules.complaint(body, self._as_of)
        if complaint is not None:
            param, code = complaint.param, complaint.code
            raise Refused(complaint.status, complaint.message, param=param, code=code)
        before = earlier(body, self.store, context.key)
        asked = items_of(body, lambda name: self.store.item(context.key, name))
        check_calls([*before, *asked])
        made = self._made(context, body, [*before, *asked])
        if body.get("store") is not False:
            self._keep(context, made, asked, before)
        entry = context.entry
        entry.status = 200
        entry.answer = made.choice.text
        entry.tool_calls = tuple([call.name for call in made.choice.calls])
        entry.usage = usage_block(made.usage)
        return self._answer(context, made)

    def stored(self, context: Context, path: str) -> Answer:
        """Return a stored response, the items that were sent for it, or that it was deleted.

        Args:
            context: The request.
            path: Its path behind ``/responses/``.

        Raises:
            Refused: There is no such response, or no such operation.
        """
        name, _, rest = path.partition("/")
        method = context.request.method
        if rest not in {"", "input_items"}:
            raise unknown_path(context)
        allowed = "GET, DELETE" if not rest else "GET"
        if method not in {*allowed.split(", "), "HEAD"}:
            raise wrong_method(context, allowed)
        found = self.store.get(context.key, name)
        if found is None:
            raise Refused(404, f"Response with id '{name[:80]}' not found.")
        shown: Any = found.response
        if rest:
            shown = _listed(found.asked, name)
        elif method == "DELETE":
            self.store.remove(context.key, name)
            shown = {"id": name, "object": "response.deleted", "deleted": True}
        context.entry.status = 200
        return json_answer(200, encode(shown).encode(), context.request_id)

    def _made(self, context: Context, body: dict[str, Any], items: list[Item]) -> Made:
        chat = chat_body(body, items)
        try:
            conversation = read(context.dialect.name, chat)
        except RecursionError:
            raise Refused(400, "tools is nested too deeply", param="tools") from None
        prompt = len(conversation.prompt_tokens)
        if prompt + (body.get("max_output_tokens") or 1) > context_tokens(body["model"]):
            raise Refused(
                400,
                "Your input exceeds the context window of this model. Please adjust your input "
                "and try again.",
                param="input",
                code="context_length_exceeded",
            )
        choice = self._choice(context, body, chat, conversation)
        usage = self._chat.usage(context, conversation, completion_tokens([choice]))
        return Made(body, context.request_id, context.created, choice, usage)

    def _choice(
        self, context: Context, body: Any, chat: dict[str, Any], conversation: Conversation
    ) -> Choice:
        scripted = self._chat.scripted(context, body, conversation)
        made = self._chat.reply(context, chat, conversation, scripted)
        return (fault_effects.choices(made, context.fault) if context.fault is not None else made)[
            0
        ]

    def _keep(self, context: Context, made: Made, asked: list[Item], before: list[Item]) -> None:
        numbered = [
            item if item.get("id") else {**item, "id": f"msg_{made.identity}{number:04x}in"}
            for number, item in enumerate(asked)
        ]
        response = made.response()
        size = len(json.dumps([response, numbered])) + 200 * len(before)
        self.store.add(context.key, Stored(response, numbered, before, size))

    def _answer(self, context: Context, made: Made) -> Answer:
        ttft, interval = self._chat.pace(context)
        request_id = ("x-request-id", f"req_{context.request_id}")
        if not made.body.get("stream"):
            headers = (("content-type", "application/json"), request_id)
            text = encode(made.response())
            seconds = interval * made.usage.completion
            return Answer(200, text.encode(), headers, first_byte=ttft, interval=seconds)
        streamed = (("content-type", _SSE), ("cache-control", "no-cache"), request_id)
        answer = Answer(200, b"", streamed, True, first_byte=ttft, interval=interval)
        text = events(made)
        if context.fault is not None:
            text = fault_effects.events(text, context.fault, answer, _failed)
        answer.body = text.encode()
        return answer


def _failed(number: int) -> str:
    error = {"code": "server_error", "message": fault_effects.FAILED, "param": None}
    return written(number, "error", error)


def _listed(items: list[Item], name: str) -> dict[str, Any]:
    """Return the items that were sent for a response, latest first, as a page of a list."""
    shown = [_whole_item(item) for item in reversed(items)]
    ids = [item["id"] for item in shown] or [""]
    page = {"first_id": ids[0], "last_id": ids[-1], "has_more": False}
    return {"object": "list", "data": shown, **page}


def _whole_item(item: Item) -> Item:
    if item.get("type", "message") != "message":
        return {"status": "completed", **item}
    kind = "output_text" if item["role"] == "assistant" else "input_text"
    content = item["content"]
    if isinstance(content, str):
        content = [{"type": kind, "text": content}]
        if kind == "output_text":
            content[0] |= {"annotations": [], "logprobs": []}
    return {"status": "completed", **item, "type": "message", "content": content}
