"""Fixed code, really run against the sandbox's Electron endpoint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from electron_kit.audit import Style
from electron_kit.cli import main

APP = '''\
"""A small application as it was written for OpenAI."""
import openai
from openai import OpenAI

MODEL = "gpt-4o-mini"
client = OpenAI()


def stream(question):
    """Print an answer as it comes."""
    request = {"model": MODEL, "stream": True, "stream_options": {"include_usage": True}}
    request["max_completion_tokens"] = 50
    messages = [{"role": "developer", "content": "Be brief."}]
    messages += [{"role": "user", "content": question}]
    for chunk in client.chat.completions.create(messages=messages, **request):
        print(chunk.choices[0].delta.content or "", end="")
    print()


def old(question):
    reply = openai.ChatCompletion.create(
        model="gpt-3.5-turbo", messages=[{"role": "user", "content": question}]
    )
    return reply["choices"][0]["message"]["content"]


stream("Why?")
print(old("How?"))
'''


def _run(path: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(path)]
    return subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, timeout=300
    )


@pytest.mark.parametrize("style", [Style.ENV, Style.KIT])
def test_an_application_fails_before_and_runs_after(
    style: Style,
    tmp_path: Path,
    sandbox_environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What could not run on Electron runs after ``--fix``, through the command line."""
    path = tmp_path / "app.py"
    path.write_text(APP, encoding="utf-8")
    environment = {**os.environ, **sandbox_environment}
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        environment.pop(variable, None)
    assert _run(path, environment).returncode != 0
    assert main(["audit", str(path), "--fix", "--style", style.value]) == 0
    after = _run(path, environment)
    assert after.returncode == 0, after.stderr
    assert len(after.stdout.splitlines()) >= 2
    assert main(["audit", str(path), "--fix", "--style", style.value]) == 0
