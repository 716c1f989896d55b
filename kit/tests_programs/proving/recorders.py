"""Servers that pose as OpenAI, as Electron and as everybody else, and note who asked for what."""

from __future__ import annotations

import json
import socket
import ssl
import tempfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any

import trustme

from .talks import FILLER, said, wrong_talk

OPENAI, ELECTRON, OTHER = "openai", "electron", "other"
HOSTS = {"api.openai.com": OPENAI, "api.smallest.ai": ELECTRON, "*": OTHER}
OPENAI_KEY, ELECTRON_KEY = "sk-openai", "sk_smallest"
# Names that the certificate is good for, beside those above.
NAMES = (
    "*.openai.azure.com",
    "*.groq.com",
    "*.together.xyz",
    "*.mistral.ai",
    "*.deepseek.com",
    "*.anthropic.com",
    "*.inference.ai.azure.com",
    "*.github.ai",
    "*.example.com",
    "openrouter.ai",
    "localhost",
    "127.0.0.1",
)
_HEADERS = ("api-key", "x-api-key", "x-goog-api-key")
_CHAT = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Request:
    """What a recorder got.

    Attributes:
        who: The recorder: `OPENAI`, `ELECTRON` or `OTHER`.
        host: The host that was asked for.
        path: The path, without a query.
        key: The credential, from whichever header.
        model: The model that the body asks for; None without one.
        body: The body: decoded JSON, or None.
        status: What was answered.
    """

    who: str
    host: str
    path: str
    key: str
    model: str | None
    body: Any
    status: int

    def __str__(self) -> str:
        return f"{self.who} {self.path} model={self.model} key={self.key} -> {self.status}"


@dataclass
class Recorders:
    """The three servers while they run; a context manager."""

    requests: list[Request] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Recorders:
        self._folder = tempfile.TemporaryDirectory()
        authority = trustme.CA()
        self.ca = Path(self._folder.name, "ca.pem")
        authority.cert_pem.write_to_path(str(self.ca))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        hosts = [host for host in HOSTS if host != "*"]
        authority.issue_cert(*hosts, *NAMES).configure_cert(context)
        self._servers = []
        for host, who in HOSTS.items():
            server = _Server(who, context, self.requests)
            Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            self._servers.append(server)
            self.ports[host] = server.server_address[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._folder.cleanup()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, who: str, context: ssl.SSLContext, requests: list[Request]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.who, self.context, self.requests = who, context, requests

    def finish_request(self, request: Any, client_address: Any) -> None:
        # In the connection's own thread; a plain request does not begin as a TLS record does.
        request.settimeout(30)
        if request.recv(1, socket.MSG_PEEK) != b"\x16":
            super().finish_request(request, client_address)
            return
        try:
            secure = self.context.wrap_socket(request, server_side=True)
        except OSError:
            return  # a program that does not trust the certificate fails by itself
        with secure:
            super().finish_request(secure, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or whose TLS fails, is seen by what the program does then."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits 40 ms for the headers' receipt
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            raw = self._chunks()
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        model = body.get("model") if isinstance(body, dict) else None
        path = self.path.partition("?")[0]
        key = self._key()
        status, answer = _reply(self.server.who, path, key, model, body)
        self.server.requests.append(
            Request(
                self.server.who,
                self.headers.get("Host", "").partition(":")[0],
                path,
                key,
                model,
                body,
                status,
            )
        )
        streamed = status == 200 and isinstance(body, dict) and body.get("stream") is True
        content = _events(answer) if streamed else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream" if streamed else "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _key(self) -> str:
        bearer = self.headers.get("Authorization", "")
        given = [self.headers[name] for name in _HEADERS if self.headers.get(name)]
        return " ".join([*([bearer.removeprefix("Bearer ")] if bearer else []), *given])

    def _chunks(self) -> bytes:
        whole = b""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole


def _reply(who: str, path: str, key: str, model: str | None, body: Any) -> tuple[int, Any]:
    """Answer as the endpoint does: 401 for a key that is not its own, 404 for what it lacks."""
    wanted = {OPENAI: OPENAI_KEY, ELECTRON: ELECTRON_KEY}.get(who)
    if wanted is not None and key != wanted:
        return 401, _error(f"Incorrect API key at {who}")
    if who == ELECTRON and path != "/waves/v1" + _CHAT:
        return 404, _error(f"no {path} at Electron")
    if model is not None and (model == "electron") != (who == ELECTRON):
        return 404, _error(f"The model {model} does not exist at {who}")
    if who == ELECTRON and (lacks := _lacking(body)):
        return 400, _error(f"Electron refuses {lacks}")
    if who in (ELECTRON, OPENAI) and (wrong := wrong_talk(path, body)):
        return 400, _error(f"{who} refuses {wrong}")
    if who == OPENAI and not path.startswith("/v1/"):
        return 404, _error(f"no {path} at OpenAI")
    for end, answer in _ANSWERS.items():
        if path.endswith(end):
            return 200, _with_filler(answer(model, body)) if who == ELECTRON else answer(
                model, body
            )
    return 404, _error(f"no {path} at {who}")


def _lacking(body: dict[str, Any]) -> str | None:
    """Return what Electron's pages say that it refuses."""
    if (body.get("n") or 1) > 1:
        return "n above 1"
    for message in body["messages"]:
        if message["role"] not in ("system", "user", "assistant", "tool"):
            return f"the role {message['role']}"
        if not isinstance(message.get("content"), str | None):
            return "content in parts"
    if (body.get("response_format") or {}).get("type") == "json_schema":
        return "json_schema"
    return None


def _error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "code": None}}


def _chat(model: str | None, body: Any) -> dict[str, Any]:
    text, calls = said(body)
    message: dict[str, Any] = {"role": "assistant", "content": text or None}
    if calls:
        message["tool_calls"] = [
            {"id": key, "type": "function", "function": {"name": name, "arguments": given}}
            for key, name, given in calls
        ]
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [
            {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _with_filler(answer: dict[str, Any]) -> dict[str, Any]:
    """Return Electron's answer: beside its calls it may say a sentence, and none is null."""
    message = answer["choices"][0]["message"]
    if message.setdefault("tool_calls", None):
        message["content"] = FILLER
    return answer


def _embeddings(model: str | None, body: Any) -> dict[str, Any]:
    count = len(body["input"]) if isinstance(body["input"], list) else 1
    rows = [{"object": "embedding", "index": i, "embedding": [0.0] * 4} for i in range(count)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "data": rows, "model": model, "usage": usage}


def _moderation(model: str | None, _body: Any) -> dict[str, Any]:
    result = {"flagged": False, "categories": {}, "category_scores": {}}
    return {"id": "m", "model": model, "results": [result]}


def _picture(_model: str | None, _body: Any) -> dict[str, Any]:
    return {"created": 1, "data": [{"url": "https://images.example.com/1.png"}]}


def _models(_model: str | None, _body: Any) -> dict[str, Any]:
    return {"object": "list", "data": []}


def _response(model: str | None, body: Any) -> dict[str, Any]:
    words, calls = said(body)
    text = {"type": "output_text", "text": words, "annotations": []}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    output: list[dict[str, Any]] = [message | {"content": [text]}] if not calls else [
        {
            "id": f"fc_{key}", "type": "function_call", "status": "completed",
            "call_id": key, "name": name, "arguments": given,
        }
        for key, name, given in calls
    ]  # fmt: skip
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": model,
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 1,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 1,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 2,
        },
    }


def _events(answer: dict[str, Any]) -> bytes:
    if answer["object"] == "response":
        return _response_events(answer)
    base = {**answer, "object": "chat.completion.chunk"}
    del base["usage"]
    message, end = answer["choices"][0]["message"], answer["choices"][0]["finish_reason"]
    deltas: list[tuple[dict[str, Any], str | None]] = [({"role": "assistant", "content": ""}, None)]
    deltas += [({"content": piece}, None) for piece in _pieces(message["content"] or "")]
    for number, call in enumerate(message.get("tool_calls") or ()):
        deltas.append(({"tool_calls": [call | {"index": number}]}, None))
    deltas.append(({}, end))
    chunks = [
        base | {"choices": [{"index": 0, "delta": delta, "finish_reason": last}]}
        for delta, last in deltas
    ]
    lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return "".join([*lines, "data: [DONE]\n\n"]).encode()


def _pieces(text: str) -> list[str]:
    return [text[:2], text[2:]] if text else []


def _response_events(answer: dict[str, Any]) -> bytes:
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": answer | {"output": []}}
    ]
    for number, item in enumerate(answer["output"]):
        at = {"item_id": item["id"], "output_index": number}
        calls = item["type"] == "function_call"
        empty = item | ({"arguments": ""} if calls else {"content": []})
        events.append({"type": "response.output_item.added", **at, "item": empty})
        if calls:
            name = "response.function_call_arguments"
            events.append({"type": f"{name}.delta", **at, "delta": item["arguments"]})
            done = {"arguments": item["arguments"], "name": item["name"]}
            events.append({"type": f"{name}.done", **at, **done})
        else:
            part, text = at | {"content_index": 0}, item["content"][0]
            events.append(
                {"type": "response.content_part.added", **part, "part": text | {"text": ""}}
            )
            events += [
                {"type": "response.output_text.delta", **part, "delta": piece, "logprobs": []}
                for piece in _pieces(text["text"])
            ]
        events.append({"type": "response.output_item.done", **at, "item": item})
    events.append({"type": "response.completed", "response": answer})
    return "".join(
        f"event: {event['type']}\ndata: {json.dumps(event | {'sequence_number': number})}\n\n"
        for number, event in enumerate(events)
    ).encode()


_ANSWERS = {
    _CHAT: _chat,
    "/embeddings": _embeddings,
    "/responses": _response,
    "/models": _models,
    "/moderations": _moderation,
    "/images/generations": _picture,
}
