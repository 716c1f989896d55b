"""The plugin in a test run of its own."""

import subprocess
import sys
from pathlib import Path

# Without plugins of this env, which a user may not have, and which take most of the run.
OTHERS = ("nbval", "anyio", "xdist", "hypothesispytest")
PYTEST = [sys.executable, "-m", "pytest", *(f"-pno:{name}" for name in OTHERS)]
TESTS = """
import os
import openai
import pytest

HELLO = [{"role": "user", "content": "Hello!"}]

def test_both_clients(electron_client, openai_client, sandbox):
    for client, model in ((electron_client, "electron"), (openai_client, "gpt-4o")):
        assert "sandbox" in client.chat.completions.create(
            model=model, messages=HELLO).choices[0].message.content
    assert [entry.dialect for entry in sandbox.requests] == ["electron", "openai"]

def test_nothing_is_left_over(sandbox):
    assert len(sandbox.requests) == 0

def test_the_environment(sandbox_environment):
    import electron_kit
    assert os.environ["SMALLEST_BASE_URL"].endswith("/waves/v1")
    assert electron_kit.chat("electron", messages=HELLO).choices

@pytest.mark.sandbox(faults=["status=503"])
def test_a_sandbox_of_its_own(electron_client):
    with pytest.raises(openai.InternalServerError):
        electron_client.chat.completions.create(model="electron", messages=HELLO)

def ids(client):
    answers = [client.chat.completions.create(model="electron", messages=HELLO) for _ in "12"]
    return len({answer.id for answer in answers})

def test_equal_requests_have_equal_ids(electron_client):
    assert ids(electron_client) == 1

@pytest.mark.sandbox(plan="enterprise")
def test_in_a_sandbox_of_its_own_too(electron_client):
    assert ids(electron_client) == 1

@pytest.mark.sandbox(repeatable=False)
def test_unless_it_is_told_otherwise(electron_client):
    assert ids(electron_client) == 2

@pytest.mark.sandbox(in_process=True)
def test_without_a_port(electron_client, openai_client, sandbox, sandbox_environment):
    import electron_kit
    assert openai_client.chat.completions.create(model="gpt-4o", messages=HELLO).choices
    assert electron_client.chat.completions.create(model="electron", messages=HELLO).choices
    assert electron_kit.chat("electron", messages=HELLO).choices
    assert len(sandbox.requests) == 3
"""


def test_the_fixtures_serve_a_users_tests(tmp_path: Path) -> None:
    """In a fresh run the installed plugin gives clients, a clean log, an environment, a marker."""
    (tmp_path / "test_it.py").write_text(TESTS, encoding="utf-8")
    done = subprocess.run(
        [*PYTEST, "-q", "-W", "error", "--strict-markers", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=300,
        check=False,
    )
    assert "8 passed" in done.stdout, done.stdout + done.stderr


def test_it_costs_nothing_until_a_test_asks() -> None:
    """Loading the plugin imports neither the SDK nor the server."""
    code = (
        "import sys, electron_kit.pytest_plugin; "
        "print({'openai', 'httptools', 'electron_kit.sandbox'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
