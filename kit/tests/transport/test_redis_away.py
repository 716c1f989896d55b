"""A budget in Redis whose server hangs, or grants a place when nobody waits for it any more."""

import asyncio
import contextlib
import itertools
import socket
import threading
from collections.abc import Iterator
from typing import Any

import anyio
import anyio.to_thread
import pytest

from electron_kit.contract import Plan
from electron_kit.transport import redis_budget
from electron_kit.transport.budget import Limits
from electron_kit.transport.pacing import Pacer
from electron_kit.transport.redis_budget import SharedBudget

from .test_giving_back import CancelledAt
from .valkey import valkey_server
from .wire import LONG_SECONDS, stop_listening, until

PLACES = 3
LIMITS = Limits(Plan("three", None, PLACES))


class Between:
    """Passes bytes on between clients and Redis, or keeps them while it is told to hang."""

    def __init__(self, port: int) -> None:
        self.connections = 0
        self.flows = threading.Event()
        self.flows.set()
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"redis://127.0.0.1:{self._listener.getsockname()[1]}/0"
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                # Closed here if there is no Redis any more, else by who passes its bytes on.
                with contextlib.ExitStack() as opened:
                    opened.enter_context(client)
                    server = socket.create_connection(("127.0.0.1", self._port))
                    opened.pop_all()
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with one, contextlib.suppress(OSError):
            while data := one.recv(65_536):
                self.flows.wait(LONG_SECONDS)
                other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """Take no more connections."""
        self.flows.set()
        stop_listening(self._listener)
        self._accepting.join(LONG_SECONDS)


@pytest.fixture
def between() -> Iterator[Between]:
    """A Redis that can be made to hang."""
    with valkey_server() as server:
        made = Between(server.port)
        yield made
        made.stop()


def test_calls_that_were_cancelled_while_redis_was_asked_lock_nothing(
    between: Between, request: pytest.FixtureRequest
) -> None:
    """What a thread brings too late it gives back itself, and nobody renews its lease."""
    name = request.node.name

    async def main() -> None:
        pacer = Pacer(lambda on_release: SharedBudget(between.uri, name, on_release))
        (await pacer.acquire_async(LIMITS, LONG_SECONDS)).release()
        for _ in range(5):
            between.flows.clear()
            task = asyncio.create_task(pacer.acquire_async(LIMITS, LONG_SECONDS))
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.sleep(0)
            between.flows.set()
            with contextlib.suppress(asyncio.CancelledError):
                (await task).release()
        budget = SharedBudget(between.uri, name, lambda: None)
        slots = []
        with anyio.fail_after(LONG_SECONDS):
            while len(slots) < PLACES:
                got = await asyncio.to_thread(budget.take, LIMITS)
                if isinstance(got, float):
                    await asyncio.sleep(0.01)
                else:
                    slots.append(got)
        assert not list(pacer._budget._held)  # type: ignore[attr-defined]
        for slot in slots:
            slot.release()

    asyncio.run(main())


@pytest.mark.parametrize("taken", [False, True], ids=["free", "taken"])
@pytest.mark.parametrize("arriving", [False, True], ids=["waiting", "arriving"])
def test_a_call_that_is_cancelled_at_any_await_leaves_nothing_in_redis(
    arriving: bool, taken: bool, redis_uri: str, request: pytest.FixtureRequest
) -> None:
    """While Redis is asked, when it has just answered, and in the queue for a place."""

    def all_places(budget: SharedBudget) -> list[Any]:
        slots: list[Any] = []
        while len(slots) < PLACES:
            got = budget.take(LIMITS)
            if isinstance(got, float):
                threading.Event().wait(0.005)
            else:
                slots.append(got)
        return slots

    async def main() -> int:
        for at in itertools.count():
            name = f"{request.node.name} {at}"
            others = SharedBudget(redis_uri, name, lambda: None)
            pacer = Pacer(lambda on_release, name=name: SharedBudget(redis_uri, name, on_release))
            if taken:
                held = all_places(others)
                asyncio.get_running_loop().call_later(0.01, lambda held=held: give_back(held))

            async def fetch(pacer: Pacer = pacer) -> None:
                (await pacer.acquire_async(LIMITS, LONG_SECONDS)).release()

            cancelled = CancelledAt(fetch(), at, arriving=arriving)
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.create_task(cancelled.run())
            assert not pacer._queue
            with anyio.fail_after(LONG_SECONDS):
                give_back(await anyio.to_thread.run_sync(all_places, others))
            assert not list(pacer._budget._held)  # type: ignore[attr-defined]
            if cancelled.awaits <= at:
                return at
        raise AssertionError

    assert asyncio.run(main()) >= 1


def give_back(slots: list[Any]) -> None:
    """Release them."""
    for slot in slots:
        slot.release()


def test_a_redis_that_hangs_costs_one_timeout(
    between: Between, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Afterwards this process paces for itself for some seconds, and asks nobody."""
    monkeypatch.setattr(redis_budget, "TIMEOUT_SECONDS", 0.2)
    budget = SharedBudget(between.uri, request.node.name, lambda: None)
    between.flows.clear()
    slots = [budget.take(LIMITS) for _ in range(PLACES)]
    assert not any(isinstance(slot, float) for slot in slots)
    assert between.connections == 1
    assert budget.take(LIMITS) == float("inf"), "this process's own places are taken"
    for slot in slots:
        slot.release()  # type: ignore[union-attr]
    between.flows.set()

    def asked_again() -> bool:
        budget._away_until = 0.0
        slot: Any = budget.take(LIMITS)  # the machine's own, if Redis is late once more
        slot.release()
        return isinstance(slot, redis_budget._SharedSlot)

    until(asked_again)
