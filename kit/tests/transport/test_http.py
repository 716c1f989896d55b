"""The transports as an HTTP client sees them."""

import asyncio
import subprocess
import sys

import pytest

from electron_kit import ELECTRON, Account, ConfigurationError, async_client, client
from electron_kit.sandbox import Sandbox
from electron_kit.transport.proxies import proxy_for


def test_the_environments_proxy_is_used_except_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A client with a transport of its own looks for no proxy itself, so the kit does."""
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "internal.example")
    assert proxy_for(ELECTRON.base_url) == "http://proxy.example:3128"
    assert proxy_for("https://internal.example/v1") is None
    assert proxy_for("http://127.0.0.1:8700/v1") is None
    assert proxy_for("http://localhost:8700/v1") is None


def test_a_dropped_client_leaves_no_connection(sandbox: Sandbox) -> None:
    """A client that nobody closes closes itself, as the SDK's own does."""
    code = f"""
import gc, warnings
warnings.simplefilter("error")
# By age the client is freed before its socket, which would warn; a collection in between, whose
# moment is Python's, may turn their order round.
gc.disable()
from electron_kit import Account, ELECTRON, client
sdk = client(Account(ELECTRON, {sandbox.electron_url!r}, "sk_sandbox"))
sdk.chat.completions.create(model="electron", messages=[{{"role": "user", "content": "Hi"}}])
del sdk
gc.collect()
"""
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stderr == ""


def test_it_works_on_any_number_of_event_loops(sandbox: Sandbox) -> None:
    """Budgets and breakers are the process's; no loop owns them."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox")

    async def main() -> int:
        async with async_client(account) as sdk:
            answer = await sdk.chat.completions.create(
                model="electron", messages=[{"role": "user", "content": "Hi"}]
            )
            return len(answer.choices)

    assert [asyncio.run(main()) for _ in range(3)] == [1, 1, 1]


def test_an_http_client_of_ones_own_is_refused_with_a_way_out() -> None:
    """It would go around the guard; `transport=` does not."""
    account = Account(ELECTRON, ELECTRON.base_url, "sk_x")
    with pytest.raises(ConfigurationError, match="transport="):
        client(account, http_client=object())


def test_importing_the_kit_imports_no_sdk() -> None:
    """The audit and the command line do without it."""
    code = (
        "import sys, electron_kit; "
        "print(sorted({'openai', 'httpx2', 'pydantic', 'anyio'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
