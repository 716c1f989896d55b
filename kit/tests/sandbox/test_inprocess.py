"""The sandbox in process answers as the sandbox on a socket does."""

import asyncio
import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import httpx2
import openai as sdk
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai import AsyncOpenAI, OpenAI

import electron_kit
from electron_kit.providers import ELECTRON, OPENAI, Account, ConfigurationError
from electron_kit.sandbox import Sandbox, inprocess_delivery
from electron_kit.sandbox.answer import Answer
from electron_kit.sandbox.inprocess import AsyncSandboxTransport, SandboxTransport
from electron_kit.sandbox.inprocess_delivery import Line
from electron_kit.transport import Policy, TimedOutError

COUNT = [{"role": "user", "content": "Count to 6."}]
FAULTS = [
    "",
    "status=503",
    "status=429; retry-after=2",
    "status=401",
    "reset",
    "cut=0",
    "cut=3",
    "cut=3; clean",
    "malformed=3",
    "error=3",
    "no-done",
    "apart",
    "apart; tps=2000",
    "ttft=10ms",
    "tps=2000",
    "ttft=10ms; tps=2000",
    "cut=3; tps=2000",
    "ttft=10ms; status=502",
    "reset; ttft=10ms",
]
SLOW = ["ttft=60s", "tps=0.1", "stall=3"]  # the client does not wait that long
WAYS = ("socket", "in process")
KEYS = {"electron": "sk_sandbox", "openai": "sk-sandbox"}
PATHS = {"electron": "/waves/v1", "openai": "/v1"}


class Pair:
    """One sandbox on a socket and one in process."""

    def __init__(self, read: float = 300.0) -> None:
        self.patience = httpx2.Timeout(300, read=read)
        socket, inside = (Sandbox(repeatable=True) for _ in WAYS)
        self.sandboxes = {"socket": socket.start(), "in process": inside}

    def clear(self) -> None:
        for sandbox in self.sandboxes.values():
            sandbox.clear()

    def base(self, way: str) -> str:
        socket = self.sandboxes["socket"]
        # The same URL for both: the host and its port are part of the request.
        return socket.electron_url.removesuffix("/waves/v1")

    def client(self, way: str) -> httpx2.Client:
        inside = SandboxTransport(self.sandboxes[way]) if way == "in process" else None
        options = {"verify": False, "trust_env": False, "timeout": self.patience}
        return httpx2.Client(transport=inside, **options)

    def async_client(self, way: str) -> httpx2.AsyncClient:
        inside = AsyncSandboxTransport(self.sandboxes[way]) if way == "in process" else None
        return httpx2.AsyncClient(
            transport=inside, verify=False, trust_env=False, timeout=self.patience
        )

    def log(self, way: str) -> list[Any]:
        return list(self.sandboxes[way].requests)


@pytest.fixture(scope="module")
def shared_pair() -> Iterator[Pair]:
    pair = Pair()
    yield pair
    pair.sandboxes["socket"].stop()


@pytest.fixture
def pair(shared_pair: Pair) -> Pair:
    shared_pair.clear()
    return shared_pair


def chain(error: BaseException) -> list[str]:
    """Return an SDK error and its cause, in words."""
    cause = [error, *([error.__cause__] if error.__cause__ else [])]
    return [f"{type(one).__name__}: {one}" for one in cause]


def outcome(pair: Pair, way: str, dialect: str, fault: str, stream: bool) -> list[Any]:
    """Return all that a synchronous client sees of one call."""
    seen: list[Any] = []
    with OpenAI(
        base_url=pair.base(way) + PATHS[dialect],
        api_key=KEYS[dialect],
        max_retries=0,
        timeout=pair.patience,
        http_client=pair.client(way),
    ) as client:
        try:
            raw = client.chat.completions.with_raw_response.create(
                model="electron" if dialect == "electron" else "gpt-4o",
                messages=COUNT,
                stream=stream,
                extra_headers={"x-sandbox-fault": fault} if fault else {},
            )
            seen += [raw.status_code, raw.http_response.reason_phrase, raw.headers.multi_items()]
            answer = raw.parse()
            seen += [item.to_dict() for item in answer] if stream else [answer.to_dict()]
        except sdk.APIStatusError as error:
            seen += [chain(error), error.response.headers.multi_items(), error.response.content]
        except (sdk.APIError, ValueError, httpx2.HTTPError) as error:
            seen += [chain(error)]
    return seen


async def async_outcome(pair: Pair, way: str, fault: str, stream: bool) -> list[Any]:
    """Return all that an asynchronous client sees of one call."""
    seen: list[Any] = []
    async with AsyncOpenAI(
        base_url=pair.base(way) + PATHS["electron"],
        api_key=KEYS["electron"],
        max_retries=0,
        timeout=pair.patience,
        http_client=pair.async_client(way),
    ) as client:
        try:
            raw = await client.chat.completions.with_raw_response.create(
                model="electron",
                messages=COUNT,
                stream=stream,
                extra_headers={"x-sandbox-fault": fault} if fault else {},
            )
            seen += [raw.status_code, raw.http_response.reason_phrase, raw.headers.multi_items()]
            answer = raw.parse()
            seen += [item.to_dict() async for item in answer] if stream else [answer.to_dict()]
        except sdk.APIStatusError as error:
            seen += [chain(error), error.response.headers.multi_items(), error.response.content]
        except (sdk.APIError, ValueError, httpx2.HTTPError) as error:
            seen += [chain(error)]
    return seen


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("fault", FAULTS + SLOW)
def test_a_client_cannot_tell_them_apart(fault: str, stream: bool) -> None:
    """Answers, headers, events, errors and the log are the same, sync and async, with any fault.

    Where the client does not wait for the end, a machine that is late itself is given more time.
    """
    for read in (0.1, 1.0, 8.0) if fault in SLOW else (300.0,):
        pair = Pair(read=read)
        seen = {}
        for way in WAYS:
            seen[way] = [
                *(outcome(pair, way, dialect, fault, stream) for dialect in PATHS),
                asyncio.run(async_outcome(pair, way, fault, stream)),
            ]
        if seen["socket"] == seen["in process"]:
            break
        pair.sandboxes["socket"].stop()
    assert seen["socket"] == seen["in process"]
    # Whoever went away is noted on a socket when the connection is seen to be gone.
    pair.sandboxes["socket"].stop()
    assert len(pair.log("socket")) == 3
    assert pair.log("socket") == pair.log("in process")


NAMES = st.sampled_from(["x-sandbox-fault", "user-agent", "x-any", "authorization", "accept"])
VALUES = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), max_size=20)
TEXT = st.text(max_size=20)
BODIES = st.one_of(
    st.binary(max_size=50),
    st.recursive(
        st.none() | st.booleans() | st.integers(-3, 3_000) | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=8,
    ),
    st.fixed_dictionaries(
        {"model": st.sampled_from(["electron", "gpt-4o"]), "messages": st.just(COUNT)},
        optional={
            "stream": st.booleans(),
            "n": st.integers(0, 2),
            "max_tokens": st.integers(-1, 9),
            "temperature": st.floats(-1, 3),
            "stop": TEXT,
        },
    ),
)


@settings(max_examples=60)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS"]),
    path=st.sampled_from(
        [f"{prefix}/chat/completions" for prefix in PATHS.values()]
        + ["/v1/models", "/v1/responses", "/healthz", "/other"]
    ),
    headers=st.dictionaries(NAMES, VALUES, max_size=3),
    body=BODIES,
)
def test_any_request_gets_the_same_answer(
    shared_pair: Pair, method: str, path: str, headers: dict[str, str], body: Any
) -> None:
    """Whatever is sent: status, headers, body and the log's entry are those of the socket."""
    content = {"content": body} if isinstance(body, bytes) else {"json": body}
    seen, kept = {}, {}
    for way in WAYS:
        with shared_pair.client(way) as client:
            given_headers = {"authorization": f"Bearer {KEYS['electron']}", **headers}
            try:
                got = client.request(
                    method, shared_pair.base(way) + path, headers=given_headers, **content
                )
                seen[way] = [got.status_code, got.headers.multi_items(), got.content]
            except httpx2.HTTPError as error:
                seen[way] = [type(error).__name__, str(error)]
        kept[way] = shared_pair.log(way)[-1:]
    assert seen["socket"] == seen["in process"]
    assert kept["socket"] == kept["in process"]


@pytest.mark.parametrize(
    ("headers", "body"), [({}, b" " * (16 * 1024 * 1024 + 1)), ({"x-long": "y" * 70_000}, b"{}")]
)
def test_what_is_too_large_is_refused(pair: Pair, headers: dict[str, str], body: bytes) -> None:
    """The limits of the socket's head and body hold, with the same words."""
    with pair.client("in process") as client:
        got = client.post(f"{pair.base('')}/v1/chat/completions", headers=headers, content=body)
    assert got.status_code == (431 if headers else 413)
    assert got.headers["connection"] == "close"
    assert "larger than" in got.json()["error"]["message"]
    assert pair.log("in process")[-1].status == got.status_code


def test_who_leaves_a_paced_stream_is_noted(pair: Pair) -> None:
    """The log says that the client went away, and the plan's place is free again."""
    sandbox = Sandbox(plan="standard", tps=0.1)
    http = httpx2.Client(transport=SandboxTransport(sandbox))
    client = OpenAI(base_url="http://any/waves/v1", api_key="sk_sandbox", http_client=http)
    for _ in range(5):  # more than the plan has places
        stream = client.chat.completions.create(model="electron", messages=COUNT, stream=True)
        next(iter(stream))
        stream.close()
    dropped = client.chat.completions.create(model="electron", messages=COUNT, stream=True)
    assert not sandbox.requests.last.cancelled
    del dropped
    gc.collect()
    assert [entry.cancelled for entry in sandbox.requests] == [True] * 6
    assert sandbox._app.meter.in_flight("sk_sandbox") == 0


def test_a_sleep_that_ends_too_early_is_no_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync and async, on a clock as coarse as a browser's; the client waits as long as before."""
    slept = []

    class Clock:
        """Stands still in a sleep's last tenth of a millisecond."""

        now = 0.0

        def monotonic(self) -> float:
            return self.now

        def sleep(self, seconds: float) -> None:
            slept.append(seconds)
            self.now += seconds - 1e-4

    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)

    clock = Clock()
    monkeypatch.setattr(inprocess_delivery, "time", clock)
    monkeypatch.setattr(inprocess_delivery, "anyio", SimpleNamespace(sleep=sleep))
    answer = Answer(200, b"", stream=True)
    line = Line(answer, lambda: 5.0)
    line.sleep(clock.now + 0.05)
    asyncio.run(line.asleep(clock.now + 0.05))
    with pytest.raises(httpx2.ReadTimeout):
        line.sleep(clock.now + 6.0)
    with pytest.raises(httpx2.ReadTimeout):
        asyncio.run(line.asleep(clock.now + 6.0))
    assert slept == pytest.approx([0.05, 0.05, 5.0, 5.0])


def test_threads_are_answered_one_at_a_time() -> None:
    """Eight threads with one key: each is answered, counted and logged once."""
    sandbox = Sandbox(plan="enterprise")
    together = threading.Barrier(8)
    http = httpx2.Client(transport=SandboxTransport(sandbox))
    client = OpenAI(base_url="http://any/waves/v1", api_key="sk_sandbox", http_client=http)

    def ask(number: int) -> str:
        together.wait()
        answer = client.chat.completions.create(model="electron", messages=COUNT)
        return str(answer.choices[0].message.content)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert len(set(answers)) == 1
    assert len(sandbox.requests) == 8
    assert sandbox._app.meter.in_flight("sk_sandbox") == 0


# -- registered: the kit's clients reach it by its URL


def test_the_kits_clients_reach_it_without_a_socket() -> None:
    """``client`` and ``chat`` go to a sandbox in process by its URL, sync and async."""
    before = threading.enumerate()
    with Sandbox(in_process=True) as sandbox:
        account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox")
        with electron_kit.client(account) as client:
            assert client.chat.completions.create(model="electron", messages=COUNT).choices

        async def ask() -> object:
            async with electron_kit.async_client(account) as client:
                return await client.chat.completions.create(model="electron", messages=COUNT)

        assert asyncio.run(ask())
        assert len(sandbox.requests) == 2
        assert set(threading.enumerate()) <= set(before)


@pytest.mark.parametrize("in_process", [False, True], ids=WAYS)
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_the_kit_fails_over_from_one_that_is_silent(in_process: bool, stream: bool) -> None:
    """The time for the first byte holds in process too, without a thread that watches."""
    for first_byte in (0.2, 2, 20):  # a machine that is late itself is given more time
        with (
            Sandbox(in_process=in_process, faults=["ttft=60s"]) as slow,
            Sandbox(in_process=in_process) as other,
            electron_kit.client(
                [
                    Account(ELECTRON, slow.electron_url, "sk_sandbox"),
                    Account(OPENAI, other.openai_url, "sk-sandbox"),
                ],
                policy=Policy(first_byte=first_byte, attempts=2),
            ) as client,
        ):
            try:
                answer = client.chat.completions.create(
                    model="electron", messages=COUNT, stream=stream
                )
            except TimedOutError:
                continue
            if stream:
                assert list(answer)
            assert [len(sandbox.requests) for sandbox in (slow, other)] == [1, 1]
        assert slow.requests.last.cancelled
        return
    pytest.fail("The other one was given up too, however long it had.")


def test_after_stop_nobody_answers() -> None:
    """A client of a sandbox that was stopped is refused, as at a closed port."""
    with Sandbox(in_process=True) as sandbox:
        url, transport = sandbox.electron_url, SandboxTransport(sandbox)
        account = Account(ELECTRON, url, "sk_sandbox")
        policy = Policy(attempts=1)
        client = electron_kit.client(account, policy=policy)
    with client, pytest.raises(sdk.APIConnectionError):
        client.chat.completions.create(model="electron", messages=COUNT)
    transport.close()
    with (
        httpx2.Client(transport=transport) as http,
        pytest.raises(httpx2.ConnectError, match="refused"),
    ):
        http.get(url)


def test_two_cannot_have_one_port() -> None:
    """A port that another sandbox of this process has is refused, by name, and free after it."""
    with Sandbox(port=5_000, in_process=True) as sandbox:
        assert sandbox.port == 5_000
        with pytest.raises(ConfigurationError, match="port 5000"):
            Sandbox(port=5_000, in_process=True).start()
        with pytest.raises(RuntimeError, match="already"):
            sandbox.start()
    with Sandbox(port=5_000, in_process=True) as sandbox:
        assert repr(sandbox) == "<Sandbox running>"
    with pytest.raises(RuntimeError, match="not running"):
        _ = sandbox.electron_url


def test_a_recording_is_fetched_for_a_synchronous_client(tmp_path: Any) -> None:
    """An answer that the sandbox has to wait for reaches threads and event loops."""
    with Sandbox(repeatable=True) as upstream:
        account = Account(ELECTRON, upstream.electron_url, "sk_sandbox")
        sandbox = Sandbox(record=tmp_path / "answers.jsonl", upstream=[account])
        http = httpx2.Client(transport=SandboxTransport(sandbox))
        client = OpenAI(base_url="http://any/waves/v1", api_key="sk_sandbox", http_client=http)
        assert client.chat.completions.create(model="electron", messages=COUNT).choices

        async def ask() -> object:
            # also where this thread runs an event loop
            return client.chat.completions.create(model="electron", messages=COUNT)

        assert asyncio.run(ask())
    assert len(upstream.requests) == 2
