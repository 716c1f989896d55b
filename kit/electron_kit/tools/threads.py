"""The loop for synchronous code: tools run in threads, text is handed on meanwhile."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any

from .function import Tool
from .state import Loop, ToolCall, ToolRun, timed_out
from .turn import Turn


def run_tools(
    create: Callable[..., Any],
    tools: Iterable[Callable[..., Any] | Tool],
    messages: Iterable[Mapping[str, Any]],
    *,
    on_text: Callable[[str], object] | None = None,
    max_rounds: int = 8,
    timeout: float | None = None,
    parallel: bool = True,
    max_result: int = 20_000,
    **request: Any,
) -> ToolRun:
    """Ask the model, make the calls that it asks for, and ask again until it answers.

    Args:
        create: ``client.chat.completions.create`` of any client, or something like it.
        tools: The functions that the model may call, or `Tool` objects.
        messages: The history with the question; it is not changed.
        on_text: Is given each piece of text as it arrives, the filler on tool-call turns
            included, in this thread; tools run meanwhile. It turns streaming on.
        max_rounds: How many requests may be sent.
        timeout: Seconds that one tool may take; None for no limit. A thread cannot be ended from
            outside, so a tool that hangs is given up, not stopped.
        parallel: Whether the calls of one turn run at the same time. If not, and without a
            timeout, they run in this thread.
        max_result: Characters after which a tool's result is cut.
        request: What else to send, such as ``model``; ``stream=True`` streams, with the usage
            chunk unless ``stream_options`` says otherwise.

    Returns:
        The answer with its history.

    Raises:
        ToolLoopError: No answer within ``max_rounds``, a turn that is cut, or a failed request
            after calls were made; it carries the history.
        openai.APIError: The first request failed.
        TypeError: ``create`` is asynchronous, or a tool has no schema.
    """
    if on_text is not None:
        request.setdefault("stream", True)
    loop = Loop(tools, messages, max_rounds=max_rounds, longest=max_result, request=request)
    crew = _Crew(loop, timeout, parallel)
    while True:
        sent = loop.next_request()
        with loop.asking():
            if on_text is not None and sent.get("stream"):
                turn = _listen(create, sent, loop, crew, on_text)
            else:
                turn = _read(create, sent, loop)
                # Before the text is handed on: tools run while it is spoken.
                crew.start(loop.take(turn))
                if on_text is not None and turn.content:
                    on_text(turn.content)
        if not turn.requests:
            return loop.run
        loop.answer(crew.results())


class _Crew:
    """The calls of one turn, under way."""

    def __init__(self, loop: Loop, timeout: float | None, parallel: bool) -> None:
        self._loop = loop
        self._timeout = timeout
        self._parallel = parallel
        self._calls: list[ToolCall] = []
        self._futures: dict[str, Future[Any]] = {}

    def start(self, calls: Sequence[ToolCall]) -> None:
        """Begin a turn's calls, where they may run at the same time."""
        self._calls = list(calls)
        self._futures = {}
        if self._parallel:
            for call in calls:
                self._spawn(call)

    def results(self) -> list[ToolCall]:
        """Return the turn's calls with their results, once all are there or given up."""
        for call in self._calls:
            if not self._parallel:
                if self._timeout is None and not self._is_async(call):
                    self._in_this_thread(call)
                    continue
                self._spawn(call)
            if (future := self._futures.get(call.id)) is not None:
                self._settle(call, future)
        return self._calls

    def _settle(self, call: ToolCall, future: Future[Any]) -> None:
        left = self._timeout
        if left is not None:
            left = max(0.0, left - (self._loop.now - call.start_ms) / 1000)
        if not wait([future], left).done and self._timeout is not None:
            self._loop.fail(call, timed_out(call, self._timeout))
            return
        error = future.exception()
        if error is None:
            value, call.end_ms = future.result()
            ended = call.end_ms
            self._loop.finish(call, value)
            call.end_ms = ended
        elif isinstance(error, Exception):
            self._loop.fail(call, error)
        else:
            raise error

    def _is_async(self, call: ToolCall) -> bool:
        tool = self._loop.tools.get(call.name)
        return tool is not None and inspect.iscoroutinefunction(tool.function)

    def _in_this_thread(self, call: ToolCall) -> None:
        if (tool := self._loop.find(call)) is None:
            return
        self._loop.begin(call)
        try:
            self._loop.finish(call, _call(tool, call.arguments))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the model is told
            self._loop.fail(call, error)

    def _spawn(self, call: ToolCall) -> None:
        if (tool := self._loop.find(call)) is None:
            return
        self._loop.begin(call)
        self._futures[call.id] = in_thread(
            lambda: (_call(tool, call.arguments), self._loop.now), f"tool {call.name}"
        )


def in_thread(work: Callable[[], Any], name: str) -> Future[Any]:
    """Start work in a thread that does not keep the process alive, with this context's variables.

    An executor's threads are waited for at exit, so a tool that hangs would hang the program.
    """
    future: Future[Any] = Future()
    # From here on it cannot be cancelled: nobody could tell the thread.
    future.set_running_or_notify_cancel()
    context = copy_context()

    def run() -> None:
        try:
            future.set_result(context.run(work))
        except StopIteration as error:
            # No future can carry this one: whoever waits in asyncio would wait for ever.
            future.set_exception(RuntimeError(f"StopIteration: {error}"))
        except BaseException as error:  # noqa: BLE001 -- it is raised again where it is awaited
            future.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


def _call(tool: Tool, arguments: str) -> Any:
    value = tool.call(arguments)
    return asyncio.run(_awaited(value)) if inspect.isawaitable(value) else value


async def _awaited(value: Any) -> Any:
    return await value


def _sent(create: Callable[..., Any], request: dict[str, Any]) -> Any:
    answer = create(**request)
    if inspect.isawaitable(answer):
        if inspect.iscoroutine(answer):
            answer.close()
        raise TypeError("create is asynchronous: use arun_tools, or a synchronous client.")
    return answer


def _read(create: Callable[..., Any], request: dict[str, Any], loop: Loop) -> Turn:
    answer = _sent(create, request)
    if not request.get("stream"):
        turn = Turn.of(answer)
        if turn.content:
            loop.hear(turn.content)
        return turn
    turn = Turn()
    for chunk in answer:
        if text := turn.take(chunk):
            loop.hear(text)
    return turn


def _listen(
    create: Callable[..., Any],
    request: dict[str, Any],
    loop: Loop,
    crew: _Crew,
    on_text: Callable[[str], object],
) -> Turn:
    """Read a stream in a thread, so that calls begin while the text is still being spoken."""
    pieces: SimpleQueue[str | None] = SimpleQueue()
    left = threading.Event()

    def read() -> Turn:
        try:
            turn = Turn()
            stream = _sent(create, request)
            try:
                for chunk in stream:
                    if left.is_set():
                        return turn
                    if text := turn.take(chunk):
                        loop.hear(text)
                        pieces.put(text)
            finally:
                if hasattr(stream, "close"):
                    stream.close()
            if not left.is_set():
                crew.start(loop.take(turn))
            return turn
        finally:
            pieces.put(None)

    reading = in_thread(read, "stream")
    try:
        while (text := pieces.get()) is not None:
            on_text(text)
    finally:
        left.set()
    turn: Turn = reading.result()
    return turn
