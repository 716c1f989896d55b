"""Nothing taken is lost: places, slots and connections come back, whenever a call is cancelled.

A call is cancelled at each of its awaits in turn, on a server that counts its connections, and
afterwards all places of the account have to be free.
"""

import asyncio
import contextlib
import gc
import itertools
import json
import os
import select
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx2
import openai
import pytest

from electron_kit import ELECTRON, Account, async_client, chat, client
from electron_kit.contract import Plan
from electron_kit.transport import http, thread_timeouts
from electron_kit.transport.breaker import Breaker

from .conftest import quick
from .wire import LONG_SECONDS, PATIENCE, SOUND, Wire, answer, events, running, whole

REQUEST: dict[str, Any] = {"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}
STREAM = {**REQUEST, "stream": True}
PLACES = 2
PLAN = Plan("two", None, PLACES)
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """A server that sends what it is told."""
    yield from running()


@pytest.fixture
def account(wire: Wire) -> Account:
    """An account that no other test has."""
    return Account(ELECTRON, wire.url, f"sk_sandbox_back_{next(_NUMBERS)}")


def pacer_of(account: Account) -> Any:
    """Return the queue of an account in this process."""
    return http._known(account, quick(plan=PLAN))[0]


def places_free(account: Account) -> int:
    """Return how many places can be taken now, by taking them."""
    limits = http.Limits(PLAN)
    taken = list(iter(lambda: pacer_of(account).at_once(limits), None))
    for slot in taken:
        slot.release()
    return len(taken)


def places_free_now(account: Account) -> int:
    """Return how many places are free, without looking for streams that were left."""
    return PLACES - int(pacer_of(account)._budget._in_flight)


class CancelledAt:
    """Runs a coroutine, and cancels its task at one of its awaits.

    Args:
        coroutine: What to run.
        at: At which of its awaits, from 0.
        arriving: Whether to cancel in the moment in which what is awaited has come, and not
            while it is awaited: what has come is then on its way to nobody.
    """

    def __init__(self, coroutine: Any, at: int, *, arriving: bool) -> None:
        self._coroutine, self._at, self._arriving = coroutine, at, arriving
        self.awaits = 0

    async def run(self) -> None:
        """Run it to its end, or to its cancellation."""
        await self

    def __await__(self) -> Any:
        task = asyncio.current_task()
        assert task is not None
        steps = self._coroutine.__await__()
        step: Callable[[], Any] = lambda: steps.send(None)  # noqa: E731
        while True:
            try:
                future = step()
            except StopIteration:
                return
            if self.awaits == self._at:
                if self._arriving and future is not None:
                    future.add_done_callback(lambda _: task.cancel())
                else:
                    task.get_loop().call_soon(task.cancel)
            self.awaits += 1
            try:
                yield future
            except BaseException as error:  # noqa: BLE001  (it is the coroutine's)
                step = lambda error=error: steps.throw(error)  # noqa: E731
            else:
                step = lambda: steps.send(None)  # noqa: E731


def in_pieces(body: str) -> Callable[[socket.socket], None]:
    """Return a script that sends head, and body in three pieces, each in a packet of its own."""

    def script(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        kind = "text/event-stream" if body.startswith("data") else "application/json"
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        third = len(body) // 3
        for piece in (head, body[:third], body[third : 2 * third], body[2 * third :]):
            connection.sendall(piece.encode())
            threading.Event().wait(0.002)

    return script


async def plain(sdk: Any) -> None:
    """Make a plain call."""
    await sdk.chat.completions.create(**REQUEST)


async def streamed(sdk: Any) -> None:
    """Make a streamed call, and read it to its end."""
    async with await sdk.chat.completions.create(**STREAM) as stream:
        async for _ in stream:
            pass


ANSWER = json.dumps(whole())
BUSY = answer({"error": {"message": "busy"}}, status="503 Busy")
CALLS: dict[str, tuple[Any, list[Any]]] = {
    "plain": (plain, [in_pieces(ANSWER)]),
    "streamed": (streamed, [in_pieces(SOUND)]),
    "refused, then answered": (plain, [BUSY, in_pieces(ANSWER)]),
    "no stream, then a stream": (streamed, [events(": nothing\n\n"), in_pieces(SOUND)]),
}


async def each_await_cancelled(
    account: Account, wire: Wire, scripts: list[Any], call: Any, *, arriving: bool, **options: Any
) -> int:
    """Cancel a call at each of its awaits; return how many there were."""
    for at in itertools.count():
        wire.tell(*scripts)
        policy = quick(plan=PLAN, deadline=LONG_SECONDS, **options)
        async with async_client(account, policy=policy) as sdk:
            cancelled = CancelledAt(call(sdk), at, arriving=arriving)
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.create_task(cancelled.run())
            await all_places_are_free(account, f"cancelled at await {at}")
            pool = sdk._client._transport._inner.made[0]._pool
            assert all(c.is_idle() or c.is_closed() for c in pool.connections), at
        if cancelled.awaits <= at:
            return at
    raise AssertionError


async def all_places_are_free(account: Account, when: str) -> None:
    """Assert that every place can be taken; what a thread gives back may take a moment."""
    with anyio.move_on_after(LONG_SECONDS):
        while places_free(account) < PLACES:
            await asyncio.sleep(0.005)
    assert places_free(account) == PLACES, when


@pytest.mark.parametrize("arriving", [False, True], ids=["waiting", "arriving"])
@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_is_cancelled_at_any_await_gives_everything_back(
    name: str, arriving: bool, account: Account, wire: Wire
) -> None:
    """Connecting, sending, the head, the body, between events, closing, and waiting to retry."""
    call, scripts = CALLS[name]
    awaits = asyncio.run(each_await_cancelled(account, wire, scripts, call, arriving=arriving))
    assert awaits > 3


@pytest.mark.parametrize("arriving", [False, True], ids=["waiting", "arriving"])
def test_a_call_that_is_cancelled_in_the_queue_leaves_it(
    arriving: bool, account: Account, wire: Wire
) -> None:
    """While it waits for a place, and when its place has just come."""

    async def queued(sdk: Any) -> None:
        held = [pacer_of(account).at_once(http.Limits(PLAN)) for _ in range(PLACES)]
        asyncio.get_running_loop().call_later(0.01, lambda: [slot.release() for slot in held])
        await plain(sdk)

    scripts = [in_pieces(ANSWER)]

    async def main() -> None:
        await each_await_cancelled(account, wire, scripts, queued, arriving=arriving)
        assert not pacer_of(account)._queue

    asyncio.run(main())


class Unread(httpx2.AsyncByteStream):
    """A body of somebody's own transport that never comes, and is closed by nobody but its owner.

    Args:
        begins: Set when it is read.
    """

    def __init__(self, begins: asyncio.Event) -> None:
        self._begins, self.closed = begins, False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Wait for ever."""
        self._begins.set()
        await asyncio.get_running_loop().create_future()
        yield b""

    async def aclose(self) -> None:
        """Take a moment, and note that it was closed."""
        await asyncio.sleep(0)
        self.closed = True


class OwnTransport(httpx2.AsyncBaseTransport):
    """Somebody's own: it answers with a head, and a body that never comes."""

    def __init__(self, status: int) -> None:
        self._status, self.began = status, asyncio.Event()
        self.body = Unread(self.began)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer."""
        kind = {"content-type": "application/json"}
        return httpx2.Response(self._status, headers=kind, stream=self.body)


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize("how", ["cancelled", "scope", "deadline"])
@pytest.mark.parametrize("call", [plain, streamed])
def test_a_body_that_never_comes_is_closed(
    call: Any, how: str, status: int, account: Account
) -> None:
    """Also where a transport closes nothing itself, or does so while it is being cancelled."""

    async def main(deadline: float) -> bool:
        own = OwnTransport(status)
        policy = quick(plan=PLAN, deadline=deadline, attempts=1)
        scope = anyio.CancelScope()

        async def in_scope(sdk: Any) -> None:
            with scope:
                await call(sdk)

        async with async_client(account, policy=policy, transport=own) as sdk:
            task = asyncio.create_task(in_scope(sdk))
            began = asyncio.create_task(own.began.wait())
            await asyncio.wait({task, began}, return_when=asyncio.FIRST_COMPLETED)
            if not own.began.is_set():
                began.cancel()
                with pytest.raises(openai.APIError):
                    await task
                return False  # the machine was late itself, and nothing was sent
            if how == "cancelled":
                task.cancel()
            if how == "scope":
                scope.cancel()
            with contextlib.suppress(asyncio.CancelledError, openai.APIError):
                await task
            assert own.body.closed
            assert places_free(account) == PLACES
        return True

    assert any(
        asyncio.run(main(seconds))
        for seconds in (PATIENCE if how == "deadline" else [LONG_SECONDS])
    )


def test_an_answer_that_cannot_be_decoded_leaves_no_connection_taken(
    account: Account, wire: Wire
) -> None:
    """Where its content-encoding cannot be undone, the rest of the body is not waited for."""
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n"
        b"content-length: 1000\r\n\r\nnot gzip"
    )

    def script(connection: socket.socket) -> None:
        connection.sendall(head)
        while connection.recv(1_000):
            pass

    async def main() -> None:
        wire.tell(script)
        policy = quick(plan=PLAN, deadline=LONG_SECONDS, attempts=1)
        async with async_client(account, policy=policy) as sdk:
            with pytest.raises(openai.APIError, match="content-encoding"):
                await plain(sdk)
            pool = sdk._client._transport._inner.made[0]._pool
            assert all(c.is_idle() or c.is_closed() for c in pool.connections)
        assert places_free(account) == PLACES

    asyncio.run(main())


def test_a_stream_that_is_closed_frees_what_it_held_at_once(account: Account, wire: Wire) -> None:
    """Before its end, and although somebody still holds it."""

    async def main() -> None:
        wire.tell(in_pieces(SOUND))
        async with async_client(account, policy=quick(plan=PLAN)) as sdk:
            stream = await sdk.chat.completions.create(**STREAM)
            async with stream:
                await anext(aiter(stream))
            assert places_free(account) == PLACES
            pool = sdk._client._transport._inner.made[0]._pool
            assert all(c.is_idle() or c.is_closed() for c in pool.connections)
            del stream

    asyncio.run(main())


def test_a_stream_that_is_dropped_frees_its_place(account: Account, wire: Wire) -> None:
    """In a thread and in a task, in the moment in which it is collected, and the call is over."""
    records: list[Any] = []
    wire.tell(in_pieces(SOUND))
    with client(account, policy=quick(plan=PLAN), on_call=records.append) as sdk:
        stream = sdk.chat.completions.create(**STREAM)
        next(stream)
        assert places_free_now(account) == PLACES - 1
        del stream
        gc.collect()
        assert places_free_now(account) == PLACES

    async def main() -> None:
        async with async_client(account, policy=quick(plan=PLAN), on_call=records.append) as sdk:
            stream = await sdk.chat.completions.create(**STREAM)
            await anext(stream)
            assert places_free_now(account) == PLACES - 1
            del stream
            gc.collect()
            assert places_free_now(account) == PLACES

    asyncio.run(main())
    assert [record.outcome for record in records] == ["closed", "closed"]


@pytest.mark.parametrize("leave", ["break", "return", "exception", "cancel", "unread"])
def test_leaving_a_stream_is_silent_and_frees_what_it_held(
    leave: str, account: Account, wire: Wire
) -> None:
    """However an asynchronous reader goes away, and without closing anything."""
    said: list[dict[str, Any]] = []

    async def read(sdk: Any) -> None:
        if leave == "unread":
            await sdk.chat.completions.create(**STREAM)
            return
        async for _ in await sdk.chat.completions.create(**STREAM):
            if leave == "break":
                break
            if leave == "return":
                return
            if leave == "exception":
                raise LookupError
            await asyncio.sleep(60)

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: said.append(context))
        async with async_client(account, policy=quick(plan=PLAN)) as sdk:
            for _ in range(20):
                wire.tell(in_pieces(SOUND))
                task = asyncio.create_task(read(sdk))
                if leave == "cancel":
                    await asyncio.sleep(0.005)
                    task.cancel()
                with contextlib.suppress(LookupError, asyncio.CancelledError):
                    await task
                del task
            await asyncio.sleep(0.02)
            gc.collect()
            await all_places_are_free(account, leave)
            await asyncio.sleep(0.02)
            pool = sdk._client._transport._inner.made[0]._pool
            assert all(c.is_idle() or c.is_closed() for c in pool.connections)

    asyncio.run(main())
    gc.collect()
    assert said == []


def test_a_loop_that_ends_while_a_stream_is_open_is_silent(account: Account, wire: Wire) -> None:
    """It closes all generators at the same time, and those beneath an answer are not its own."""
    said: list[dict[str, Any]] = []
    kept: list[Any] = []

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: said.append(context))
        sdk = async_client(account, policy=quick(plan=PLAN))
        for _ in range(PLACES):
            wire.tell(in_pieces(SOUND))
            events = aiter(await sdk.chat.completions.create(**STREAM))
            await anext(events)
            kept.extend([sdk, events])

    asyncio.run(main())
    kept.clear()
    gc.collect()
    assert said == []
    assert places_free(account) == PLACES


def in_child(work: Callable[[], Any]) -> str:
    """Return what a forked child says of some work: nothing if it went well and came to its end."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (the child has nobody else to tell)
            said = repr(error)
        os.write(write, said.encode()[:4_000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        # Its end of the pipe is closed when it ends, whatever it said.
        hangs = not select.select([pipe], [], [], LONG_SECONDS)[0]
        if hangs:
            os.kill(child, signal.SIGKILL)
        said = "it hangs" if hangs else pipe.read().decode()
    os.waitpid(child, 0)
    return said


class Held:
    """Scripts whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def script(self, connection: socket.socket) -> None:
        """Answer when told."""
        self.go.wait(LONG_SECONDS)
        connection.sendall(answer(whole()))


def test_a_child_begins_with_nothing_taken(account: Account, wire: Wire) -> None:
    """Calls under way in the parent are not the child's: neither places nor connections."""
    held = Held()
    wire.tell(*[held.script] * PLACES, answer(whole()))
    policy = quick(plan=PLAN, deadline=LONG_SECONDS)
    sdk = client(account, policy=policy)
    threads = [
        threading.Thread(target=lambda: sdk.chat.completions.create(**REQUEST))
        for _ in range(PLACES)
    ]
    for thread in threads:
        thread.start()
    wire.wait_until(lambda: len(wire.requests) == PLACES)

    def new_client() -> None:
        with client(account, policy=policy) as own:
            own.chat.completions.create(**REQUEST)

    def old_client() -> None:
        for _ in range(PLACES + 1):
            sdk.chat.completions.create(**REQUEST)

    assert in_child(new_client) == ""
    assert in_child(old_client) == ""
    held.go.set()
    for thread in threads:
        thread.join(LONG_SECONDS)
    assert places_free(account) == PLACES
    assert pacer_of(account)._budget._in_flight == 0


def test_a_child_has_as_many_places_as_there_are(account: Account) -> None:
    """Also when it drops its copy of a place that its parent holds."""
    slot = pacer_of(account).at_once(http.Limits(PLAN))

    def child() -> None:
        slot.release()
        assert places_free(account) == PLACES

    assert in_child(child) == ""
    assert places_free(account) == PLACES - 1
    slot.release()


def test_a_child_waits_for_nobody_and_nothing_of_its_parents(account: Account) -> None:
    """Neither for a pause, a queue or a circuit of its parent's, nor for a lock that was held."""
    pacer, breaker = pacer_of(account), Breaker(failures=1)
    pacer.pause(1_000)
    breaker.failed()

    def child() -> None:
        assert http._KNOWN.lock.acquire(blocking=False)
        http._KNOWN.lock.release()
        assert thread_timeouts._alarms._condition.acquire(blocking=False)
        assert breaker.state == "closed"
        assert places_free(account) == PLACES

    lock = thread_timeouts._alarms._condition
    with ThreadPoolExecutor(1) as another, http._KNOWN.lock:
        another.submit(lock.acquire).result()
        said = in_child(child)
        another.submit(lock.release).result()
    assert said == ""
    assert breaker.state != "closed"
    assert pacer.at_once(http.Limits(PLAN)) is None


def test_a_child_holds_no_connection_of_its_parents_open(account: Account, wire: Wire) -> None:
    """The server sees that the parent has closed one, although the child goes on."""
    wire.tell(answer(whole()).replace(b"connection: close", b"connection: keep-alive"))
    with client(account, policy=quick(plan=PLAN)) as sdk:
        sdk.chat.completions.create(**REQUEST)
        before = wire.open
        until_told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(tell)
            os.read(until_told, 1)
            os._exit(0)
    try:
        wire.wait_until(lambda: wire.open < before)
    finally:
        os.close(tell)
        os.close(until_told)
        os.waitpid(child, 0)


def test_a_child_has_connections_of_its_own(
    account: Account, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kept client's connection would carry two processes' answers."""
    monkeypatch.setenv("SMALLEST_BASE_URL", wire.url)
    monkeypatch.setenv("SMALLEST_API_KEY", account.key)
    alive = answer(whole()).replace(b"connection: close", b"connection: keep-alive")
    wire.tell(alive)
    before = wire.accepted
    chat("electron", messages=REQUEST["messages"])
    assert wire.accepted == before + 1
    assert in_child(lambda: chat("electron", messages=REQUEST["messages"])) == ""
    assert wire.accepted == before + 2
    chat("electron", messages=REQUEST["messages"])
    assert wire.accepted == before + 2


def test_a_child_does_not_wait_for_a_lock_that_a_thread_of_its_parent_held(
    account: Account, wire: Wire
) -> None:
    """A thread that was about to send is not there in the child, and never lets its pool go."""
    wire.tell(answer(whole()))
    with client(account, policy=quick(plan=PLAN, deadline=LONG_SECONDS)) as sdk:
        sdk.chat.completions.create(**REQUEST)

        def in_a_thread() -> None:
            said: list[Any] = []
            thread = threading.Thread(
                target=lambda: said.append(sdk.chat.completions.create(**REQUEST)), daemon=True
            )
            thread.start()
            thread.join(LONG_SECONDS)
            assert said, "it waits for ever"

        with sdk._client._transport._inner.made[0]._pool._optional_thread_lock:  # type: ignore[attr-defined]
            assert in_child(in_a_thread) == ""


def test_a_child_ends_nothing_of_its_parents(account: Account, wire: Wire) -> None:
    """A stream that is dropped in the child gives back no place and reports no call."""
    wire.tell(in_pieces(SOUND))
    records: list[Any] = []
    with client(account, policy=quick(plan=PLAN), on_call=records.append) as sdk:
        stream = sdk.chat.completions.create(**STREAM)
        next(stream)

        def dropped() -> None:
            nonlocal stream
            stream.close()
            del stream
            gc.collect()
            assert records == []
            assert pacer_of(account)._budget._in_flight == 0

        assert in_child(dropped) == ""
        assert places_free(account) == PLACES - 1
        assert "".join(c.choices[0].delta.content or "" for c in stream if c.choices)
    assert records[0].outcome == "answered"
    assert places_free(account) == PLACES
