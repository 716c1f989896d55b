"""Starting and stopping: threads, sockets, ports."""

import socket
import threading

import httpx2
import pytest

from electron_kit.providers import ConfigurationError
from electron_kit.sandbox import Sandbox


def test_it_listens_on_loopback_only() -> None:
    """The address of a sandbox that asks for nothing else is 127.0.0.1."""
    with Sandbox() as sandbox:
        assert sandbox.electron_url == f"http://127.0.0.1:{sandbox.port}/waves/v1"
        assert sandbox.openai_url == f"http://127.0.0.1:{sandbox.port}/v1"


def test_no_thread_and_no_socket_is_left() -> None:
    """After ``stop`` the thread is gone and the port refuses, twice in a row."""
    before = threading.active_count()
    for _ in range(2):
        sandbox = Sandbox().start()
        port = sandbox.port
        with httpx2.Client(trust_env=False, timeout=300) as client:
            client.get(f"http://127.0.0.1:{port}/healthz")
            sandbox.stop()
        sandbox.stop()
        assert threading.active_count() == before
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=300)


def test_a_port_in_use_is_named() -> None:
    """A port that someone else has is refused with its number and what to do."""
    with Sandbox() as first, pytest.raises(ConfigurationError, match=rf"port {first.port}"):
        Sandbox(first.port).start()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"plan": "gold"}, "gold"),
        ({"port": 70_000}, "70000"),
        ({"port": -1}, "-1"),
        ({"ttft": -1}, "ttft"),
        ({"tps": 0}, "tps"),
        ({"filler": "often"}, "often"),
        ({"faults": ["status=1"]}, "status=1"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(options: dict[str, object], named: str) -> None:
    """Each bad argument is refused with its value before anything is started."""
    with pytest.raises(ConfigurationError, match=named):
        Sandbox(**options)


def test_a_stopped_sandbox_has_no_url() -> None:
    """The URL of a sandbox that is not running is an error, not a guess."""
    with pytest.raises(RuntimeError, match="not running"):
        _ = Sandbox().electron_url
