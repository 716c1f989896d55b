"""Each block of the page "Use the sandbox in your own tests", executed as a reader would."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openai import InternalServerError, OpenAI

from electron_kit.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
SNIPPETS = ROOT / "docs" / "snippets" / "testing"
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
# Plugins of this env, which a reader may not have, and which take most of the run.
ALONE = ["-p", "no:nbval", "-p", "no:anyio", "-p", "no:xdist", "-p", "no:hypothesispytest"]
LOOPBACK = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


def test_the_tests_on_the_page_pass() -> None:
    """The test file of the page passes under the installed plugin."""
    options = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--strict-markers", *ALONE]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "test_support.py"],
        capture_output=True,
        text=True,
        cwd=SNIPPETS,
        env={**os.environ, **LOOPBACK},
        timeout=300,
        check=False,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_the_program_prints_what_the_page_says(program: Any) -> None:
    """The output shown is the output."""
    expected = (SNIPPETS / "with_sandbox.txt").read_text(encoding="utf-8")
    assert program(SNIPPETS / "with_sandbox.py").stdout == expected


def test_the_program_without_a_port_prints_what_the_page_says(program: Any) -> None:
    """The status and the tokens are those on the page."""
    out = program(SNIPPETS / "in_process.py").stdout
    assert f"It prints `{out.strip()}`." in PAGE


def test_the_fault_by_header_prints_what_the_page_says(program: Any, sandbox: Sandbox) -> None:
    """The header's fault reaches the SDK as the page says."""
    environment = {"SMALLEST_BASE_URL": sandbox.electron_url, "SMALLEST_API_KEY": "sk_sandbox"}
    out = program(SNIPPETS / "fault_by_header.py", **environment).stdout
    assert f"It prints `{out.strip()}`." in PAGE


def test_the_command_serves_with_its_replies() -> None:
    """The command line of the page starts, answers from its file, and stops."""
    command = shlex.split((SNIPPETS / "serve.sh").read_text(encoding="utf-8"))
    command[command.index("--port") + 1] = "0"
    program = [sys.executable, "-m", "electron_kit", *command[1:]]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=SNIPPETS) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[1]
            with OpenAI(base_url=url, api_key="sk_sandbox", max_retries=0) as client:
                answer = client.chat.completions.create(
                    model="electron", messages=[{"role": "user", "content": "My refund?"}]
                )
            assert answer.choices[0].message.content == "Refunds take five days."
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(300) == 0


def test_every_entry_of_the_file_answers() -> None:
    """Each reply of the page's file comes when its match does."""
    assert len(json.loads((SNIPPETS / "replies.json").read_text(encoding="utf-8"))) == 4
    with (
        Sandbox(replies=SNIPPETS / "replies.json") as sandbox,
        OpenAI(base_url=sandbox.electron_url, api_key="sk_sandbox", max_retries=0) as client,
    ):

        def ask(*messages: dict[str, object]) -> object:
            return client.chat.completions.create(model="electron", messages=messages)

        call = ask({"role": "user", "content": "Where is order C-17?"}).choices[0].message
        assert call.content == "One moment."
        assert call.tool_calls[0].function.arguments == '{"id": "C-17"}'
        told = ask(
            {"role": "user", "content": "Where is it?"},
            call,
            {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": "It has shipped."},
        )
        assert json.loads(told.choices[0].message.content) == {"status": "shipped"}
        for _ in range(2):
            with pytest.raises(InternalServerError):
                ask({"role": "user", "content": "outage"})
        assert ask({"role": "user", "content": "outage"}).choices


def test_every_snippet_is_on_the_page() -> None:
    """No snippet is left behind, and the page has no block of code beside the install line."""
    named = {path.name for path in SNIPPETS.iterdir() if path.is_file()}
    assert {name for name in named if f"snippets/testing/{name}" not in PAGE} == set()
    assert PAGE.count("```{literalinclude}") == len(named)
