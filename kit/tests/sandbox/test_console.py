"""What whoever runs the sandbox is told: refusals in a line, failures with their traceback."""

import logging
import socket
import subprocess
import sys

import httpx2
import pytest

from electron_kit.sandbox import Exchange, Sandbox
from electron_kit.sandbox.console import line

COMMAND = [sys.executable, "-c", "from electron_kit.cli import main; raise SystemExit(main())"]
KEY = {"Authorization": "Bearer sk_sandbox", "User-Agent": "tester/1 sk-abcdefghijkl"}
HELLO = [{"role": "user", "content": "Hi"}]
LOGGER = "electron_kit.sandbox"


def test_each_refusal_is_one_line_with_status_path_reason_and_agent(
    http: httpx2.Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A refused field, an unknown path, a bad key and an injected fault are a line each."""
    url = f"{sandbox.electron_url}/chat/completions"
    good = {"model": "electron", "messages": HELLO}
    with caplog.at_level(logging.INFO, LOGGER):
        http.post(url, json=good, headers=KEY)
        http.post(url, json={**good, "n": 2, "stop": [1]}, headers=KEY)
        http.post(f"{sandbox.electron_url}/embeddings", json={}, headers=KEY)
        http.post(url, json=good, headers={**KEY, "Authorization": "Bearer sk-proj-0123456789"})
        http.post(url, json=good, headers={**KEY, "X-Sandbox-Fault": "status=503"})
    told = [record.getMessage() for record in caplog.records]
    assert [one.partition(" ")[0] for one in told] == ["400", "404", "401", "503"]
    assert "POST /waves/v1/chat/completions" in told[0]
    assert "n > 1 is not supported (n)" in told[0]
    assert "(stop.0)" in told[0]
    assert "embeddings" in told[1]
    assert "[fault status=503]" in told[3]
    assert all("tester/1" in one and "\n" not in one for one in told)
    assert not any("abcdefghijkl" in one or "0123456789" in one for one in told)


def test_bytes_that_are_no_request_are_told_too(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """What never became a request is a line as well."""
    head = b"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
    with (
        caplog.at_level(logging.INFO, LOGGER),
        socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection,
    ):
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
    assert caplog.records[0].getMessage().startswith("413 /v1/x: ")


def test_what_does_not_print_is_escaped_and_a_key_is_never_shown() -> None:
    """Line ends and control characters of a client cannot forge a second line."""
    entry = Exchange("openai", "POST", "/v1/sk-0123456789abcdef/x", status=404, error="a\nb\x1b[2J")
    shown = line(entry)
    assert shown == "404 POST /v1/sk-…/x: a b\\x1b[2J (no user agent)"


def test_the_library_is_silent_unless_asked(http: httpx2.Client, sandbox: Sandbox) -> None:
    """Without a logger that wants them, refusals are told to nobody."""
    assert not logging.getLogger(LOGGER).isEnabledFor(logging.INFO)


def test_what_fails_inside_is_a_500_with_its_traceback_in_the_log(
    http: httpx2.Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A scripted reply that breaks is the sandbox's failure: 500, a traceback, and it lives on."""

    def broken(body: object) -> str:
        raise ZeroDivisionError("told sk_sandbox_secret0")

    sandbox.replies.add("Hi", broken)
    for url, key, model in (
        (sandbox.electron_url, "sk_sandbox", "electron"),
        (sandbox.openai_url, "sk-sandbox", "gpt-4o"),
    ):
        caplog.clear()
        answer = http.post(
            f"{url}/chat/completions",
            json={"model": model, "messages": HELLO},
            headers={"Authorization": f"Bearer {key}"},
        )
        assert answer.status_code == 500
        assert "sandbox failed" in answer.json()["error"]["message"]
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        text = caplog.records[0].getMessage()
        assert "ZeroDivisionError" in text
        assert "in broken" in text
        assert key not in text
        assert "secret0" not in text
    sandbox.replies.clear()
    assert http.get(sandbox.electron_url.replace("waves/v1", "healthz")).status_code == 200
    assert [entry.status for entry in sandbox.requests] == [500, 500]


def test_the_command_tells_on_standard_error() -> None:
    """``electron-kit sandbox`` prints a line for each refusal, and none for what is served."""
    with subprocess.Popen(
        [*COMMAND, "sandbox", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        lines = [process.stdout.readline() for _ in range(3)]
        url = lines[0].split()[1]
        with httpx2.Client(trust_env=False, timeout=300) as client:
            for messages in (HELLO, []):
                client.post(
                    f"{url}/chat/completions",
                    json={"model": "electron", "messages": messages},
                    headers=KEY,
                )
        process.terminate()
        told = process.stderr.read().splitlines()
        last = process.stdout.read()
    assert last.endswith("Stopped. Requests: electron 2, 1 refused; openai 0, 0 refused.\n")
    assert len(told) == 1
    assert told[0].startswith("400 POST /waves/v1/chat/completions: Invalid input data: messages")
