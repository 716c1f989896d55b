"""The queue: threads and tasks in one line, and a burst that meets no 429."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
import trio

from electron_kit import ELECTRON, Account, ConfigurationError, async_client, client, steer
from electron_kit.contract import STANDARD, Plan
from electron_kit.sandbox import Sandbox
from electron_kit.transport import TimedOutError
from electron_kit.transport.budget import Limits
from electron_kit.transport.pacing import Pacer, QueueError

from .conftest import quick
from .wire import LONG_SECONDS, until

MESSAGES = [{"role": "user", "content": "Hello!"}]
ONE_AT_A_TIME = Limits(Plan("one", None, 1))
# A minute of the sandbox and of the client, so that six of them pass in a test.
MINUTE = 0.6


def ask(sdk: Any, **options: Any) -> Any:
    """Send one request."""
    return sdk.chat.completions.create(model="electron", messages=MESSAGES, **options)


@pytest.mark.parametrize("leaves", ["served", "cancelled"])
def test_who_leaves_the_queue_lets_the_next_look(leaves: str) -> None:
    """Places that free at the same time wake the first of the queue alone."""
    two = Limits(Plan("two", None, 2))

    async def main() -> None:
        pacer = Pacer()
        held: list[Any] = [pacer.at_once(two) for _ in range(2)]
        # Longer than the test waits: who is not woken looks when its own patience ends.
        patience = 1_000 * LONG_SECONDS
        tasks = [asyncio.create_task(pacer.acquire_async(two, patience)) for _ in range(2)]
        while len(pacer._queue) < 2:
            await asyncio.sleep(0)
        for slot in held:
            slot.release()
        if leaves == "cancelled":
            tasks[0].cancel()
        with anyio.fail_after(LONG_SECONDS):
            await tasks[1]

    asyncio.run(main())


def test_a_burst_of_sixty_calls_takes_the_five_minutes_that_it_must() -> None:
    """Threads and tasks share the standard plan: ten a minute, and nobody is sent twice.

    That no minute holds more than the plan is tested with the budget, by a clock of its own.
    How long each request travels is the machine's, so nobody refuses here.
    """
    with Sandbox() as sandbox:
        account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_burst")
        policy = quick(plan="standard", minute=MINUTE)
        records: list[Any] = []

        async def tasks() -> None:
            async with async_client(account, policy=policy, on_call=records.append) as sdk:
                await asyncio.gather(*(ask(sdk) for _ in range(30)))

        began = time.monotonic()
        with (
            client(account, policy=policy, on_call=records.append) as sdk,
            ThreadPoolExecutor(31) as pool,
        ):
            others = pool.submit(asyncio.run, tasks())
            answers = list(pool.map(lambda _: ask(sdk), range(30)))
            others.result()
        seconds = time.monotonic() - began
        assert len(answers) == 30
        assert [exchange.status for exchange in sandbox.requests] == [200] * 60
    assert len(records) == 60
    assert all(len(record.attempts) == 1 for record in records)
    # Sixty calls at ten a minute: the last ten can go after five minutes.
    assert seconds >= 5 * MINUTE


def test_the_standard_plan_is_the_default_for_a_real_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word Electron is paced by the standard plan; a variable names another."""
    from electron_kit.transport.plans import plan_of

    monkeypatch.delenv("SMALLEST_PLAN", raising=False)
    account = Account(ELECTRON, ELECTRON.base_url, "sk_real")
    assert plan_of(account, None) is STANDARD
    monkeypatch.setenv("SMALLEST_PLAN", "enterprise")
    assert plan_of(account, None).requests_per_minute == 200
    assert plan_of(account, {"electron": "standard"}) is STANDARD
    monkeypatch.setenv("SMALLEST_PLAN", "gold")
    with pytest.raises(ConfigurationError, match="SMALLEST_PLAN is set to 'gold'"):
        plan_of(account, None)


def test_first_come_first_served_for_threads_and_tasks_alike() -> None:
    """Whoever waits longest goes next, however they wait."""
    pacer = Pacer()
    holder = pacer.acquire(ONE_AT_A_TIME, LONG_SECONDS)
    went: list[int] = []

    def thread(number: int) -> None:
        slot = pacer.acquire(ONE_AT_A_TIME, LONG_SECONDS)
        went.append(number)
        slot.release()

    async def task(number: int) -> None:
        slot = await pacer.acquire_async(ONE_AT_A_TIME, LONG_SECONDS)
        went.append(number)
        slot.release()

    waiting = []
    for number in range(6):
        target: Callable[[], Any] = (
            (lambda n=number: thread(n)) if number % 2 else (lambda n=number: asyncio.run(task(n)))
        )
        waiting.append(threading.Thread(target=target))
        waiting[-1].start()
        until(lambda wanted=number + 1: len(pacer._queue) == wanted)
    holder.release()
    for each in waiting:
        each.join(LONG_SECONDS)
    assert went == list(range(6))


def test_a_queue_that_is_too_long_is_known_at_once() -> None:
    """Nobody waits for a deadline that cannot be met."""
    pacer = Pacer()
    limits = Limits(Plan("one a minute", 1, None))
    pacer.acquire(limits, 0).release()
    pacer.pause(0.001)
    with pytest.raises(QueueError, match="at least"):
        pacer.acquire(limits, 30)  # its minute would end after that
    assert not pacer._queue


def test_a_wait_of_unknown_length_ends_at_its_limit() -> None:
    """A place in flight may become free or not: the wait ends in time, and the queue goes on."""
    pacer = Pacer()
    holder = pacer.acquire(ONE_AT_A_TIME, LONG_SECONDS)
    with pytest.raises(QueueError):
        pacer.acquire(ONE_AT_A_TIME, 0.05)
    holder.release()
    pacer.acquire(ONE_AT_A_TIME, LONG_SECONDS).release()


def test_a_task_that_is_cancelled_leaves_the_queue() -> None:
    """Who stands behind a cancelled task gets its turn."""

    async def main() -> None:
        pacer = Pacer()
        holder = await pacer.acquire_async(ONE_AT_A_TIME, LONG_SECONDS)
        first = asyncio.create_task(pacer.acquire_async(ONE_AT_A_TIME, LONG_SECONDS))
        second = asyncio.create_task(pacer.acquire_async(ONE_AT_A_TIME, LONG_SECONDS))
        while len(pacer._queue) < 2:
            await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        holder.release()
        (await asyncio.wait_for(second, LONG_SECONDS)).release()
        assert not pacer._queue

    asyncio.run(main())


def test_a_pause_holds_everybody_back() -> None:
    """`Retry-After` is the account's, not one request's."""
    now, free = 1_000.0, Limits(Plan("free", None, None))
    pacer = Pacer(clock=lambda: now)
    pacer.pause(10)
    assert pacer.at_once(free) is None
    with pytest.raises(QueueError) as early:
        pacer.acquire(free, 9)
    assert early.value.wait == 10
    now += 10
    pacer.acquire(free, 0.1).release()


def test_a_cancelled_call_gives_its_place_back(sandbox: Sandbox) -> None:
    """A task that is cancelled while it waits for an answer frees its place in flight."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_cancelled")
    policy = quick(plan=Plan("one", None, 1))

    async def main() -> None:
        async with async_client(account, policy=policy) as sdk:
            waiting = asyncio.create_task(ask(sdk, extra_headers={"X-Sandbox-Fault": "ttft=60s"}))
            with anyio.fail_after(LONG_SECONDS):
                while not sandbox.requests:
                    await asyncio.sleep(0.001)
                waiting.cancel()
                await asyncio.wait([waiting])
                await ask(sdk)

    asyncio.run(main())


def test_tasks_of_trio_stand_in_the_same_queue(sandbox: Sandbox) -> None:
    """The SDK runs on trio too, and so does the kit."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_trio")
    policy = quick(plan=Plan("one", None, 1), deadline=LONG_SECONDS)
    answers: list[Any] = []

    async def one(sdk: Any) -> None:
        answers.append(await ask(sdk))

    async def main() -> None:
        async with async_client(account, policy=policy) as sdk, trio.open_nursery() as nursery:
            for _ in range(5):
                nursery.start_soon(one, sdk)

    trio.run(main)
    assert len(answers) == 5


def test_a_stream_holds_its_place_until_it_is_read_or_closed(sandbox: Sandbox) -> None:
    """A place in flight is free again after the last event, after close(), and after del."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_stream")
    policy = quick(plan=Plan("one", None, 1), deadline=LONG_SECONDS)
    with client(account, policy=policy) as sdk:
        stream = ask(sdk, stream=True)
        next(stream)
        with pytest.raises(TimedOutError, match="Not sent within the deadline"):
            ask(sdk, extra_headers=steer(deadline=0.05))
        for _ in stream:
            pass
        closed = ask(sdk, stream=True)
        next(closed)
        closed.close()
        dropped = ask(sdk, stream=True)
        next(dropped)
        del dropped
        gc.collect()  # the SDK's stream is a cycle
        assert ask(sdk).choices


def test_retry_after_is_honoured_and_refusals_are_not_repeated(sandbox: Sandbox) -> None:
    """A 429 with `Retry-After: 1` is sent again after a second, a 401 never."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_after")
    with client(account, policy=quick()) as sdk:
        began = time.monotonic()
        ask(sdk, extra_headers={"X-Sandbox-Fault": "status=429; retry-after=1; times=1"})
        assert time.monotonic() - began >= 1.0
        assert len(sandbox.requests) == 2
        sandbox.clear()
        with pytest.raises(Exception, match="401"):
            ask(sdk, extra_headers={"X-Sandbox-Fault": "status=401"})
        assert len(sandbox.requests) == 1


def test_the_sdks_own_retries_do_not_come_on_top(sandbox: Sandbox) -> None:
    """A framework may set `max_retries`: there are five requests all the same."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_owner")
    with client(account, policy=quick()) as sdk:
        for fault in ("status=503", "reset"):
            sandbox.clear()
            with pytest.raises(Exception):  # noqa: B017, PT011  (which one, the matrix says)
                ask(sdk.with_options(max_retries=3), extra_headers={"X-Sandbox-Fault": fault})
            assert len(sandbox.requests) == 5


def test_max_retries_of_a_client_is_the_kits(sandbox: Sandbox) -> None:
    """`client(max_retries=1)` means two requests at most."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_retries")
    with (
        client(account, policy=quick(), max_retries=1) as sdk,
        pytest.raises(Exception, match="503"),
    ):
        ask(sdk, extra_headers={"X-Sandbox-Fault": "status=503"})
    assert len(sandbox.requests) == 2


def test_backoff_grows_from_the_first(sandbox: Sandbox) -> None:
    """The waits double from `backoff_first`, each a quarter more or less."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_backoff")
    records: list[Any] = []
    policy = quick(backoff_first=0.04, backoff_longest=0.1)
    with client(account, policy=policy, on_call=records.append) as sdk:
        ask(sdk, extra_headers={"X-Sandbox-Fault": "status=503; times=4"})
    waits = [attempt.waited for attempt in records[0].attempts]
    for waited, least in zip(waits, (0, 0.03, 0.06, 0.1, 0.1), strict=True):
        assert waited >= least - 1e-9
        assert waited <= min(least / 0.75 * 1.25, 0.1) + 1e-9


def test_no_backoff_is_longer_than_the_longest(sandbox: Sandbox) -> None:
    """However long the first is."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_longest")
    records: list[Any] = []
    with client(
        account, policy=quick(backoff_first=100, backoff_longest=0.01), on_call=records.append
    ) as sdk:
        ask(sdk, extra_headers={"X-Sandbox-Fault": "status=503; times=4"})
    # What the policy says, and no clock: a machine that sleeps longer does not change it.
    waits = [attempt.waited for attempt in records[0].attempts]
    assert waits == pytest.approx([0, 0.01, 0.01, 0.01, 0.01])
