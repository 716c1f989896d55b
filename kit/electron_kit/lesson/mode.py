"""Sandbox or live: the environment of a lesson, set before the first client is made.

A lesson's code reads its endpoints and keys from the environment, as an application
does. So the same cells run against the sandbox and against the real endpoint, and only
this module knows which.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..contract import PLANS
from ..providers import ELECTRON, OPENAI, Account, ConfigurationError, Provider, is_loopback

if TYPE_CHECKING:
    from ..sandbox import Sandbox

MODE_VARIABLE = "ELECTRON_KIT_MODE"
MODES = ("sandbox", "live")

LIVE_VARIABLE = "ELECTRON_KIT_LIVE"
"""Names who really answers where `lesson.proxy` stands between and keeps the keys."""

PLAN_VARIABLE = "ELECTRON_KIT_LIVE_PLAN"
"""Names the plan to whose pace `lesson.proxy` keeps."""

SANDBOX_TEXT = (
    "Sandbox: both endpoints are stand-ins on this machine. No key is used and no model answers."
)
LIVE_TEXT = "Live: Electron answers, and its tokens are billed to your key."
OPENAI_LIVE_TEXT = "Live: OpenAI answers too, and its tokens are billed to your key."
OPENAI_SANDBOX_TEXT = f"Sandbox: {OPENAI.key_variable} is not set, so a stand-in answers as OpenAI."

# The SDK and the kit take these from the environment as well; in a sandbox nothing real may
# travel, and every reader sees the same.
SDK_EXTRAS = (
    "OPENAI_ORG_ID",
    "OPENAI_PROJECT_ID",
    "OPENAI_ADMIN_KEY",
    "OPENAI_CUSTOM_HEADERS",
    "OPENAI_MODEL",
)


def start(mode: str | None = None) -> None:
    """Point this process at the sandbox or at the real endpoint, and print which.

    Without ``SMALLEST_API_KEY`` the sandbox is started and the two providers'
    variables are overwritten, so that no real key leaves the process. With it, or
    with ``ELECTRON_KIT_MODE=live``, Electron answers for real; OpenAI does so too
    if ``OPENAI_API_KEY`` is set. Calling it again keeps a running sandbox.

    Args:
        mode: ``"sandbox"`` or ``"live"``; from ``ELECTRON_KIT_MODE``, or else from
            whether there is a key, by default.

    Raises:
        ConfigurationError: The mode is unknown, or live was asked for and the key
            is missing or another provider's.
    """
    _show_errors_briefly()
    if choose(mode, os.environ) == "sandbox":
        for provider in (ELECTRON, OPENAI):
            point_at_sandbox(provider, os.environ)
        print(SANDBOX_TEXT)
    else:
        for line in go_live(os.environ):
            print(line)


@cache
def folder() -> Path:
    """Return the folder in which a lesson runs, as it was when this was first asked."""
    return Path.cwd()


def choose(mode: str | None, env: MutableMapping[str, str]) -> str:
    """Return ``"sandbox"`` or ``"live"`` for a wish and an environment.

    Raises:
        ConfigurationError: The wish is neither of the two.
    """
    wish = mode or env.get(MODE_VARIABLE, "")
    if wish:
        if wish not in MODES:
            asked = "mode" if mode else MODE_VARIABLE
            raise ConfigurationError(f"{asked} is {wish!r}. Choose 'sandbox' or 'live'.")
        return wish
    return "live" if has_real_key(ELECTRON, env) else "sandbox"


def has_real_key(provider: Provider, env: MutableMapping[str, str]) -> bool:
    """Say whether the environment has a key that is not the sandbox's."""
    return env.get(provider.key_variable, "") not in {"", provider.sandbox_key}


def accounts(env: MutableMapping[str, str]) -> list[Account]:
    """Return the accounts that really answer.

    Raises:
        ConfigurationError: A key is missing or another provider's, or a URL leads elsewhere.
    """
    found = [ELECTRON.from_env(env)]
    return [*found, OPENAI.from_env(env)] if has_real_key(OPENAI, env) else found


def go_live(env: MutableMapping[str, str]) -> list[str]:
    """Check the keys of a live run, complete the environment, and return the lines to show.

    Raises:
        ConfigurationError: A key is missing or another provider's, or a URL leads elsewhere.
    """
    account = ELECTRON.from_env(env)
    env[ELECTRON.base_url_variable] = account.base_url
    if LIVE_VARIABLE in env:
        OPENAI.from_env(env)
        both = OPENAI.name in env[LIVE_VARIABLE].split(",")
        lines = [LIVE_TEXT, OPENAI_LIVE_TEXT if both else OPENAI_SANDBOX_TEXT]
        return [*lines, *_pace(env.get(PLAN_VARIABLE, ""))]
    if has_real_key(OPENAI, env):
        env[OPENAI.base_url_variable] = OPENAI.from_env(env).base_url
        return [LIVE_TEXT, OPENAI_LIVE_TEXT]
    point_at_sandbox(OPENAI, env)
    return [LIVE_TEXT, OPENAI_SANDBOX_TEXT]


def _pace(name: str) -> list[str]:
    plan = PLANS.get(name)
    if plan is None or plan.requests_per_minute is None:
        return []
    limits = f"{plan.requests_per_minute} a minute and {plan.in_flight} at once"
    return [f"Requests keep to the {name} plan, {limits}: a cell may wait."]


def point_at_sandbox(provider: Provider, env: MutableMapping[str, str]) -> None:
    """Make the environment of one provider lead to this process's sandbox."""
    server = sandbox()
    urls = {ELECTRON.name: server.electron_url, OPENAI.name: server.openai_url}
    env[provider.base_url_variable] = urls[provider.name]
    env[provider.key_variable] = provider.sandbox_key
    # A proxy would be asked for 127.0.0.1 otherwise.
    direct = [host for host in env.get("NO_PROXY", "").split(",") if host]
    env["NO_PROXY"] = ",".join(dict.fromkeys([*direct, "127.0.0.1", "localhost"]))
    if provider is OPENAI:
        for name in SDK_EXTRAS:
            env.pop(name, None)


@cache
def sandbox() -> Sandbox:
    """Return the sandbox of this process's lesson, which is started when first asked for."""
    from ..sandbox import Sandbox

    # The lessons show what comes back, and their outputs are compared.
    server = Sandbox(repeatable=True)
    server.start()
    assert is_loopback(server.electron_url)  # noqa: S101 - a lesson never opens a door
    return server


def _show_errors_briefly() -> None:
    """Let a cell that fails show one line instead of the SDK's whole stack."""
    try:
        from IPython.core.getipython import get_ipython
    except ModuleNotFoundError:
        return
    shell = get_ipython()
    if shell is not None:
        shell.InteractiveTB.set_mode(mode="Minimal")
