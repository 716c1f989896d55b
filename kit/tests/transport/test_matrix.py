"""The fault matrix: every fault of the sandbox, every client, every shape, every place.

Each cell is a real request on a socket, and each asserts who was asked, who
answered, what was handed on, and what was raised. The number of cells is printed.
"""

import asyncio
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import openai
import pytest

from electron_kit import ELECTRON, OPENAI, Account, Policy, async_client, client
from electron_kit.sandbox import Sandbox
from electron_kit.tools import run_tools
from electron_kit.transport import (
    ErrorEventError,
    MalformedEventError,
    NoAnswerError,
    StreamCutError,
    StreamError,
    TimedOutError,
)

from ..conftest import THOROUGH
from .conftest import quick

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the current weather for a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
PLAIN = {"model": "electron", "messages": [{"role": "user", "content": "Say hello."}]}
TOOLS = {
    "model": "electron",
    "messages": [{"role": "user", "content": "What is the weather in Pune?"}],
    "tools": [WEATHER],
}
SHAPES: dict[str, dict[str, Any]] = {
    "plain": PLAIN,
    "stream": {**PLAIN, "stream": True},
    "tools": TOOLS,
    "tools streamed": {**TOOLS, "stream": True},
}
SAMPLE = ("plain", "tools streamed")  # of a fault that takes time; `tox run -e thorough` has all
FIRST_BYTE = (0.6, 6.0, 50.0)  # the fault's 60 s are more
LONG_SECONDS = 300.0


@dataclass(frozen=True)
class Row:
    """A fault, and what it must lead to.

    Attributes:
        fault: The sandbox's text for it.
        raised: What is raised where it is the end of the call.
        again: Whether the same request is sent again.
        streams_only: Whether a plain answer does not show it.
        committed: Whether events are handed on before it shows.
        slow: Whether the fault takes all the time that there is, so that fewer attempts are made.
    """

    fault: str
    raised: type[Exception]
    again: bool = True
    streams_only: bool = False
    committed: bool = False
    slow: bool = False


BEFORE = [
    Row("status=401", openai.AuthenticationError, again=False),
    Row("status=403", openai.PermissionDeniedError, again=False),
    Row("status=429", openai.RateLimitError),
    Row("status=500", openai.InternalServerError),
    Row("status=502", openai.InternalServerError),
    Row("status=503", openai.InternalServerError),
    Row("reset", NoAnswerError),
    Row("cut=0", StreamCutError, streams_only=True),
    Row("cut=0; clean", StreamCutError, streams_only=True),
    Row("malformed=1", MalformedEventError, streams_only=True),
    Row("error=0", ErrorEventError, streams_only=True),
]
AFTER = [
    Row("cut=2", StreamCutError, streams_only=True, committed=True),
    Row("cut=2; clean", StreamCutError, streams_only=True, committed=True),
    Row("malformed=3", MalformedEventError, streams_only=True, committed=True),
    Row("error=2", ErrorEventError, streams_only=True, committed=True),
    Row("no-done", Exception, streams_only=True, committed=True),  # a finish_reason is enough
    Row("apart", Exception, streams_only=True, committed=True),  # a packet is no event
    Row("call=one-index", Exception, streams_only=True, committed=True),  # it is put right
]
# What takes time: these meet a clock.
LATE = [
    Row("ttft=60s", TimedOutError, slow=True),
    Row("stall=0", StreamCutError, streams_only=True, slow=True),
    Row("stall=2", StreamCutError, streams_only=True, committed=True, slow=True),
    Row("tps=400", Exception, streams_only=True, committed=True),  # slow is no failure
]
# What no fail-over mends is sound for a transport, and is the tool loop's.
OF_TOOLS = {"broken": "InvalidArgumentsError", "unknown": "UnknownToolError", "doubled": ""}
FAILING = {"first": "electron", "second": "openai", "all": ""}
KINDS = ("sync", "async")


@dataclass
class Got:
    """What one cell came to."""

    text: str = ""
    calls: tuple[str, ...] = ()
    error: Exception | None = None
    provider: str = ""
    asked: tuple[str, ...] = ()


Good = dict[tuple[str, str], Got]
Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def accounts_of(_serving: Sandbox) -> list[Account]:
    """Both accounts, for the whole module: their circuits never open here."""
    return [
        Account(ELECTRON, _serving.electron_url, "sk_sandbox_matrix"),
        Account(OPENAI, _serving.openai_url, "sk-sandbox_matrix"),
    ]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One event loop for all cells."""
    with asyncio.Runner() as runner:
        yield runner


class Cells:
    """Runs cells with the same two clients."""

    def __init__(
        self,
        accounts: list[Account],
        sandbox: Sandbox,
        loop: asyncio.Runner,
        policy: Policy,
        silence: float = LONG_SECONDS,
    ) -> None:
        self._sandbox, self._loop = sandbox, loop
        self._sync = client(accounts, policy=policy, timeout=silence)
        self._async = async_client(accounts, policy=policy, timeout=silence)
        self.count = 0

    def run(self, kind: str, shape: str, fault: str, only: str) -> Got:
        """Return what a request came to whose answers are spoiled."""
        self.count += 1
        self._sandbox.clear()
        text = f"{fault}; dialect={only}" if only else fault
        headers = {"X-Sandbox-Fault": text} if fault else {}
        request = {**SHAPES[shape], "extra_headers": headers}
        got = Got()
        try:
            if kind == "sync":
                self._run(self._sync, request, got)
            else:
                self._loop.run(self._run_async(self._async, request, got))
        except Exception as error:  # noqa: BLE001  (it is the outcome)
            got.error = error
        got.asked = tuple(exchange.dialect for exchange in self._sandbox.requests)
        return got

    def _run(self, sdk: Any, request: dict[str, Any], got: Got) -> None:
        raw = sdk.chat.completions.with_raw_response.create(**request)
        got.provider = raw.headers["x-electron-kit-provider"]
        answer = raw.parse()
        if not request.get("stream"):
            _whole(answer, got)
            return
        for chunk in answer:
            _piece(chunk, got)

    async def _run_async(self, sdk: Any, request: dict[str, Any], got: Got) -> None:
        raw = await sdk.chat.completions.with_raw_response.create(**request)
        got.provider = raw.headers["x-electron-kit-provider"]
        answer = raw.parse()
        if not request.get("stream"):
            _whole(answer, got)
            return
        async for chunk in answer:
            _piece(chunk, got)

    def close(self) -> None:
        """Close all connections."""
        self._sync.close()
        self._loop.run(self._async.close())


def _whole(answer: Any, got: Got) -> None:
    message = answer.choices[0].message
    got.text = message.content or ""
    got.calls = tuple(call.function.arguments for call in message.tool_calls or ())


def _piece(chunk: Any, got: Got) -> None:
    delta = chunk.choices[0].delta
    got.text += delta.content or ""
    for call in delta.tool_calls or ():
        if call.id:
            got.calls = (*got.calls, "")
        got.calls = (*got.calls[:-1], got.calls[-1] + (call.function.arguments or ""))


@pytest.fixture(scope="module")
def cells(accounts_of: list[Account], _serving: Sandbox, loop: asyncio.Runner) -> Iterator[Cells]:
    """The clients of the whole matrix, but for what has to take long."""
    made = Cells(accounts_of, _serving, loop, quick(first_byte=LONG_SECONDS))
    yield made
    made.close()


Patient = Callable[[float, float], Cells]


@pytest.fixture(scope="module")
def patient(
    accounts_of: list[Account], _serving: Sandbox, loop: asyncio.Runner
) -> Iterator[Patient]:
    """Clients that give up after so many seconds without a first event, and of silence later."""
    made: dict[tuple[float, float], Cells] = {}

    def clients(seconds: float, silence: float) -> Cells:
        policy = quick(first_byte=seconds, attempts=2)
        if (seconds, silence) not in made:
            made[seconds, silence] = Cells(accounts_of, _serving, loop, policy, silence)
        return made[seconds, silence]

    yield clients
    for cells in made.values():
        cells.close()


@pytest.fixture(scope="module")
def good(cells: Cells) -> Good:
    """What each provider answers to each shape when nothing goes wrong."""
    found = {}
    for shape in SHAPES:
        found["electron", shape] = cells.run("sync", shape, "", "")
        # Electron is out of the way, so that OpenAI answers.
        found["openai", shape] = cells.run("sync", shape, "status=503", "electron")
    for (name, shape), got in found.items():
        assert got.error is None
        assert got.provider == name
        assert got.text if "tools" not in shape else len(got.calls) == 1
    return found


def expected(row: Row, shape: str, failing: str) -> tuple[str, tuple[str, ...]]:
    """Return who has to answer, or nobody, and who has to be asked in which order.

    This is the rule in words: a fault that shows goes to the next provider, unless
    it is a refusal for good or events were handed on already.
    """
    shows = SHAPES[shape].get("stream") or not row.streams_only
    if (
        row.fault.startswith(("tps", "no-done", "apart", "call"))
        or not shows
        or failing == "second"
    ):
        return "electron", ("electron",)
    if row.committed or not row.again:
        return "", ("electron",)
    if failing == "first":
        return "openai", ("electron", "openai")
    attempts = 2 if row.slow else 5
    return "", tuple(itertools.islice(itertools.cycle(("electron", "openai")), attempts))


def check(row: Row, shape: str, failing: str, got: Got, good: Good) -> None:
    """Assert that a cell came to what it has to."""
    answers, asked = expected(row, shape, failing)
    # A connection that was reset is not in the sandbox's log as an answer, but as a request.
    assert got.asked == asked, (row.fault, shape, failing, got)
    if answers:
        assert got.error is None, (row.fault, shape, failing, got)
        assert got.provider == answers
        assert (got.text, got.calls) == (good[answers, shape].text, good[answers, shape].calls)
        return
    assert type(got.error) is row.raised, (row.fault, shape, failing, got)
    whole = good["electron", shape]
    if not row.committed:
        assert got.provider == ""
        assert (got.text, got.calls) == ("", ())
    else:
        assert isinstance(got.error, StreamError)
        assert got.error.provider == "electron"
        assert whole.text.startswith(got.text)
        assert len(got.calls) <= len(whole.calls)
        assert all(w.startswith(g) for g, w in zip(got.calls, whole.calls, strict=False))
        received = got.error.received
        assert received.text == got.text
        assert tuple(call["arguments"] for call in received.tool_calls) == got.calls
    attempts = getattr(got.error, "attempts", None)
    if attempts is not None:
        assert tuple(attempt.provider for attempt in attempts) == asked


def each_cell(
    shapes: Iterable[str], record_property: Callable[[str, object], None]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the cells of a row: the client, the shape, and who fails; then say how many."""
    number = 0
    for kind, shape, (failing, only) in itertools.product(KINDS, shapes, FAILING.items()):
        number += 1
        yield kind, shape, failing, only
    # Summed over the rows in the summary, also where several processes have run them.
    record_property("cells of the fault matrix", number)


@pytest.mark.parametrize("row", [*BEFORE, *AFTER], ids=lambda row: row.fault.replace(" ", ""))
def test_each_fault_has_its_exact_outcome(
    cells: Cells, good: Good, row: Row, record_property: Record
) -> None:
    """A fault leads to the one right provider or exception, and nothing is lost or doubled."""
    for kind, shape, failing, only in each_cell(SHAPES, record_property):
        check(row, shape, failing, cells.run(kind, shape, row.fault, only), good)


@pytest.mark.parametrize("row", LATE, ids=lambda row: row.fault)
def test_each_fault_that_takes_time_has_its_exact_outcome(
    patient: Patient, good: Good, row: Row, record_property: Record
) -> None:
    """So does what comes too late; a machine that is late itself is given more and more time."""
    for kind, shape, failing, only in each_cell(SHAPES if THOROUGH else SAMPLE, record_property):
        for seconds in FIRST_BYTE:
            silence = seconds / 4 if row.committed else LONG_SECONDS
            got = patient(seconds, silence).run(kind, shape, row.fault, only)
            try:
                check(row, shape, failing, got, good)
                break
            except AssertionError:
                if seconds == FIRST_BYTE[-1]:
                    raise


def test_every_fault_of_the_sandbox_is_a_row() -> None:
    """A fault that the sandbox learns is missed here until it has its outcome."""
    from electron_kit.sandbox import faults

    rows = " ".join(row.fault for row in (*BEFORE, *AFTER, *LATE)) + " ".join(OF_TOOLS)
    assert set(faults.CALLS) == {*OF_TOOLS, "one-index"}
    modifiers = {"times", "dialect", "retry-after", "pass"}
    for name in (*faults._READERS, *faults._FLAGS):
        assert name in modifiers or name in rows, f"no row has the fault {name!r}"
    for status in faults.STATUSES:
        assert f"status={status}" in rows


@pytest.mark.parametrize("how", OF_TOOLS)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_spoiled_tool_call_is_told_to_the_model(
    how: str, streamed: bool, accounts_of: list[Account]
) -> None:
    """It is made once or not at all, and the history can be sent again."""
    made: list[str] = []

    def get_weather(city: str) -> str:
        """Get the current weather for a city."""
        made.append(city)
        return "sunny"

    spoiled: dict[str, Any] = {"extra_headers": {"X-Sandbox-Fault": f"call={how}"}}
    with client(accounts_of, policy=quick()) as sdk:

        def create(**request: Any) -> Any:
            return sdk.chat.completions.create(**request, **spoiled.copy())

        def once(**request: Any) -> Any:
            answer = create(**request)
            spoiled.clear()
            return answer

        run = run_tools(once, [get_weather], TOOLS["messages"], model="electron", stream=streamed)
    assert run.text
    (call, *_) = run.calls
    assert type(call.error).__name__ == (OF_TOOLS[how] or "NoneType")
    assert len(made) == (how == "doubled")


def test_a_tool_call_cut_in_two_is_neither_handed_on_whole_nor_repeated(
    cells: Cells, good: Good
) -> None:
    """Arguments cut off after the first event reach the caller as they are, once, with an error."""
    got = cells.run("sync", "tools streamed", "cut=3", "")
    assert isinstance(got.error, StreamCutError)
    (call,) = got.error.received.tool_calls
    assert call["name"] == "get_weather"
    assert good["electron", "tools streamed"].calls[0].startswith(call["arguments"])
    with pytest.raises(json.JSONDecodeError):
        json.loads(call["arguments"])
    assert got.asked == ("electron",)
