"""What the browser's Python has not: connections, threads, other programs.

Applied once, before anything is imported that would look for them. Each replaces the last
step of something: what is above it, the SDK and the kit, is as it is everywhere.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


def apply() -> None:
    """Put everything in its place."""
    # Compiled files would be written for one visit only, and pytest would warn of them.
    sys.dont_write_bytecode = True
    sys.executable = sys.executable or "python"
    threading.Thread.start = _run_in_turn
    threading.Thread.is_alive = lambda thread: thread is threading.main_thread()
    threading.Thread.join = lambda thread, timeout=None: None
    ThreadPoolExecutor.submit = _submit_in_turn
    from . import processes

    processes.apply()


def reach_sandboxes() -> None:
    """Let clients that name no transport reach the sandboxes of this page, and nothing else.

    In the browser theirs is the page's ``fetch``, which waits for JavaScript and may not send.
    """
    import httpx2
    import httpx2_jsfetch

    from electron_kit.transport import local_endpoints

    def found(request: httpx2.Request) -> local_endpoints.Local:
        here = local_endpoints.find(str(request.url))
        if here is None:
            raise httpx2.ConnectError(
                f"Nothing answers at {request.url.host}: this page reaches its sandbox only.",
                request=request,
            )
        return here

    def handle(_: Any, request: httpx2.Request) -> httpx2.Response:
        return found(request).sync.handle_request(request)

    async def handle_async(_: Any, request: httpx2.Request) -> httpx2.Response:
        return await found(request).asynchronous.handle_async_request(request)

    def no_options(_: Any, *args: Any, **options: Any) -> None:
        """Take what belongs to connections: certificates, limits, proxies."""

    for theirs in (httpx2_jsfetch.JavascriptFetchTransport,
                   httpx2_jsfetch.AsyncJavascriptFetchTransport):  # fmt: skip
        theirs.__init__ = no_options
    httpx2_jsfetch.JavascriptFetchTransport.handle_request = handle
    httpx2_jsfetch.AsyncJavascriptFetchTransport.handle_async_request = handle_async
    httpx2.create_ssl_context = no_options


def _run_in_turn(thread: threading.Thread) -> None:
    """Do a thread's work now: there is one thread, so one thing comes after another."""
    thread._started.set()
    try:
        thread.run()
    except SystemExit:
        pass
    except BaseException:  # noqa: BLE001  (a thread's errors are told, and end only the thread)
        threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), thread)))


def _submit_in_turn(
    _: ThreadPoolExecutor, work: Callable[..., Any], /, *args: Any, **options: Any
) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    try:
        future.set_result(work(*args, **options))
    except BaseException as error:  # noqa: BLE001  (it is raised again where it is awaited)
        future.set_exception(error)
    return future
