"""What tests above the SDK share: a sandbox, its clients, commands, and a server that is told."""

import gc
import io
import json
import os
import runpy
import subprocess
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, chdir, redirect_stderr, redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, settings
from openai import AsyncOpenAI, OpenAI

from electron_kit.sandbox import Sandbox

# `tox run -e thorough`: every case of what the usual run takes a sample of.
THOROUGH = "ELECTRON_KIT_THOROUGH" in os.environ

# A deadline measures the machine's load, not the code; so does how soon examples are made.
# The usual run draws the same examples each time, or its green would be one by chance. New ones
# are drawn where somebody looks for what fails: `fuzz-sandbox` and `thorough`.
settings.register_profile(
    "kit",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not (THOROUGH or "ELECTRON_KIT_FUZZ" in os.environ),
)
settings.load_profile("kit")

os.environ["NO_PROXY"] = "127.0.0.1,localhost"


def pytest_collection_finish() -> None:
    """Leave thousands of tests and modules, which stay to the end, out of garbage collections."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have counted, also if they ran in another process."""
    sums: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        sums.update({name: int(str(value)) for name, value in report.user_properties})
    for name, value in sums.items():
        terminalreporter.write_line(f"{name}: {value}")


class Scripted:
    """A server on a socket that answers each request with the next of its replies.

    A reply is a message (a dictionary with ``content`` or ``tool_calls``), a list of deltas to
    stream, whose last one may hold ``finish_reason``, a number (an HTTP status), or bytes.
    """

    def __init__(self) -> None:
        self.replies: list[Any] = []
        self.requests: list[dict[str, Any]] = []
        self.pause = 0.0
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True  # else a body waits 40 ms for the headers' receipt

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                scripted.requests.append(body)
                reply = scripted.replies.pop(0) if scripted.replies else 500
                status = reply if isinstance(reply, int) else 200
                kind = "text/event-stream" if isinstance(reply, list) else "application/json"
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("x-request-id", f"scripted-{len(scripted.requests)}")
                self.send_header("connection", "close")
                self.end_headers()
                for piece in scripted.written(reply):
                    self.wfile.write(piece)
                    self.wfile.flush()
                    time.sleep(scripted.pause)
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """Clients that go away in mid-answer are part of the tests."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @staticmethod
    def written(reply: Any) -> Iterator[bytes]:
        """Return a reply as the pieces to send."""
        base = {"id": "chatcmpl-1", "created": 1, "model": "electron"}
        if isinstance(reply, bytes):
            yield reply
        elif isinstance(reply, int):
            yield json.dumps({"error": {"message": "as told", "type": "told"}}).encode()
        elif isinstance(reply, list):
            for delta in reply:
                if delta == "[DONE]":
                    yield b"data: [DONE]\n\n"
                    continue
                given = dict(delta)
                finish = given.pop("finish_reason", None)
                usage = given.pop("usage", None)
                choice = {"index": 0, "delta": given, "finish_reason": finish}
                chunk = {**base, "object": "chat.completion.chunk", "choices": [choice]}
                if usage is not None:
                    chunk |= {"choices": [], "usage": usage}
                yield f"data: {json.dumps(chunk)}\n\n".encode()
        else:
            message = dict(reply)
            calls = message.get("tool_calls")
            finish = message.pop("finish_reason", "tool_calls" if calls else "stop")
            choice = {
                "index": 0,
                "message": {"role": "assistant", "content": None, **message},
                "finish_reason": finish,
            }
            usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
            answer = {**base, "object": "chat.completion", "choices": [choice], "usage": usage}
            yield json.dumps(answer).encode()


@pytest.fixture(scope="session")
def _told() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.stop()


@pytest.fixture
def scripted(_told: Scripted) -> Scripted:
    """A server that has been told nothing yet."""
    _told.replies, _told.requests, _told.pause = [], [], 0.0
    return _told


def _client(url: str, key: str) -> OpenAI:
    # Reading the system's certificates takes longer than a whole test, and none is needed here.
    http = httpx2.Client(verify=False)
    return OpenAI(base_url=url, api_key=key, max_retries=0, http_client=http)


@pytest.fixture
def scripted_client(scripted: Scripted) -> Iterator[OpenAI]:
    """A client of the scripted server."""
    with _client(scripted.url, "sk_sandbox") as client:
        yield client


AsyncClient = Callable[[str], Any]


@pytest.fixture
def async_client_of() -> AsyncClient:
    """A context manager that opens an asynchronous client in the test's own event loop."""

    @asynccontextmanager
    async def opened(url: str) -> AsyncIterator[AsyncOpenAI]:
        key = "sk_sandbox" if "/waves/" in url else "sk-sandbox"
        http = httpx2.AsyncClient(verify=False)
        async with AsyncOpenAI(
            base_url=url, api_key=key, max_retries=0, http_client=http
        ) as client:
            yield client

    return opened


@pytest.fixture(scope="session")
def _serving() -> Iterator[Sandbox]:
    with Sandbox(repeatable=True) as running:
        yield running


@pytest.fixture
def sandbox(_serving: Sandbox) -> Sandbox:
    """The sandbox, with nothing remembered."""
    _serving.clear()
    return _serving


@pytest.fixture
def electron(sandbox: Sandbox) -> Iterator[OpenAI]:
    """A client of the sandbox's Electron."""
    with _client(sandbox.electron_url, "sk_sandbox") as client:
        yield client


@pytest.fixture
def openai(sandbox: Sandbox) -> Iterator[OpenAI]:
    """A client of the sandbox's OpenAI."""
    with _client(sandbox.openai_url, "sk-sandbox") as client:
        yield client


# A person's keys, addresses and modes, which no command and no program of a test gets to see.
OURS = ("OPENAI", "SMALLEST", "ELECTRON_KIT")
Ended = subprocess.CompletedProcess[str]


@pytest.fixture
def in_process() -> Callable[..., Ended]:
    """Call something as a process of its own would: its folder, variables, output and exit code.

    A process of its own costs a second of imports, each time, and says the same. What is tried
    about a process itself (signals, a closed pipe, what it imports) starts one.
    """

    def called(work: Callable[[], Any], cwd: Path | None = None, **env: str) -> Ended:
        before, out, err = dict(os.environ), io.StringIO(), io.StringIO()
        for name in [name for name in before if name.startswith(OURS)]:
            del os.environ[name]
        os.environ.update(env)
        try:
            with chdir(cwd or "."), redirect_stdout(out), redirect_stderr(err):
                code = work() or 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
            err.write(end.code if isinstance(end.code, str) else "")
        finally:
            os.environ.clear()
            os.environ.update(before)
        return subprocess.CompletedProcess([], code, out.getvalue(), err.getvalue())

    return called


@pytest.fixture
def kit(in_process: Callable[..., Ended]) -> Callable[..., Ended]:
    """Run ``electron-kit`` with these arguments, without anybody's keys: `in_process`."""
    from electron_kit.cli import main

    def ran(*arguments: object, cwd: Path | None = None, **env: str) -> Ended:
        return in_process(lambda: main([str(one) for one in arguments]), cwd, **env)

    return ran


@pytest.fixture
def program(in_process: Callable[..., Ended]) -> Callable[..., Ended]:
    """Run a file of Python as ``python FILE`` does, without anybody's keys: `in_process`."""

    def ran(path: Path, cwd: Path | None = None, **env: str) -> Ended:
        return in_process(lambda: runpy.run_path(str(path), run_name="__main__") and 0, cwd, **env)

    return ran
