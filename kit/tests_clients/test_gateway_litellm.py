"""LiteLLM's proxy, started with the generated file, between the SDK and the sandbox.

It is run by ``uvx`` in an environment of its own, since it needs another version of
the SDK than the kit. Where LiteLLM is installed already, ``LITELLM`` names its command.
"""

import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from electron_kit import ELECTRON, OPENAI, Account, Provider, client
from electron_kit.gateway import as_yaml, litellm_config
from electron_kit.sandbox import Sandbox

from .conftest import DOWN, served

MASTER_KEY = "sk-" + os.urandom(24).hex()
START_SECONDS = 300
MESSAGES = [{"role": "user", "content": "Say hello."}]
SNIPPETS = Path(__file__).parents[2] / "docs/snippets"
PAGE = (SNIPPETS / "fleet/run_gateway.sh").read_text(encoding="utf-8")
COMMAND = os.environ.get("LITELLM") or PAGE[PAGE.index("uvx") :].partition(" --config")[0]


@pytest.fixture(scope="module")
def gateway(_serving: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a proxy that serves both providers, Electron first."""
    home: Path = tmp_path_factory.mktemp("litellm")
    urls = {"electron": _serving.electron_url, "openai": _serving.openai_url}
    config = litellm_config(["electron", "openai"], plan="enterprise", base_urls=urls)
    (home / "litellm.yaml").write_text(as_yaml(config), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **kept(),
        "SMALLEST_API_KEY": "sk_sandbox",
        "OPENAI_API_KEY": "sk-sandbox",
        "LITELLM_MASTER_KEY": MASTER_KEY,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }
    options = ["--config", "litellm.yaml", "--host", "127.0.0.1", "--port", str(port)]
    with (home / "log").open("w", encoding="utf-8") as log:
        proxy = subprocess.Popen(
            [*shlex.split(COMMAND), *options], cwd=home, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(proxy, port, home / "log")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            proxy.terminate()
            proxy.wait(300)


def kept() -> dict[str, str]:
    """Return this process's environment without what holds for this env's own packages."""
    return {name: it for name, it in os.environ.items() if name != "UV_OVERRIDE"}


def _wait(proxy: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
        except OSError:
            assert proxy.poll() is None, log.read_text(encoding="utf-8")[-3_000:]
            assert time.monotonic() < end, "LiteLLM did not start"
            time.sleep(0.3)
        else:
            return


@pytest.fixture
def sdk(gateway: str) -> Iterator[openai.OpenAI]:
    """A client of the proxy."""
    with openai.OpenAI(api_key=MASTER_KEY, base_url=gateway, max_retries=0, timeout=300) as made:
        yield made


def ask(sdk: openai.OpenAI, **options: Any) -> Any:
    """Send one request to the proxy."""
    return sdk.chat.completions.create(**{"model": "electron", "messages": MESSAGES, **options})


def test_electron_answers_plain_and_streamed(sdk: openai.OpenAI, sandbox: Sandbox) -> None:
    """Requests for the group go to Electron, with nothing that it does not promise."""
    text = ask(sdk, parallel_tool_calls=True, max_tokens=5).choices[0].message.content
    assert text
    assert sandbox.requests.last.not_promised == ()
    chunks = list(ask(sdk, stream=True))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert served(sandbox) == ["electron", "electron"]


def test_openai_answers_when_electron_fails(sdk: openai.OpenAI, sandbox: Sandbox) -> None:
    """The order of the kit is the proxy's fallback."""
    sandbox.faults.add(DOWN)
    assert ask(sdk).model.startswith(OPENAI.default_model)
    assert served(sandbox) == ["electron", "openai"]


def test_what_the_proxy_does_not_do(sdk: openai.OpenAI, sandbox: Sandbox) -> None:
    """The page's list: no renaming, no routing before sending, no check of a stream's end."""
    ask(sdk, max_completion_tokens=5)
    assert sandbox.requests.last.not_promised == ("max_completion_tokens",)
    sandbox.clear()
    assert len(ask(sdk, n=2).choices) == 2
    assert served(sandbox) == ["electron", "openai"]
    sandbox.clear()
    sandbox.faults.add("cut=3; clean; dialect=electron")
    chunks = [chunk for chunk in ask(sdk, stream=True) if chunk.choices]
    # A stream that was cut is taken for a whole one, with a finish of the proxy's own.
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"


def test_a_client_of_the_kit_over_the_proxy(gateway: str, sandbox: Sandbox) -> None:
    """A gateway is a provider of its own: its URL, its key, paced and checked like the others."""
    proxy = Provider(
        name="gateway",
        base_url=gateway,
        key_variable="GATEWAY_KEY",
        base_url_variable="GATEWAY_URL",
        key_prefix="sk-",
        sandbox_key="",
        default_model="electron",
    )
    with client(Account(proxy, gateway, MASTER_KEY)) as sdk:
        assert sdk.chat.completions.create(model="electron", messages=MESSAGES).choices
    assert served(sandbox) == ["electron"]


@pytest.mark.parametrize("name", ["frameworks/llama_index_call.py", "javascript/vercel_ai.mjs"])
def test_what_cannot_have_the_kit_beneath_goes_by_the_proxy(
    name: str, gateway: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    """LlamaIndex holds back the SDK, JavaScript is no Python: each is given the proxy's address."""
    text = (SNIPPETS / name).read_text(encoding="utf-8")
    snippet = tmp_path / Path(name).name
    snippet.write_text(text.replace(ELECTRON.base_url, gateway), encoding="utf-8")
    command = ["uv", "run", "--quiet", "--no-project", "--script", str(snippet)]
    if name.endswith(".mjs"):
        shutil.copy(SNIPPETS / "javascript/package.json", tmp_path)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run(install, cwd=tmp_path, check=True, timeout=300)
        command = ["node", str(snippet)]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**kept(), "SMALLEST_API_KEY": MASTER_KEY},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == sandbox.requests.last.answer
    assert served(sandbox) == ["electron"]
