"""A lesson knows who answers, and a real key never enters a sandbox."""

import os
import subprocess
import sys

import pytest

from electron_kit import ELECTRON, OPENAI, ConfigurationError, lesson
from electron_kit.lesson import mode
from electron_kit.providers import is_loopback

from ..conftest import OURS

REAL = {ELECTRON: "sk_" + "a1" * 16, OPENAI: "sk-" + "b2" * 16}


@pytest.fixture
def run(in_process):
    """Run code as a lesson's first cell, with an environment of its own."""

    def ran(code: str, **env: str):
        return in_process(lambda: exec(code, {"lesson": lesson}), **env)

    return ran


def test_without_a_key_the_sandbox_is_on_and_says_so(run):
    """The words are the same on every run and name neither port nor path."""
    command = [sys.executable, "-c", "from electron_kit import lesson; lesson.start()"]
    env = {name: it for name, it in os.environ.items() if not name.startswith(OURS)}
    first = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert (first.stdout, first.stderr) == (mode.SANDBOX_TEXT + "\n", "")
    assert run("lesson.start(); lesson.start()").stdout == first.stdout * 2


def test_in_the_sandbox_no_real_key_is_left_in_the_environment(run):
    """Keys, organisation, project, admin key and extra headers of the user stay out."""
    code = "import os; lesson.start('sandbox'); print({k: v for k, v in os.environ.items()})"
    env = {
        ELECTRON.key_variable: REAL[ELECTRON],
        OPENAI.key_variable: REAL[OPENAI],
        **dict.fromkeys(mode.SDK_EXTRAS, "Authorization: Bearer " + REAL[OPENAI]),
    }
    shown = run(code, **env)
    assert shown.returncode == 0, shown.stderr
    assert REAL[ELECTRON] not in shown.stdout
    assert REAL[OPENAI] not in shown.stdout


def test_a_real_call_reaches_the_sandbox_even_behind_a_proxy(run):
    """A proxy in the environment is not asked for this machine."""
    code = (
        "import os; lesson.start(); from openai import OpenAI\n"
        "reply = OpenAI().chat.completions.create(model='gpt-4o-mini',"
        " messages=[{'role': 'user', 'content': 'Hello'}])\n"
        "print(reply.object)"
    )
    shown = run(code, HTTP_PROXY="http://127.0.0.1:9", http_proxy="http://127.0.0.1:9")
    assert shown.stdout.splitlines()[-1:] == ["chat.completion"], shown.stderr


@pytest.mark.parametrize(
    ("wish", "env", "chosen"),
    [
        (None, {}, "sandbox"),
        (None, {"SMALLEST_API_KEY": REAL[ELECTRON]}, "live"),
        (None, {"SMALLEST_API_KEY": "sk_sandbox"}, "sandbox"),
        (None, {"SMALLEST_API_KEY": REAL[ELECTRON], "ELECTRON_KIT_MODE": "sandbox"}, "sandbox"),
        (None, {"ELECTRON_KIT_MODE": "live"}, "live"),
        ("sandbox", {"ELECTRON_KIT_MODE": "live"}, "sandbox"),
        ("live", {"ELECTRON_KIT_MODE": "sandbox"}, "live"),
    ],
)
def test_the_mode_is_asked_for_or_follows_the_key(wish, env, chosen):
    """An argument beats the variable, and the variable beats the key."""
    assert mode.choose(wish, env) == chosen


def test_an_unknown_mode_is_named():
    """A typo in the variable is answered with the choices."""
    with pytest.raises(ConfigurationError, match="ELECTRON_KIT_MODE is 'prod'"):
        mode.choose(None, {"ELECTRON_KIT_MODE": "prod"})


def test_live_without_a_key_is_refused_by_name(run):
    """Asking for live needs the key, and says which."""
    with pytest.raises(ConfigurationError, match="SMALLEST_API_KEY is not set"):
        run("lesson.start('live')")


def test_live_with_only_electrons_key_keeps_openai_in_the_sandbox():
    """A live run needs one key; the other side is labelled as a stand-in."""
    env = {ELECTRON.key_variable: REAL[ELECTRON]}
    assert mode.go_live(env) == [mode.LIVE_TEXT, mode.OPENAI_SANDBOX_TEXT]
    assert env[ELECTRON.base_url_variable] == ELECTRON.base_url
    assert is_loopback(env[OPENAI.base_url_variable])
    assert env[OPENAI.key_variable] == OPENAI.sandbox_key


def test_live_with_both_keys_says_that_both_are_billed():
    """Nobody pays OpenAI for a lesson without reading it."""
    env = {provider.key_variable: key for provider, key in REAL.items()}
    assert mode.go_live(env) == [mode.LIVE_TEXT, mode.OPENAI_LIVE_TEXT]
    assert env[OPENAI.base_url_variable] == OPENAI.base_url


def test_live_refuses_an_openai_key_for_electron():
    """The common slip is caught before anything is sent."""
    with pytest.raises(ConfigurationError, match="SMALLEST_API_KEY holds a key"):
        mode.go_live({ELECTRON.key_variable: REAL[OPENAI]})
