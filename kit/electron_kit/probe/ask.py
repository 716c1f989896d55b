"""What a check asks with: raw HTTP and the SDK over one line, and requests that checks share."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .exchange import INTERRUPTED, Call, Exchange
from .sending import Line, Through

if TYPE_CHECKING:
    from openai import OpenAI

PONG = "Reply with exactly: pong"

Request = dict[str, Any]


class Interrupted(BaseException):
    """An answer is missing since the run that asked was killed; it is not asked twice.

    Not an `Exception`, as the SDK makes a connection error of every one of those.
    """


class Ask:
    """What one check sends, each request under a name of its own.

    Args:
        line: Where requests go.
        name: The check's id.
        dialect: ``"electron"`` or ``"openai"``.
        model: The model to ask for.
        run: A word that is this run's own, for prompts that nobody has sent before.
        shared: How requests that checks share are made, by name.
    """

    def __init__(
        self,
        line: Line,
        name: str,
        *,
        dialect: str,
        model: str,
        run: str,
        shared: dict[str, Callable[[Ask], Exchange]],
    ) -> None:
        self.line, self.dialect, self.model, self.run = line, dialect, model, run
        self._name, self._shared, self._count = name, shared, 0

    @property
    def electron(self) -> bool:
        """Whether the endpoint is held against Electron's documents."""
        return self.dialect == "electron"

    def body(self, *said: str | Request, **fields: Any) -> Request:
        """Return a harmless request: one question, a short answer.

        Args:
            said: Messages; a string is the user's. "Reply with exactly: pong" by default.
            fields: Other fields; None leaves one out. OpenAI gets ``max_tokens`` under the name
                that its old and new models alike take.
        """
        messages = [
            {"role": "user", "content": it} if isinstance(it, str) else it for it in said or (PONG,)
        ]
        found = {"model": self.model, "messages": messages, "max_tokens": 16, **fields}
        if not self.electron:
            found["max_completion_tokens"] = found.pop("max_tokens")
        return {name: value for name, value in found.items() if value is not None}

    def post(self, body: Any, **options: Any) -> Exchange:
        """Send a chat request and return what came back; options as `send` takes them."""
        return self.send(content=json.dumps(body, ensure_ascii=False).encode(), **options)

    def send(
        self,
        *,
        content: bytes = b"",
        method: str = "POST",
        path: str = "/chat/completions",
        authorization: str | None = None,
        leave_after: int | None = None,
    ) -> Exchange:
        """Send a request and return what came back.

        Args:
            content: The body.
            method: The HTTP method.
            path: The path below the base URL.
            authorization: That header; the key's by default, empty for none.
            leave_after: Go away after that many events.

        Raises:
            Interrupted: It was sent before by a run that was killed.
            Stopped: The run ends here.
        """
        return self._send(self._call(content, method, path, authorization, leave_after))

    def at_once(self, bodies: list[Request]) -> list[Exchange]:
        """Send requests at the same time and return what came back, in their order."""
        calls = [
            self._call(json.dumps(body).encode(), "POST", "/chat/completions", None, None)
            for body in bodies
        ]
        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(self._send, calls))

    def shared(self, name: str) -> Exchange:
        """Return the answer to a request that checks share; it is sent once."""
        asking = Ask(
            self.line,
            f"shared.{name}",
            dialect=self.dialect,
            model=self.model,
            run=self.run,
            shared=self._shared,
        )
        return self._shared[name](asking)

    def sdk(self) -> OpenAI:
        """Return the genuine SDK's client over this line."""
        import httpx2
        from openai import OpenAI

        prefix = urlsplit(self.line.base_url).path

        def send(method: str, path: str, content: bytes) -> Exchange:
            return self.send(content=content, method=method, path=path)

        return OpenAI(
            base_url=self.line.base_url,
            api_key=self.line.key or "none",
            organization="",
            project="",
            max_retries=0,
            http_client=httpx2.Client(transport=Through(send, prefix), trust_env=False),
        )

    def _call(
        self,
        content: bytes,
        method: str,
        path: str,
        authorization: str | None,
        leave_after: int | None,
    ) -> Call:
        name = f"{self._name}#{self._count}"
        self._count += 1
        headers = {"content-type": "application/json"} if content else {}
        if authorization is None and self.line.key:
            authorization = f"Bearer {self.line.key}"
        if authorization:
            headers["authorization"] = authorization
        return Call(name, method, path, content, headers, leave_after)

    def _send(self, call: Call) -> Exchange:
        exchange = self.line.send(call)
        if exchange.error == INTERRUPTED:
            raise Interrupted(call.name)
        return exchange
