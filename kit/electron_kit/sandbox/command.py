"""``electron-kit sandbox``: both endpoints on this machine until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from electron_kit.contract import AS_OF, PLANS
from electron_kit.providers import ELECTRON, OPENAI, Provider

from . import console
from .server import LOOPBACK, Sandbox


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--port", type=int, default=8700, help="port; 0 takes a free one (8700)")
    parser.add_argument(
        "--host", default=LOOPBACK, help=f"address; other than {LOOPBACK} lets other machines in"
    )
    parser.add_argument(
        "--plan", default="unlimited", help=f"limits: {', '.join(PLANS)} (unlimited)"
    )
    parser.add_argument(
        "--lenient", action="store_true", help="accept what Electron's contract is silent about"
    )
    parser.add_argument(
        "--ttft", type=float, default=0.0, metavar="MS", help="milliseconds to the first byte"
    )
    parser.add_argument("--tps", type=float, metavar="N", help="tokens a second after it")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="FAULT",
        help="a fault for the next request, such as 'status=503' or 'cut=5; times=2'; repeatable",
    )
    parser.add_argument("--replies", metavar="FILE", help="scripted replies, as JSON")
    parser.add_argument(
        "--record", metavar="FILE", help="ask the live endpoints and append their answers here"
    )
    parser.add_argument("--replay", metavar="FILE", help="answer from what was recorded")
    parser.add_argument(
        "--filler",
        default="prompt",
        help="text beside Electron's tool calls: prompt, always, never (prompt)",
    )
    parser.add_argument(
        "--repeatable", action="store_true", help="equal ids for equal requests, and one time"
    )
    parser.add_argument(
        "--as-of",
        default=AS_OF.isoformat(),
        metavar="DAY",
        help=f"the day that decides which of OpenAI's models have ended ({AS_OF.isoformat()})",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop.

    Raises:
        ConfigurationError: An argument cannot be used, or the port is in use.
    """
    sandbox = Sandbox(
        arguments.port,
        plan=arguments.plan,
        lenient=arguments.lenient,
        ttft=arguments.ttft,
        tps=arguments.tps,
        faults=arguments.fault,
        filler=arguments.filler,
        replies=arguments.replies,
        record=arguments.record,
        replay=arguments.replay,
        host=arguments.host,
        repeatable=arguments.repeatable,
        as_of=arguments.as_of,
    )

    def until(stopping: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stopping.set)
            except NotImplementedError:  # Windows' loop has none
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))

    def ready() -> None:
        print(
            f"Electron  {sandbox.electron_url}  key {ELECTRON.sandbox_key}\n"
            f"OpenAI    {sandbox.openai_url}  key {OPENAI.sandbox_key}\n"
            "Every answer comes from the sandbox, none from a model. Ctrl-C stops it.",
            flush=True,
        )

    with _told_on_stderr():
        sandbox.run(until, ready)
    print(f"Stopped. Requests: {_seen(sandbox, ELECTRON)}; {_seen(sandbox, OPENAI)}.", flush=True)
    return 0


def _seen(sandbox: Sandbox, provider: Provider) -> str:
    """Say how many requests a side had: a green test that sends none proves nothing."""
    statuses = {at: n for (of, at), n in sandbox.requests.counted.items() if of == provider.name}
    refused = sum(number for status, number in statuses.items() if status >= 400)
    return f"{provider.name} {sum(statuses.values())}, {refused} refused"


@contextmanager
def _told_on_stderr() -> Iterator[None]:
    """Show a line for each refusal, and the traceback of what failed."""
    log, before = console.LOG, (console.LOG.level, console.LOG.propagate)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before[0])
        log.propagate = before[1]
