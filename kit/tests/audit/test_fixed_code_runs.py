"""Fixed code, really run against the sandbox's Electron endpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAIError

from electron_kit.audit import Style
from electron_kit.cli import main
from electron_kit.sandbox import Sandbox

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


@pytest.mark.parametrize("style", [Style.ENV, Style.KIT])
def test_an_application_fails_before_and_runs_after(
    style: Style,
    tmp_path: Path,
    sandbox: Sandbox,
    program: Callable[..., Any],
) -> None:
    """What could not run on Electron runs after ``--fix``, through the command line."""
    path = tmp_path / "app.py"
    path.write_text(APP, encoding="utf-8")
    environment = {
        "SMALLEST_API_KEY": "sk_sandbox",
        "SMALLEST_BASE_URL": sandbox.electron_url,
    }
    with pytest.raises(OpenAIError):
        program(path, **environment)
    assert main(["audit", str(path), "--fix", "--style", style.value]) == 0
    after = program(path, **environment)
    assert after.returncode == 0, after.stderr
    assert len(after.stdout.splitlines()) >= 2
    assert main(["audit", str(path), "--fix", "--style", style.value]) == 0
