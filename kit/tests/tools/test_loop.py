"""Behaviour of the loop, sync and async, streamed and not, over HTTP."""

import asyncio
import contextvars
import json
import subprocess
import sys
import threading
import time
from typing import Any

import openai as sdk
import pytest
from openai import OpenAI

from electron_kit.sandbox import Sandbox
from electron_kit.tools import ToolLoopError, ToolTimeoutError, arun_tools, run_tools

QUESTION = [{"role": "user", "content": "What is the weather in Pune, and the local time in Pune?"}]
DONE = {"content": "All done."}


def get_weather(city: str, unit: str = "celsius") -> dict[str, Any]:
    """Get the current weather for a city.

    Args:
        city: The city's name.
        unit: The unit of temperature.
    """
    return {"city": city, "unit": unit, "degrees": 31}


async def get_time(city: str) -> str:
    """Get the local time in a city."""
    await asyncio.sleep(0)
    return f"It is 10:30 in {city}"


def test_a_question_is_answered_with_the_tools_results(
    run: Any, sandbox: Sandbox, stream: bool
) -> None:
    """Two tools, one async, on the sandbox's Electron; the results are in the answer."""
    done = run(sandbox.electron_url, [get_weather, get_time], QUESTION, stream=stream)
    assert {call.name for call in done.calls} == {"get_weather", "get_time"}
    assert "31" in done.text
    assert "10:30 in Pune" in done.text
    assert done.rounds == 2
    assert done.finish_reason == "stop"
    assert [message["role"] for message in done.messages] == [
        "user",
        "assistant",
        "tool",
        "tool",
        "assistant",
    ]
    assert len(QUESTION) == 1
    follow_up = [*done.messages, {"role": "user", "content": "Thanks!"}]
    assert run(sandbox.electron_url, [get_weather, get_time], follow_up).text


def test_streams_can_be_billed(run: Any, sandbox: Sandbox) -> None:
    """The usage chunk is asked for, unless the caller said what to ask for."""
    run(sandbox.electron_url, [], QUESTION, stream=True)
    assert sandbox.requests.last.body["stream_options"] == {"include_usage": True}
    options = {"include_usage": False}
    run(sandbox.electron_url, [], QUESTION, stream=True, stream_options=options)
    assert sandbox.requests.last.body["stream_options"] == options


def test_openai_answers_by_the_same_call(run: Any, sandbox: Sandbox, stream: bool) -> None:
    """Only the URL and the model differ."""
    done = run(
        sandbox.openai_url, [get_weather, get_time], QUESTION, stream=stream, model="gpt-4o-mini"
    )
    assert "31" in done.text
    assert done.messages[1]["content"] is None


def test_filler_is_handed_on_and_kept(run: Any, sandbox: Sandbox) -> None:
    """The filler beside the calls is heard as it streams and stands in the history."""
    heard: list[str] = []
    voice = [{"role": "system", "content": "You are a voice agent: acknowledge before tools."}]
    done = run(sandbox.electron_url, [get_weather], [*voice, *QUESTION], on_text=heard.append)
    filler = done.messages[2]["content"]
    assert filler
    assert done.messages[2]["tool_calls"]
    assert "".join(heard) == filler + done.text
    assert len(heard) > 4
    assert [text for _, text in done.spoken] == heard
    assert list(done.lanes) == ["text", "get_weather"]


def test_tools_run_while_the_filler_is_spoken(
    ask: Any, calling: Any, request: pytest.FixtureRequest
) -> None:
    """The tool waits until someone speaks, and the speaker until the tool has begun."""
    speaking, working = threading.Event(), threading.Event()

    def work() -> str:
        working.set()
        return "met" if speaking.wait(300) else "worked alone"

    def speak(_: str) -> None:
        speaking.set()
        assert working.wait(300), "spoke alone"

    async def speak_async(_: str) -> None:
        speaking.set()
        assert await asyncio.to_thread(working.wait, 5), "spoke alone"

    # Who blocks an event loop blocks everything in it.
    listener = speak if request.node.callspec.params["run"] == "sync" else speak_async
    done = ask([calling(("work", "{}"), content="Wait."), DONE], [work], on_text=listener)
    assert done.calls[0].result == "met"


def test_text_is_heard_in_the_callers_thread(ask: Any) -> None:
    """A screen or a notebook's output belongs to the thread that asked."""
    heard: list[int] = []
    ask([DONE], [], on_text=lambda _: heard.append(threading.get_ident()))
    assert set(heard) == {threading.get_ident()}


def test_calls_of_a_turn_run_at_the_same_time(ask: Any, calling: Any) -> None:
    """Three calls meet at a barrier that none could pass alone; results keep their order."""
    barrier = threading.Barrier(3, timeout=300)

    def meet(name: str) -> str:
        barrier.wait()
        return name

    wanted = [("meet", json.dumps({"name": name})) for name in "cab"]
    done = ask([calling(*wanted), DONE], [meet])
    assert [call.result for call in done.calls] == ["c", "a", "b"]
    assert [message["content"] for message in done.messages[2:5]] == ["c", "a", "b"]


def test_calls_can_run_one_after_another(ask: Any, calling: Any) -> None:
    """For functions that bear no company."""
    running: list[str] = []

    def alone(name: str) -> str:
        running.append(name)
        assert len(running) == 1
        time.sleep(0.02)
        running.remove(name)
        return name

    async def alone_too(name: str) -> str:
        return alone(name)

    wanted = [
        ("alone", '{"name": "a"}'),
        ("alone_too", '{"name": "b"}'),
        ("alone", '{"name": "c"}'),
    ]
    for timeout in (None, 300):
        done = ask([calling(*wanted), DONE], [alone, alone_too], parallel=False, timeout=timeout)
        assert [call.result for call in done.calls] == ["a", "b", "c"]


def test_an_error_in_a_tool_is_told_to_the_model(ask: Any, calling: Any, scripted: Any) -> None:
    """What went wrong stands in the history and on the call; the other call is not lost."""

    def bad(kind: str) -> str:
        if kind == "stop":
            return next(iter([]))
        raise {"key": KeyError("no such city"), "value": ValueError("पुणे?")}[kind]

    async def bad_too() -> None:
        raise LookupError("async")

    wanted = [
        (f"bad{end}", text)
        for end, text in (
            ("", '{"kind": "key"}'),
            ("", '{"kind": "value"}'),
            ("", '{"kind": "stop"}'),
            ("_too", "{}"),
        )
    ]
    done = ask([calling(*wanted), DONE], [bad, bad_too])
    told = [json.loads(message["content"])["error"] for message in done.messages[2:6]]
    assert told == [
        "KeyError: 'no such city'",
        "ValueError: पुणे?",
        "RuntimeError: StopIteration: ",
        "LookupError: async",
    ]
    assert scripted.requests[1]["messages"][2:] == done.messages[2:6]
    assert isinstance(done.calls[1].error, ValueError)
    assert done.text == "All done."


def test_wrong_arguments_and_names_are_told_to_the_model(ask: Any, calling: Any) -> None:
    """The function is not called; the message says what would be right, and the model mends it."""
    called: list[str] = []

    def weather(city: str, days: int = 1) -> str:
        called.append(city)
        return "fine"

    wanted = [("weather", '{"days": "many"}'), ("weather", '{"ci'), ("wether", "{}")]
    done = ask([calling(*wanted), calling(("weather", '{"city": "Pune"}')), DONE], [weather])
    told = [json.loads(message["content"])["error"] for message in done.messages[2:5]]
    assert "city: Field required; days: Input should be a valid integer" in told[0]
    assert "Invalid JSON" in told[1]
    assert told[2] == "There is no tool 'wether'. There are: weather."
    assert called == ["Pune"]


def test_a_tool_that_hangs_is_given_up(ask: Any, calling: Any) -> None:
    """The model is told so, the quick one's result is kept, and the loop goes on."""
    release = threading.Event()

    def hang() -> str:
        release.wait()
        return "late"

    async def hang_too() -> str:
        await asyncio.sleep(600)
        return "late"

    wanted = [("hang", "{}"), ("hang_too", "{}"), ("get_time", '{"city": "Pune"}')]
    for timeout in (0.2, 2, 20, 200):
        done = ask([calling(*wanted), DONE], [hang, hang_too, get_time], timeout=timeout)
        if done.calls[2].error is None:  # else the machine was late itself
            break
    release.set()
    assert [type(call.error) for call in done.calls] == [
        ToolTimeoutError,
        ToolTimeoutError,
        type(None),
    ]
    told = json.loads(done.calls[0].result)["error"]
    assert told == f"hang gave no result within {timeout} s. It may still take effect."


def test_a_tools_own_timeout_is_its_own(ask: Any, calling: Any) -> None:
    """A TimeoutError raised inside is an error like any other."""

    def late() -> None:
        raise TimeoutError("upstream")

    done = ask([calling(("late", "{}")), DONE], [late], timeout=300)
    assert json.loads(done.calls[0].result)["error"] == "TimeoutError: upstream"


def test_the_loop_is_bounded_and_can_be_gone_on_with(ask: Any, calling: Any) -> None:
    """After the last round the error has the whole history, which the next run takes up."""
    count: list[int] = []

    def again(number: int) -> int:
        count.append(number)
        return number

    replies = [
        calling(("again", f'{{"number": {number}}}'), ids=[f"i{number}"]) for number in range(3)
    ]
    with pytest.raises(
        ToolLoopError, match=r"After 3 rounds the model still asks.*again"
    ) as caught:
        ask(replies, [again], max_rounds=3)
    assert [call.arguments for call in caught.value.calls] == [
        '{"number": 0}',
        '{"number": 1}',
        '{"number": 2}',
    ]
    assert caught.value.messages[-1] == {"role": "tool", "tool_call_id": "i2", "content": "2"}
    done = ask([replies[2], DONE], [again], messages=caught.value.messages)
    assert count == [0, 1, 2, 2], "a call in a new turn is a new call, whatever its id"
    assert done.text


def test_a_call_is_made_once_a_turn(ask: Any, calling: Any) -> None:
    """An id is unique within its turn only: some servers begin anew with each."""
    paid: list[int] = []

    def pay(amount: int) -> str:
        paid.append(amount)
        return f"paid {len(paid)}"

    one = ("pay", '{"amount": 5}')
    twice = calling(one, one, ids=["p1", "p1"])
    done = ask([twice, calling(one, ids=["p1"]), calling(one, ids=["p2"]), DONE], [pay])
    assert paid == [5, 5, 5]
    results = [message["content"] for message in done.messages if message["role"] == "tool"]
    assert results == ["paid 1", "paid 2", "paid 3"]
    assert [call.id for call in done.calls] == ["p1", "p1", "p2"]


def test_a_constant_id_turns_pages(ask: Any, calling: Any) -> None:
    """A tool without arguments, called again under the same id, gives its next result."""
    pages = iter(("page 1", "page 2", "page 3"))

    def next_page() -> str:
        return next(pages)

    turn = calling(("next_page", "{}"), ids=["call"])
    done = ask([turn, turn, turn, DONE], [next_page])
    assert [call.result for call in done.calls] == ["page 1", "page 2", "page 3"]


@pytest.mark.parametrize("arguments", ["", "{", "[1]", "null", "not JSON", '"text"'])
def test_a_turn_that_was_malformed_can_be_sent_again(
    ask: Any, calling: Any, arguments: str
) -> None:
    """The history has a JSON object for arguments; the call keeps what the model wrote."""
    done = ask([calling(("get_weather", arguments)), DONE], [get_weather])
    (call,) = done.calls
    assert call.arguments in (arguments, "{}")
    assert call.error is not None
    (sent,) = (m["tool_calls"][0]["function"] for m in done.messages if m.get("tool_calls"))
    assert isinstance(json.loads(sent["arguments"]), dict)


def test_a_failed_request_does_not_lose_what_was_done(ask: Any, calling: Any) -> None:
    """After calls were made the error carries them; before, it is the SDK's own."""
    with pytest.raises(sdk.InternalServerError):
        ask([503], [get_weather])
    with pytest.raises(ToolLoopError, match="Round 2 failed after 1 tool call: Int") as caught:
        ask([calling(("get_weather", '{"city": "Pune"}')), 503], [get_weather])
    assert isinstance(caught.value.__cause__, sdk.InternalServerError)
    assert caught.value.messages[-1]["role"] == "tool"


@pytest.mark.parametrize(
    "reply",
    [
        [
            {"content": "Wait. "},
            {"tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}]},
        ],
        {
            "content": "Wait. ",
            "finish_reason": "length",
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
            ],
        },
    ],
    ids=["cut stream", "max_tokens"],
)
def test_calls_of_a_cut_turn_are_not_made(ask: Any, reply: Any) -> None:
    """Half a turn may be half an argument: nothing runs, and what was said is on the error."""
    made: list[int] = []

    def f() -> None:
        made.append(1)

    stream = {"stream": True} if isinstance(reply, list) else {}
    with pytest.raises(ToolLoopError, match=r"ended without|cut at max_tokens") as caught:
        ask([reply], [f], **stream)
    assert not made
    assert caught.value.text.strip() == "Wait."


def test_a_forced_choice_holds_for_the_first_round(ask: Any, calling: Any, scripted: Any) -> None:
    """Else the model would have to call for ever."""
    forced = {"type": "function", "function": {"name": "get_weather"}}
    for choice in ("required", forced):
        scripted.requests.clear()
        ask(
            [calling(("get_weather", '{"city": "Pune"}')), DONE],
            [get_weather],
            tool_choice=choice,
        )
        assert [request.get("tool_choice") for request in scripted.requests] == [choice, None]


def test_without_tools_the_field_is_left_out(ask: Any, scripted: Any) -> None:
    """Electron wants no empty list."""
    assert ask([DONE], []).calls == []
    assert "tools" not in scripted.requests[0]


def test_context_variables_reach_the_tools(ask: Any, calling: Any) -> None:
    """Tracing and request scopes work inside."""
    user: contextvars.ContextVar[str] = contextvars.ContextVar("user", default="nobody")

    def who() -> str:
        return user.get()

    token = user.set("Asha")
    try:
        done = ask([calling(("who", "{}")), DONE], [who], on_text=lambda _: None)
    finally:
        user.reset(token)
    assert done.calls[0].result == "Asha"


def test_a_listener_that_fails_stops_the_run(ask: Any, calling: Any) -> None:
    """Its error reaches the caller, and no thread or task is left to hang."""

    def listen(text: str) -> None:
        raise RuntimeError("speaker unplugged")

    with pytest.raises(RuntimeError, match="speaker unplugged"):
        ask([{"content": "some words of text"}], [], on_text=listen)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"max_rounds": 0}, "max_rounds is 0"),
        ({"max_result": 0}, "max_result"),
        ({"n": 2}, "n is 2"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(
    ask: Any, options: dict[str, int], told: str, scripted: Any
) -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match=told):
        ask([DONE], [], **options)
    assert not scripted.requests


def test_a_huge_result_is_cut(ask: Any, calling: Any) -> None:
    """The context is bounded."""

    def book() -> str:
        return "पुस्तक " * 100_000

    done = ask([calling(("book", "{}")), DONE], [book], max_result=500)
    assert len(done.messages[2]["content"]) < 560
    assert "[cut: 500 of 700,000 characters]" in done.messages[2]["content"]


def test_half_an_emoji_breaks_nothing(ask: Any, calling: Any) -> None:
    """Lone surrogates in text, arguments and results do not stop the next request."""

    def echo(text: str) -> str:
        return f"{text} \ud83d"

    halves = calling(("echo", '{"text": "a \ud83d\ude00 \ud83d"}'), content="Hm \ud83d")
    done = ask([halves, DONE], [echo])
    assert done.messages[1]["content"] == "Hm \ufffd"
    assert done.messages[2]["content"] == "a \U0001f600 \ufffd \ufffd"


def test_the_wrong_kind_of_client_is_named(sandbox: Sandbox, electron: OpenAI) -> None:
    """Each form says which to use, and nothing is left unawaited."""

    async def create(**_: Any) -> None:
        raise AssertionError

    with pytest.raises(TypeError, match="use arun_tools"):
        run_tools(create, [], QUESTION, model="electron")
    with pytest.raises(TypeError, match="use run_tools"):
        asyncio.run(arun_tools(electron.chat.completions.create, [], QUESTION, model="electron"))
    with pytest.raises(TypeError, match="str without a choice"):
        run_tools(lambda **_: "<html>", [], QUESTION)


def test_an_async_listener_is_awaited(sandbox: Sandbox, async_client_of: Any) -> None:
    """Speech that is itself asynchronous."""
    heard: list[str] = []

    async def listen(text: str) -> None:
        await asyncio.sleep(0)
        heard.append(text)

    async def main() -> str:
        async with async_client_of(sandbox.electron_url) as client:
            create = client.chat.completions.create
            asked = [{"role": "user", "content": "Hello"}]
            return (await arun_tools(create, [], asked, model="electron", on_text=listen)).text

    assert asyncio.run(main()) == "".join(heard)


def test_a_cancelled_run_cancels_its_tools(
    scripted: Any, async_client_of: Any, calling: Any
) -> None:
    """Whoever gives up waiting leaves nothing running."""
    seen: list[str] = []

    async def slow() -> None:
        seen.append("started")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    async def main() -> None:
        async with async_client_of(scripted.url) as client:
            scripted.replies = [calling(("slow", "{}")), DONE]
            create = client.chat.completions.create
            asked = [{"role": "user", "content": "Hello"}]
            running = asyncio.create_task(arun_tools(create, [slow], asked, model="electron"))
            async with asyncio.timeout(60):
                while not seen:
                    await asyncio.sleep(0.001)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running

    asyncio.run(main())
    assert seen == ["started", "cancelled"]


def test_a_hanging_tool_does_not_keep_the_program_alive(scripted: Any, calling: Any) -> None:
    """The process ends although a thread still waits in the tool."""
    code = f"""
import asyncio, time
from openai import AsyncOpenAI, OpenAI
from electron_kit.tools import arun_tools, run_tools

def hang() -> str:
    time.sleep(600)

asked = [{{"role": "user", "content": "x"}}]
options = dict(model="electron", timeout=0.1)
with OpenAI(base_url={scripted.url!r}, api_key="sk_sandbox") as client:
    print(run_tools(client.chat.completions.create, [hang], asked, **options).text)

async def main():
    async with AsyncOpenAI(base_url={scripted.url!r}, api_key="sk_sandbox") as client:
        run = await arun_tools(client.chat.completions.create, [hang], asked, **options)
        print(run.text)

asyncio.run(main())
"""
    scripted.replies = [calling(("hang", "{}")), DONE] * 2
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.splitlines() == ["All done."] * 2
