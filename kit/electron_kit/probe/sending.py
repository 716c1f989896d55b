"""How requests are sent: each once, at the pace, journalled, without the key in what is kept."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from ..providers import is_loopback, without_userinfo
from .exchange import INTERRUPTED, Call, Exchange
from .journal import Journal
from .pace import TRIES, Pace, rest_after

# An answer without an end is left: no check looks at more.
MOST_BYTES = 4_000_000
SECONDS = 120.0
HIDDEN = "[key]"


class Stopped(BaseException):
    """The run ends here; what is done is in the journal.

    Not an `Exception`, as the SDK makes a connection error of every one of those.
    """


class Line:
    """Sends the requests of a run, each once.

    Args:
        base_url: The endpoint, without the operation's path.
        key: The API key.
        journal: Where requests and answers are written down.
        pace: When the next request may go.
        tell: Called with a sentence when the run has to wait.
        transport: How bytes travel; over sockets by default.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        journal: Journal,
        pace: Pace,
        *,
        tell: Callable[[str], None] = lambda text: None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.key = key
        self.stopping = threading.Event()
        self._journal, self._pace, self._tell = journal, pace, tell
        self._answers = {
            line["answer"]: Exchange.from_dict(line["exchange"])
            for line in journal.having("answer")
        }
        sent = Counter(line["sent"] for line in journal.having("sent"))
        # What was refused for the limit or never arrived was not answered: it may be sent again.
        refused = Counter(line["limited"] for line in journal.having("limited"))
        refused += Counter(line["unsent"] for line in journal.having("unsent"))
        self._open = set((sent - refused).keys())
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(SECONDS, connect=15.0),
            trust_env=not is_loopback(base_url),
            verify=base_url.startswith("https"),  # a TLS context costs 40 ms where none is used
            follow_redirects=False,
            transport=transport,
        )

    @property
    def limited(self) -> list[str]:
        """What the endpoint said each time it refused a request for its limits."""
        return [str(line["said"]) for line in self._journal.having("limited")]

    @property
    def sent(self) -> int:
        """How many requests went out, over all runs of this journal."""
        return sum(1 for _ in self._journal.having("sent")) - sum(
            1 for _ in self._journal.having("unsent")
        )

    def send(self, call: Call) -> Exchange:
        """Return the answer to a request: from the journal if it has been asked before.

        Raises:
            Stopped: The run was told to stop, or the endpoint refuses for its limits.
        """
        if call.name in self._answers:
            return self._answers[call.name]
        # It went out and no answer was written down: it may have been paid for, and is not sent
        # again.
        if call.name in self._open:
            return Exchange(0, {}, b"", error=INTERRUPTED)
        for attempt in range(TRIES):
            if self.stopping.is_set():
                raise Stopped("stopped")
            at = self._pace.wait()
            if self.stopping.is_set():
                raise Stopped("stopped")
            self._journal.add(sent=call.name, at=at)
            try:
                exchange = self._exchange(call)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as problem:
                self._journal.add(unsent=call.name)
                host = without_userinfo(self.base_url)
                raise Stopped(f"{host} cannot be reached: {self.hide(str(problem))}") from None
            if exchange.status != 429:
                break
            self._journal.add(limited=call.name, said=exchange.shown)
            if attempt == TRIES - 1:
                raise Stopped(f"the endpoint refuses for its limits: {exchange.shown}")
            rest = rest_after(exchange.headers)
            self._tell(f"429: {exchange.shown}; waiting {rest:.0f} s")
            self._pace.rest(rest)
        self._journal.add(answer=call.name, exchange=exchange.as_dict())
        self._answers[call.name] = exchange
        return exchange

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _exchange(self, call: Call) -> Exchange:
        started = time.perf_counter()
        first, status, error = 0.0, 0, ""
        headers: Mapping[str, str] = {}
        pieces: list[bytes] = []
        try:
            with self._client.stream(
                call.method,
                f"{self.base_url}{call.path}",
                content=call.content,
                headers={**call.headers, "accept-encoding": "identity"},
            ) as response:
                status = response.status_code
                headers = {name.lower(): value for name, value in response.headers.items()}
                size = events = 0
                for piece in response.iter_bytes():
                    first = first or time.perf_counter() - started
                    pieces.append(piece)
                    size += len(piece)
                    events += piece.count(b"\n\n")
                    if call.leave_after is not None and events >= call.leave_after:
                        break
                    if size > MOST_BYTES:
                        error = f"more than {MOST_BYTES:,} bytes"
                        break
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise
        except httpx2.HTTPError as problem:
            error = f"{type(problem).__name__}: {problem}"
        except (httpx2.InvalidURL, UnicodeError) as problem:
            error = f"{type(problem).__name__}: {problem}"
        return self._without_key(
            Exchange(status, headers, b"".join(pieces), first, time.perf_counter() - started, error)
        )

    def _without_key(self, exchange: Exchange) -> Exchange:
        hide = self.hide
        headers = {hide(name): hide(value) for name, value in exchange.headers.items()}
        body = exchange.body
        if self.key:
            body = body.replace(self.key.encode(), HIDDEN.encode())
        return Exchange(
            exchange.status, headers, body, exchange.first, exchange.seconds, hide(exchange.error)
        )

    def hide(self, text: str) -> str:
        """Return a text without the key."""
        return text.replace(self.key, HIDDEN) if self.key else text


class Through(httpx2.BaseTransport):
    """Sends what the SDK sends over a line.

    Args:
        send: Takes method, path below the base URL, and body, and returns the answer.
    """

    def __init__(self, send: Callable[[str, str, bytes], Exchange], prefix: str) -> None:
        self._send, self._prefix = send, prefix

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer to the SDK; raise what it would have met."""
        path = request.url.path.removeprefix(self._prefix)
        exchange = self._send(request.method, path, request.read())
        if exchange.error or not exchange.status:
            raise httpx2.ReadError(exchange.error or "no answer", request=request)
        kept: dict[str, Any] = {
            name: value
            for name, value in exchange.headers.items()
            if name not in {"content-length", "transfer-encoding", "content-encoding"}
        }
        return httpx2.Response(
            exchange.status, headers=kept, content=exchange.body, request=request
        )
