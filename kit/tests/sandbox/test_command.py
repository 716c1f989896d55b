"""``electron-kit sandbox`` as a process."""

import signal
import subprocess
import sys

import httpx2
import pytest

from electron_kit.cli import main
from electron_kit.sandbox import Sandbox

COMMAND = [sys.executable, "-c", "from electron_kit.cli import main; raise SystemExit(main())"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_both_urls_and_stops_cleanly(number: signal.Signals) -> None:
    """It prints both base URLs, answers, and ends with 0 on Ctrl-C and SIGTERM."""
    with subprocess.Popen(
        [*COMMAND, "sandbox", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        lines = [process.stdout.readline() for _ in range(3)]
        url = lines[0].split()[1]
        assert url.endswith("/waves/v1")
        assert lines[1].split()[1].endswith("/v1")
        with httpx2.Client(trust_env=False, timeout=300) as client:
            health = client.get(f"{url.removesuffix('/waves/v1')}/healthz")
            assert health.status_code == 200
            process.send_signal(number)
            assert process.wait(300) == 0


def test_a_port_in_use_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    """The command names the port that is in use and exits with 2."""
    with Sandbox() as sandbox:
        assert main(["sandbox", "--port", str(sandbox.port)]) == 2
        assert str(sandbox.port) in capsys.readouterr().err


def test_an_unknown_plan_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    """The command names the plans that there are and exits with 2."""
    assert main(["sandbox", "--plan", "gold"]) == 2
    assert "standard" in capsys.readouterr().err
