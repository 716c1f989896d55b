"""Behaviour of a ledger that is the callback of the kit's clients."""

import asyncio
from typing import Any

import openai
import pytest

from electron_kit import ELECTRON, OPENAI, Account, Policy, async_client, client
from electron_kit.ledger import Ledger
from electron_kit.sandbox import Sandbox

ASKED: dict[str, Any] = {
    "model": "electron",
    "messages": [{"role": "user", "content": "Hello there"}],
}
DOWN = {"x-sandbox-fault": "status=503; dialect=electron; times=always"}


@pytest.fixture
def accounts(sandbox: Sandbox) -> list[Account]:
    """Both accounts in the sandbox, under keys of this module's own."""
    return [
        Account(ELECTRON, sandbox.electron_url, "sk_sandbox_ledger"),
        Account(OPENAI, sandbox.openai_url, "sk-sandbox_ledger"),
    ]


def test_every_call_of_a_client_is_on_the_bill(accounts: list[Account]) -> None:
    """Plain, streamed and failed over, with every request that was sent and its id."""
    ledger = Ledger()
    policy = Policy(backoff_first=0.001, backoff_longest=0.002)
    with client(accounts, on_call=ledger.add, policy=policy) as sdk:
        answer = sdk.chat.completions.create(**ASKED)
        stream = sdk.chat.completions.create(
            **ASKED, stream=True, stream_options={"include_usage": True}
        )
        usage = [chunk.usage for chunk in stream][-1]
        sdk.chat.completions.create(**ASKED, extra_headers=DOWN)
    plain, streamed, moved = ledger.calls
    assert answer.usage
    assert plain.usage
    assert plain.usage.completion_tokens == answer.usage.completion_tokens
    assert streamed.usage
    assert streamed.usage.completion_tokens == usage.completion_tokens
    assert moved.provider == "openai"
    assert len(moved.attempts) > 1
    assert len(set(moved.request_ids)) == len(moved.attempts)
    electron, other, _ = ledger.table().rows
    assert electron[:4] == ["electron", "electron", "2", "2"]
    assert other[3] == str(len(moved.attempts))
    assert "No price given for gpt-5.4-mini" in repr(ledger)


def test_the_callback_works_from_asynchronous_clients(accounts: list[Account]) -> None:
    """Ten calls at once are ten calls."""
    ledger = Ledger(stable=True)

    async def main() -> None:
        async with async_client(accounts[0], on_call=ledger.add) as sdk:
            await asyncio.gather(*(sdk.chat.completions.create(**ASKED) for _ in range(10)))

    asyncio.run(main())
    assert ledger.counts.calls == 10
    assert ledger.counts.uncounted == 0


def test_a_failed_call_is_counted_without_tokens(accounts: list[Account]) -> None:
    """It was sent, and it cost requests of the plan."""
    ledger = Ledger()
    with (
        client(accounts[0], on_call=ledger.add, max_retries=0) as sdk,
        pytest.raises(openai.InternalServerError),
    ):
        sdk.chat.completions.create(**ASKED, extra_headers=DOWN)
    (call,) = ledger.calls
    assert call.outcome == "failed"
    assert ledger.counts.uncounted == 1
    assert ledger.cost == 0
