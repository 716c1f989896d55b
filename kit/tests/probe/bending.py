"""A sandbox whose rules are bent one at a time, in front of the probe."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from electron_kit.sandbox import Sandbox
from electron_kit.sandbox.request_heads import Request

Body = dict[str, Any]


@dataclass
class Reply:
    """An answer that may be changed before it is sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value, ensure_ascii=False).encode()

    @property
    def is_stream(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/event-stream")

    @property
    def events(self) -> list[str]:
        return [event[6:] for event in self.body.decode().split("\n\n") if event]

    @events.setter
    def events(self, value: list[str]) -> None:
        self.body = "".join(f"data: {event}\n\n" for event in value).encode()

    def each_chunk(self, change: Callable[[Body, int], None]) -> None:
        """Change the chunks of a stream in place; numbers start at 0."""
        found = []
        for number, event in enumerate(self.events):
            if event == "[DONE]":
                found.append(event)
                continue
            chunk = json.loads(event)
            change(chunk, number)
            found.append(json.dumps(chunk, ensure_ascii=False))
        self.events = found


@dataclass
class Asked:
    """A request that may be changed before the sandbox reads it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    parsed: Any = field(default=None)

    def get(self, name: str) -> Any:
        return self.parsed.get(name) if isinstance(self.parsed, dict) else None

    @property
    def last(self) -> str:
        """The text of the last message."""
        messages = self.get("messages") or [{}]
        return str(messages[-1].get("content"))

    @property
    def roles(self) -> list[Any]:
        return [message.get("role") for message in self.get("messages") or []]


Before = Callable[[Asked], None]
After = Callable[[Asked, Reply], None]


class Bent(httpx2.BaseTransport):
    """The sandbox, with a rule bent: what is asked or what is answered is changed on its way.

    Args:
        before: Changes the request that the sandbox reads (`Asked.parsed`).
        after: Changes what the sandbox answered.
    """

    def __init__(self, before: Before | None = None, after: After | None = None) -> None:
        self.app = Sandbox(repeatable=True)._app
        self.before, self.after = before, after

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = request.read()
        try:
            parsed = json.loads(body)
        except ValueError:
            parsed = None
        asked = Asked(request.method, request.url.path, headers, body, parsed)
        original = json.loads(body) if parsed is not None else None
        if self.before is not None:
            self.before(asked)
            if asked.parsed != original:
                asked.body = json.dumps(asked.parsed).encode()
        reply = self._answer(asked)
        if self.after is not None:
            asked.parsed = original
            self.after(asked, reply)
        return httpx2.Response(
            reply.status, headers=reply.headers, content=reply.body, request=request
        )

    def _answer(self, asked: Asked) -> Reply:
        # The sandbox's answer is a pure function of the request, but for what its cache has
        # seen: only prompts that ask for that go through it each time.
        authorization = asked.headers.get("authorization", "")
        known = (asked.method, asked.path, authorization, asked.body)
        if known not in _ANSWERS or b"Shelf" in asked.body:
            answer = self.app.handle(Request(asked.method, asked.path, asked.headers, asked.body))
            if answer.on_end is not None:
                answer.on_end(False)
            _ANSWERS[known] = (answer.status, dict(answer.headers), answer.body)
        status, headers, content = _ANSWERS[known]
        return Reply(status, dict(headers), content)


_ANSWERS: dict[tuple[str, str, str, bytes], tuple[int, dict[str, str], bytes]] = {}
