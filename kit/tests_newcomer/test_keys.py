"""What README and the start page say about keys, in the environments that tox makes.

``tox run -e newcomer`` runs it: tox makes the envs ``lab`` and ``live`` for it. A sandbox on
the standard plan poses as the service, through SMALLEST_BASE_URL.
"""

import json
import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import nbformat
import pytest
import websocket

from electron_kit.sandbox import Sandbox

from .conftest import KEY, ROOT, TOX, newcomer, run

TOKEN = "a-token-of-the-tests"


def first_cell() -> str:
    """Return the start page's first cell of code."""
    notebook = nbformat.read(ROOT / "notebooks" / "index.ipynb", as_version=4)
    return next(cell.source for cell in notebook.cells if cell.cell_type == "code")


@contextmanager
def lab(*arguments: str, **env: str) -> Iterator[str]:
    """Run ``tox run -e lab`` without a browser, and yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*TOX, "run", "-e", "lab", "--", "--no-browser", f"--ServerApp.port={port}"]
    command += [f"--IdentityProvider.token={TOKEN}", *arguments]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=newcomer(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "is running at" in line:
                break
        else:
            pytest.fail("".join(said))
        listening(port)
        yield f"127.0.0.1:{port}"
    finally:
        # As Ctrl-C does: to tox and to JupyterLab, which ends its kernels.
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def listening(port: int) -> None:
    """Wait for the server, which tells its address before it takes connections."""
    end = time.monotonic() + 300
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 60).close()
            return
        except OSError:
            assert time.monotonic() < end, "JupyterLab did not take connections"
            time.sleep(0.05)


def in_a_kernel(address: str, code: str) -> str:
    """Run code in a new kernel of a running JupyterLab, and return what it printed."""
    asked = Request(f"http://{address}/api/kernels?token={TOKEN}", data=b"{}", method="POST")
    with urlopen(asked, timeout=300) as answer:
        kernel = json.load(answer)["id"]
    url = f"ws://{address}/api/kernels/{kernel}/channels?token={TOKEN}"
    channel = websocket.create_connection(url, timeout=300)
    name = uuid.uuid4().hex
    header = {"msg_id": name, "msg_type": "execute_request", "session": name, "username": ""}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    message: dict[str, Any] = {"header": {**header, "version": "5.3", "date": ""}}
    message |= {"parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    channel.send(json.dumps(message))
    said = []
    while True:
        got = json.loads(channel.recv())
        if got["parent_header"].get("msg_id") != name:
            continue
        if got["msg_type"] == "stream":
            said.append(got["content"]["text"])
        assert got["msg_type"] != "error", got["content"]
        if got["msg_type"] == "status" and got["content"]["execution_state"] == "idle":
            channel.close()
            return "".join(said)


@pytest.mark.parametrize("env", ["lab", "live"])
def test_no_env_that_may_be_live_forces_the_sandbox(env: str) -> None:
    """What tox sets beats what it passes, so the mode is not among it."""
    done = run(*TOX, "config", "-e", env, "-k", "set_env", "pass_env")
    assert "ELECTRON_KIT_MODE=sandbox" not in done.stdout
    assert "SMALLEST_*" in done.stdout
    assert "OPENAI_*" in done.stdout


def test_the_lab_is_live_with_a_key(real: Sandbox) -> None:
    """The start page's first cell says Live, the service answers, and no kernel has the key."""
    given = {"SMALLEST_API_KEY": KEY, "SMALLEST_BASE_URL": real.electron_url}
    ask = 'chat("electron", messages=[{"role": "user", "content": "Reply with exactly: hello"}])'
    code = f"{first_cell()}\nprint({ask}.choices[0].message.content)\nimport os\n"
    with lab(**given) as address:
        said = in_a_kernel(address, f"{code}print('{KEY}' in str(dict(os.environ)))")
    assert said.startswith("Live: Electron answers")
    assert said.endswith("hello\nFalse\n")
    assert [it.status for it in real.requests] == [200]


def test_the_lab_is_a_sandbox_without_a_key() -> None:
    """The start page's first cell says Sandbox."""
    with lab() as address:
        assert in_a_kernel(address, first_cell()).startswith("Sandbox: both endpoints")


def test_a_key_of_the_wrong_provider_does_not_open_the_lab() -> None:
    """It is refused with the variable's name, and never shown."""
    key = "sk-" + "b2" * 8
    done = run(*TOX, "run", "-e", "lab", SMALLEST_API_KEY=key)
    assert done.returncode != 0
    assert "SMALLEST_API_KEY holds a key that starts with 'sk-'" in done.stdout + done.stderr
    assert key not in done.stdout + done.stderr


def test_a_live_lab_and_a_live_run_keep_to_the_plans_pace(tmp_path: Path) -> None:
    """Of twelve requests of one cell, ten go, and two when the minute is over."""
    cell = (
        "from electron_kit import lesson\nlesson.start()\nimport os\nfrom openai import OpenAI\n"
        'sdk = OpenAI(base_url=os.environ["SMALLEST_BASE_URL"], max_retries=0,\n'
        '             api_key=os.environ["SMALLEST_API_KEY"])\n'
        "for _ in range(12):\n"
        '    sdk.chat.completions.create(model="electron",\n'
        '        messages=[{"role": "user", "content": "hello"}])\n'
        'print("twelve")'
    )
    with Sandbox() as real:
        given = {"SMALLEST_API_KEY": KEY, "SMALLEST_BASE_URL": real.electron_url}
        with lab("--minute=2", **given) as address:
            began = time.monotonic()
            assert in_a_kernel(address, cell).endswith("twelve\n")
            assert time.monotonic() - began >= 2
        assert [it.status for it in real.requests] == [200] * 12
        real.clear()
        notebook = nbformat.v4.new_notebook()
        notebook.cells.append(nbformat.v4.new_code_cell(cell, execution_count=1, id="one"))
        said = nbformat.v4.new_output("stream", name="stdout", text="Live\ntwelve\n")
        notebook.cells[0].outputs = [said]
        nbformat.write(notebook, tmp_path / "one.ipynb")
        arguments = [tmp_path / "one.ipynb", "--minute", "2"]
        done = run(*TOX, "run", "-e", "live", "--", *arguments, **given)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "12 requests" in done.stdout
        assert [it.status for it in real.requests] == [200] * 12


def test_the_live_run_says_what_is_missing() -> None:
    """Without a key it ends with a sentence that names the variable."""
    done = run(*TOX, "run", "-e", "live")
    assert done.returncode != 0
    assert "SMALLEST_API_KEY is not set" in done.stdout + done.stderr


def test_probe_asks_the_service_where_there_is_a_key(real: Sandbox, tmp_path: Path) -> None:
    """README's line about the probe, in the env that is live."""
    given = {"SMALLEST_API_KEY": KEY, "SMALLEST_BASE_URL": real.electron_url}
    command = ["electron-kit", "probe", "--only", "auth", "--state", tmp_path / "state"]
    done = run(*TOX, "exec", "-q", "-e", "live", "--", *command, **given)
    assert done.returncode == 0, done.stdout + done.stderr
    assert real.requests
    assert KEY not in done.stdout + done.stderr


def test_compare_asks_both_where_there_is_a_key(real: Sandbox, tmp_path: Path) -> None:
    """README's line about compare, in the env that is live; one prompt is no evidence."""
    prompts = tmp_path / "prompts.jsonl"
    line = {"prompt": "Reply with exactly: hello", "expect": {"contains": "hello"}}
    prompts.write_text(json.dumps(line) + "\n")
    given = {"SMALLEST_API_KEY": KEY, "SMALLEST_BASE_URL": real.electron_url}
    given |= {"OPENAI_API_KEY": "sk-sandbox_real", "OPENAI_BASE_URL": real.openai_url}
    command = ["electron-kit", "compare", prompts, "--state", tmp_path / "state.jsonl"]
    done = run(*TOX, "exec", "-q", "-e", "live", "--", *command, **given)
    assert "NOT ENOUGH EVIDENCE" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 3
    assert sorted(it.dialect for it in real.requests) == ["electron", "openai"]
