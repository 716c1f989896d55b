"""The loop for asynchronous code: tools are tasks, and those that are not async run in threads."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .function import Tool
from .state import Loop, ToolCall, ToolRun, timed_out
from .threads import in_thread
from .turn import Turn


async def arun_tools(
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
    """Do as `run_tools` does, from asynchronous code.

    Args:
        create: ``client.chat.completions.create`` of any asynchronous client.
        tools: The functions that the model may call, async or not.
        messages: The history with the question; it is not changed.
        on_text: Is given each piece of text as it arrives, and awaited if it is async. Tools run
            meanwhile, unless it blocks the event loop.
        max_rounds: How many requests may be sent.
        timeout: Seconds that one tool may take; an async one is then cancelled.
        parallel: Whether the calls of one turn run at the same time.
        max_result: Characters after which a tool's result is cut.
        request: What else to send, such as ``model``.

    Returns:
        The answer with its history.

    Raises:
        ToolLoopError: No answer within ``max_rounds``, a turn that is cut, or a failed request
            after calls were made; it carries the history.
        openai.APIError: The first request failed.
        TypeError: ``create`` is not asynchronous, or a tool has no schema.
    """
    if on_text is not None:
        request.setdefault("stream", True)
    loop = Loop(tools, messages, max_rounds=max_rounds, longest=max_result, request=request)
    while True:
        sent = loop.next_request()
        crew = _Crew(loop, timeout, parallel)
        try:
            with loop.asking():
                turn = await _listen(create, sent, loop, crew, on_text)
            if not turn.requests:
                return loop.run
            loop.answer(await crew.results())
        finally:
            crew.cancel()


class _Crew:
    """The calls of one turn, under way."""

    def __init__(self, loop: Loop, timeout: float | None, parallel: bool) -> None:
        self._loop = loop
        self._timeout = timeout
        self._parallel = parallel
        self._calls: list[ToolCall] = []
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, calls: Sequence[ToolCall]) -> None:
        """Begin a turn's calls, where they may run at the same time."""
        self._calls = list(calls)
        if self._parallel:
            self._tasks = [asyncio.create_task(self._make(call)) for call in calls]

    async def results(self) -> list[ToolCall]:
        """Return the turn's calls with their results, once all are there or given up."""
        if self._parallel:
            await asyncio.gather(*self._tasks)
        else:
            for call in self._calls:
                await self._make(call)
        return self._calls

    def cancel(self) -> None:
        """End what is still under way."""
        for task in self._tasks:
            task.cancel()

    async def _make(self, call: ToolCall) -> None:
        if (tool := self._loop.find(call)) is None:
            return
        self._loop.begin(call)
        task = asyncio.ensure_future(_call(tool, call.arguments))
        try:
            # Not wait_for: it waits for a task that will not be cancelled.
            done, _ = await asyncio.wait({task}, timeout=self._timeout)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if not done and self._timeout is not None:
            task.cancel()
            self._loop.fail(call, timed_out(call, self._timeout))
            return
        try:
            self._loop.finish(call, task.result())
        except asyncio.CancelledError as error:
            # The tool cancelled itself; the run was not cancelled.
            self._loop.fail(call, RuntimeError(f"cancelled: {error}"))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the model is told
            self._loop.fail(call, error)


async def _call(tool: Tool, arguments: str) -> Any:
    if inspect.iscoroutinefunction(tool.function):
        return await tool.call(arguments)
    value = await asyncio.wrap_future(in_thread(lambda: tool.call(arguments), f"tool {tool.name}"))
    return await value if inspect.isawaitable(value) else value


async def _listen(
    create: Callable[..., Any],
    request: dict[str, Any],
    loop: Loop,
    crew: _Crew,
    on_text: Callable[[str], object] | None,
) -> Turn:
    """Read an answer in a task, so that calls begin while the text is still being spoken."""
    pieces: asyncio.Queue[str | None] = asyncio.Queue()

    async def read() -> Turn:
        try:
            turn = await _read(create, request, loop, pieces)
            crew.start(loop.take(turn))
            return turn
        finally:
            pieces.put_nowait(None)

    reading = asyncio.create_task(read())
    try:
        while (text := await pieces.get()) is not None:
            if on_text is not None and inspect.isawaitable(said := on_text(text)):
                await said
        return await reading
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _read(
    create: Callable[..., Any],
    request: dict[str, Any],
    loop: Loop,
    pieces: asyncio.Queue[str | None],
) -> Turn:
    answer = create(**request)
    if not inspect.isawaitable(answer):
        raise TypeError("create is not asynchronous: use run_tools, or an AsyncOpenAI client.")
    answer = await answer
    if not request.get("stream"):
        turn = Turn.of(answer)
        if turn.content:
            loop.hear(turn.content)
            pieces.put_nowait(turn.content)
        return turn
    turn = Turn()
    try:
        async for chunk in answer:
            if text := turn.take(chunk):
                loop.hear(text)
                pieces.put_nowait(text)
    finally:
        if hasattr(answer, "close"):
            await answer.close()
    return turn
