"""Routes: which request gets which answer, and how many a key may have."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from electron_kit.contract import PLANS
from electron_kit.providers import Account, ConfigurationError

from . import console, cors
from .answer import Answer
from .auth_and_paths import CHAT, check_key, dialect_of, models, unknown_path, wrong_method
from .chat import Chat, Settings
from .dialects import CREATED, ELECTRON_DIALECT, OPENAI_DIALECT
from .exchange import Context, Refused, Reset, json_answer, unique_id
from .faults import HEADER, Fault, FaultScript
from .log import Exchange, RequestLog
from .prefix_cache import PrefixCache
from .rate_limits import LimitReached, Meter
from .recordings import Recording, Recordings, fetch
from .request_heads import Request
from .responses import PATH as RESPONSES
from .responses import Responses
from .script import ReplyScript

_FAILED = (
    "The sandbox failed, not the request: its log has the traceback. Please report it with the "
    "request's body."
)


class SandboxApp:
    """Answers requests in both dialects.

    Args:
        settings: How it behaves.
        recordings: Answers of a live endpoint to replay, or the file to write them to.
        upstream: The accounts to record from, by the name of their dialect.
        clock: Seconds since 1970, for the time in an answer.
    """

    def __init__(
        self,
        settings: Settings,
        recordings: Recordings | None = None,
        upstream: Mapping[str, Account] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.log = RequestLog()
        self.faults = FaultScript()
        self.replies = ReplyScript()
        self.meter = Meter(PLANS[settings.plan], minute=settings.minute)
        self.cache = PrefixCache()
        self._chat = Chat(settings, self.replies, self.cache)
        self._responses = Responses(self._chat, settings.as_of)
        self._as_of = settings.as_of
        # A socket's event loop hands in one request after another; threads in process do not.
        self._turn = threading.RLock()
        self._recordings = recordings
        self._upstream = upstream or {}
        self._repeatable = settings.repeatable
        self._clock = clock

    def handle(self, request: Request) -> Answer:
        """Return the answer to a request; whatever fails in here is a 500 of the sandbox."""
        if request.path == "/healthz":
            return self._health(request)
        origin = request.headers.get("origin")
        if origin is not None and cors.is_preflight(request):
            return cors.preflight(request, origin)
        context = self._context(request)
        try:
            answer = self._answered(context)
        except Exception:  # noqa: BLE001  (it is told of, with its traceback)
            answer = context.refusal(Refused(500, _FAILED))
            key = request.headers.get("authorization", "").rpartition(" ")[2]
            console.failed(context.entry, key)
        self.log.add(context.entry, len(request.body))
        return answer if origin is None else cors.open_to(answer, origin)

    def refuse(self, path: str, status: int, message: str) -> Answer:
        """Return the answer to bytes that did not become a request."""
        dialect = dialect_of(path)
        request_id = self._request_id(_digest(path.encode("latin-1"), message.encode()))
        entry = Exchange(dialect.name, "", path, status=status, error=message)
        self.log.add(entry)
        console.refused(entry)
        body = dialect.error(status, message, f"req_{request_id}")
        return json_answer(status, body, request_id)

    def _answered(self, context: Context) -> Answer:
        """Return the answer to a request, which may be a refusal or a reset."""
        try:
            with self._turn:
                return self._route(context)
        except Refused as refused:
            answer = context.refusal(refused)
        except RecursionError:
            answer = context.refusal(Refused(400, "The request is nested too deeply"))
        except Reset:
            fault = context.fault
            answer = Answer(0, first_byte=(fault.ttft if fault is not None else None) or 0.0)
        console.refused(context.entry)
        return answer

    def _context(self, request: Request) -> Context:
        dialect = dialect_of(request.path)
        agent = request.headers.get("user-agent", "")
        digest = _digest(request.path.encode("latin-1"), request.body)
        return Context(
            dialect,
            request,
            digest,
            self._request_id(digest),
            CREATED if self._repeatable else int(self._clock()),
            Exchange(dialect.name, request.method, request.path, user_agent=agent),
        )

    def _request_id(self, digest: str) -> str:
        return digest if self._repeatable else unique_id()

    def _health(self, request: Request) -> Answer:
        request_id = self._request_id(_digest(b"/healthz", request.body))
        if request.method in {"GET", "HEAD"}:
            return json_answer(200, b'{"status":"ok"}', request_id)
        body = ELECTRON_DIALECT.error(405, "Use GET on /healthz", f"req_{request_id}")
        return json_answer(405, body, request_id, (("allow", "GET"),))

    def clear(self) -> None:
        """Forget requests, prompts, minutes used, and the faults and replies to come."""
        self.log.clear()
        self.cache.clear()
        self.meter.clear()
        self.faults.clear()
        self.replies.clear()
        self._responses.store.clear()

    def _route(self, context: Context) -> Answer:
        dialect, request = context.dialect, context.request
        path = request.path.removeprefix(dialect.prefix)
        if not request.path.startswith(f"{dialect.prefix}/"):
            raise unknown_path(context)
        if path == CHAT:
            if request.method != "POST":
                raise wrong_method(context, "POST")
            return self._chat_request(context)
        if dialect is OPENAI_DIALECT and (path == "/models" or path.startswith("/models/")):
            if request.method not in {"GET", "HEAD"}:
                raise wrong_method(context, "GET")
            check_key(context)
            name = path.removeprefix("/models").removeprefix("/")
            return models(context, name, self._as_of)
        if dialect is OPENAI_DIALECT and (path == RESPONSES or path.startswith(f"{RESPONSES}/")):
            return self._responses_request(context, path.removeprefix(RESPONSES).lstrip("/"))
        raise unknown_path(context)

    def _responses_request(self, context: Context, rest: str) -> Answer:
        if rest:
            check_key(context)
            return self._responses.stored(context, rest)
        if context.request.method != "POST":
            raise wrong_method(context, "POST")
        return self._chat_request(context)

    def _chat_request(self, context: Context) -> Answer:
        check_key(context)
        context.set_fault(self._fault(context))
        # The plans are Electron's; OpenAI's limits vary by model and time.
        metered = context.dialect is ELECTRON_DIALECT
        if metered:
            self._enter(context)
        try:
            answer = self._answer(context)
        except BaseException:
            if metered:
                self.meter.leave(context.key)
            raise
        if metered or answer.stream:
            entry, meter, key, turn = context.entry, self.meter, context.key, self._turn

            def on_end(gone: bool) -> None:
                if metered:
                    with turn:
                        meter.leave(key)
                entry.cancelled = gone

            answer.on_end = on_end
        return answer

    def _fault(self, context: Context) -> Fault | None:
        text = context.request.headers.get(HEADER)
        if text is None:
            return self.faults.take(context.dialect.name)
        try:
            return self.faults.from_header(text, context.dialect.name, context.request.body)
        except ConfigurationError as error:
            raise Refused(400, f"X-Sandbox-Fault: {error}") from None

    def _enter(self, context: Context) -> None:
        try:
            self.meter.enter(context.key)
        except LimitReached as limit:
            after = ("retry-after", str(limit.retry_after))
            raise Refused(429, str(limit), headers=(after,)) from None

    def _answer(self, context: Context) -> Answer:
        body = self._chat.read(context)
        if context.request.path.endswith(RESPONSES):
            if self._recordings is not None:
                raise Refused(502, "Recordings hold chat completions alone, no responses")
            return self._responses.create(context, body)
        recordings = self._recordings
        if recordings is None:
            return self._chat.answer(context, body)
        name = context.dialect.name
        if not recordings.write:
            found = recordings.find(name, body)
            if found is None:
                raise Refused(502, f"No recording of this request in {recordings.path.name}")
            return _replayed(context, found)
        account = self._upstream.get(name)
        if account is None:
            variable = context.dialect.provider.key_variable
            raise Refused(502, f"No key to record from {name}: set {variable}")

        async def later() -> Answer:
            return await _fetched(context, account, body, recordings)

        return Answer(200, later=later)


async def _fetched(context: Context, account: Account, body: Any, recordings: Recordings) -> Answer:
    """Return the answer of a live endpoint, having written it down."""
    try:
        recording = await fetch(account, body)
        recordings.add(recording)
    except Exception as error:  # noqa: BLE001  (whatever it is, the client gets an envelope)
        message = f"Recording from {context.dialect.name} failed: {type(error).__name__}"
        context.entry.status, context.entry.error = 502, message
        console.refused(context.entry)
        body = context.dialect.error(502, message, f"req_{context.request_id}")
        return json_answer(502, body, context.request_id)
    return _replayed(context, recording)


def _replayed(context: Context, recording: Recording) -> Answer:
    context.entry.status = recording.status
    stream = recording.headers.get("content-type", "").startswith("text/event-stream")
    headers = tuple(recording.headers.items())
    return Answer(recording.status, recording.body.encode(), headers, stream)


def _digest(*parts: bytes) -> str:
    return blake2b(b"\0".join(parts), digest_size=12).hexdigest()
