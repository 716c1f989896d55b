"""Fixtures for a user's own tests: a sandbox, clients of both dialects, an environment.

``sandbox``
    The sandbox, with nothing left over from the test before. It serves the whole run.
``electron_client``, ``openai_client``
    Genuine `openai.OpenAI` clients of its two endpoints, without retries.
``sandbox_environment``
    The variables that point code under test at it; see `electron_kit.providers`.
``@pytest.mark.sandbox(plan="standard", …)``
    A sandbox of its own for one test, with the arguments of `Sandbox`; ``in_process=True``
    needs no port, and both clients reach it.

Nothing of the sandbox is imported before a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from openai import OpenAI

    from electron_kit.sandbox import Sandbox


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line(
        "markers", "sandbox(**arguments): give this test a sandbox with these arguments"
    )


@pytest.fixture(scope="session")
def _session_sandbox() -> Iterator[Sandbox]:
    from electron_kit.sandbox import Sandbox

    # Outputs of tests are compared: equal requests have equal ids.
    with Sandbox(repeatable=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The sandbox, cleared; or one of its own for a test that is marked ``sandbox``."""
    marker = request.node.get_closest_marker("sandbox")
    if marker is None:
        shared: Sandbox = request.getfixturevalue("_session_sandbox")
        shared.clear()
        yield shared
        return
    from electron_kit.sandbox import Sandbox

    with Sandbox(*marker.args, **{"repeatable": True, **marker.kwargs}) as own:
        yield own


@pytest.fixture
def electron_client(sandbox: Sandbox) -> Iterator[OpenAI]:
    """An SDK client of the sandbox's Electron endpoint."""
    from electron_kit.providers import ELECTRON

    yield from _client(sandbox, sandbox.electron_url, ELECTRON.sandbox_key)


@pytest.fixture
def openai_client(sandbox: Sandbox) -> Iterator[OpenAI]:
    """An SDK client of the sandbox's OpenAI endpoint."""
    from electron_kit.providers import OPENAI

    yield from _client(sandbox, sandbox.openai_url, OPENAI.sandbox_key)


@pytest.fixture
def sandbox_environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment that points both providers at the sandbox, set for this test."""
    from electron_kit.providers import ELECTRON, OPENAI

    variables = {
        ELECTRON.key_variable: ELECTRON.sandbox_key,
        ELECTRON.base_url_variable: sandbox.electron_url,
        OPENAI.key_variable: OPENAI.sandbox_key,
        OPENAI.base_url_variable: sandbox.openai_url,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


def _client(sandbox: Sandbox, base_url: str, key: str) -> Iterator[OpenAI]:
    import httpx2
    from openai import OpenAI

    from electron_kit.sandbox.inprocess import SandboxTransport

    inside = SandboxTransport(sandbox) if sandbox.in_process else None
    # A proxy in the environment must not see what goes to this machine.
    with (
        httpx2.Client(trust_env=False, transport=inside) as http,
        OpenAI(base_url=base_url, api_key=key, max_retries=0, http_client=http) as client,
    ):
        yield client
