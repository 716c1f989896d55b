"""What tests of the transports share: accounts in the sandbox, and both kinds of client."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from electron_kit import ELECTRON, OPENAI, Account, Policy, async_client, client
from electron_kit.sandbox import Sandbox
from electron_kit.transport import redis_budget

from .valkey import valkey_server
from .wire import LONG_SECONDS

_NUMBERS = itertools.count()

# Waits short enough for a test, and a circuit breaker that is tested on its own.
QUICK = {"backoff_first": 0.001, "backoff_longest": 0.002, "breaker_failures": 1_000}


def quick(**changes: Any) -> Policy:
    """Return a policy whose waits are short."""
    return Policy(**{**QUICK, **changes})


@pytest.fixture
def accounts(sandbox: Sandbox) -> list[Account]:
    """Both accounts in the sandbox, under keys, and so with budgets, that no other test has."""
    number = next(_NUMBERS)
    return [
        Account(ELECTRON, sandbox.electron_url, f"sk_sandbox_{number}"),
        Account(OPENAI, sandbox.openai_url, f"sk-sandbox_{number}"),
    ]


@pytest.fixture(autouse=True)
def _redis_has_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no Redis that is away; the test of one that hangs says so itself."""
    monkeypatch.setattr(redis_budget, "TIMEOUT_SECONDS", LONG_SECONDS)


@pytest.fixture(scope="module")
def redis_uri() -> Iterator[str]:
    """Where a module's own server of the Redis protocol listens."""
    with valkey_server() as server:
        yield f"{server.connection_url}/0"


class Both:
    """Sends the same request through a synchronous or an asynchronous client.

    What comes back is the answer, or for a stream the list of its chunks; what was
    received before an exception is in `chunks`.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.chunks: list[Any] = []
        self.headers: dict[str, str] = {}

    def __call__(self, providers: Any, request: dict[str, Any], **options: Any) -> Any:
        self.chunks, self.headers = [], {}
        if self.kind == "async":
            return asyncio.run(self._async(providers, request, options))
        with client(providers, **options) as sdk:
            raw = sdk.chat.completions.with_raw_response.create(**request)
            self.headers = dict(raw.headers)
            answer = raw.parse()
            if not request.get("stream"):
                return answer
            for chunk in answer:
                self.chunks.append(chunk)
            return self.chunks

    async def _async(self, providers: Any, request: dict[str, Any], options: Any) -> Any:
        async with async_client(providers, **options) as sdk:
            raw = await sdk.chat.completions.with_raw_response.create(**request)
            self.headers = dict(raw.headers)
            answer = raw.parse()
            if not request.get("stream"):
                return answer
            async for chunk in answer:
                self.chunks.append(chunk)
            return self.chunks


@pytest.fixture(params=["sync", "async"])
def both(request: pytest.FixtureRequest) -> Both:
    """Each kind of client in turn."""
    return Both(request.param)


def served(sandbox: Sandbox) -> list[str]:
    """Return which endpoints the sandbox was asked at, in order."""
    return [exchange.dialect for exchange in sandbox.requests]


Make = Callable[..., Any]
