"""Clients that nobody here wrote, each in an environment of its own, against both endpoints.

Not part of the default run: it installs packages and takes minutes. ``tox run -e clients``
runs it. Each script in ``clients/`` asserts for itself and is given the two base URLs.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from electron_kit.cli import main
from electron_kit.sandbox import Sandbox

CLIENTS = Path(__file__).parent / "clients"
LESSON = Path(__file__).parents[2] / "notebooks" / "audit_example" / "web"
PYTHON = {
    "openai": ("openai_python.py", ["openai>=3.54"]),
    "openai 1.x": ("openai_python.py", ["openai<2"]),
    "instructor": ("instructor_client.py", ["instructor"]),
    "pydantic-ai": ("pydantic_ai_client.py", ["pydantic-ai-slim[openai]"]),
    "pydantic-ai by name": ("pydantic_ai_default.py", ["pydantic-ai-slim[openai]"]),
    "openai-agents": ("agents_client.py", ["openai-agents"]),
    "openai-agents as it comes": ("agents_default.py", ["openai-agents"]),
    "litellm": ("litellm_client.py", ["litellm", "mcp"]),
    "llama-index": ("llama_index_client.py", ["llama-index-llms-openai-like>=0.7"]),
}
NODE = {
    "openai 6": ("openai_node.mjs", ["openai@6"]),
    "openai": ("openai_node.mjs", ["openai@7"]),
    "ai": ("ai_sdk.mjs", ["ai@6", "@ai-sdk/openai@3", "@ai-sdk/openai-compatible@2", "zod@4"]),
    "ai as it comes": ("ai_sdk_default.mjs", ["ai@7", "@ai-sdk/openai@4", "zod@4"]),
}
LANGCHAIN = ["langchain-openai", "langchain-tests", "pytest-asyncio"]


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with Sandbox() as sandbox:
        yield {
            **os.environ,
            "ELECTRON_URL": sandbox.electron_url,
            "OPENAI_URL": sandbox.openai_url,
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }


def run(command: list[str], environment: dict[str, str], cwd: Path) -> str:
    done = subprocess.run(
        command,
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def uv(packages: list[str]) -> list[str]:
    wanted = [part for package in packages for part in ("--with", package)]
    return ["uv", "run", "--quiet", "--no-project", "--isolated", *wanted]


@pytest.mark.parametrize("name", PYTHON)
def test_python_client(name: str, environment: dict[str, str], tmp_path: Path) -> None:
    """The client does everything that its script asks of it, over both endpoints."""
    script, packages = PYTHON[name]
    # Constraints are the kit's own; a client brings the versions that it wants.
    environment = {key: value for key, value in environment.items() if key != "UV_CONSTRAINT"}
    out = run([*uv(packages), "python", str(CLIENTS / script)], environment, tmp_path)
    assert out.strip().endswith("ok")


def test_langchains_standard_tests(environment: dict[str, str], tmp_path: Path) -> None:
    """LangChain's standard tests for chat models pass; what is left out is its own marking."""
    environment = {key: value for key, value in environment.items() if key != "UV_CONSTRAINT"}
    shutil.copy(CLIENTS / "langchain_standard.py", tmp_path / "test_langchain_standard.py")
    # LangChain keeps an asynchronous client, which belongs to the loop that it was made in.
    settings = ["asyncio_mode=auto", "asyncio_default_test_loop_scope=session"]
    settings.append("asyncio_default_fixture_loop_scope=session")
    options = ["-q", *(part for setting in settings for part in ("-o", setting))]
    out = run([*uv(LANGCHAIN), "python", "-m", "pytest", *options, "."], environment, tmp_path)
    assert " passed" in out
    assert " failed" not in out


@pytest.mark.parametrize("name", NODE)
def test_javascript_client(name: str, environment: dict[str, str], tmp_path: Path) -> None:
    """The JavaScript client does everything that its script asks of it."""
    script, packages = NODE[name]
    (tmp_path / "package.json").write_text(json.dumps({"type": "module"}), encoding="utf-8")
    run(["npm", "install", "--silent", "--no-audit", "--no-fund", *packages], environment, tmp_path)
    shutil.copy(CLIENTS / script, tmp_path / script)
    assert run(["node", script], environment, tmp_path).strip().endswith("ok")


def test_the_lessons_typescript_before_and_after_the_fix(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """With two strings changed Electron refuses it; after ``--fix`` it gets its answer."""
    (tmp_path / "package.json").write_text(json.dumps({"type": "module"}), encoding="utf-8")
    run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "openai@6"], environment, tmp_path
    )
    shutil.copytree(LESSON, tmp_path / "web")
    (tmp_path / "drive.ts").write_text(
        'import { ask } from "./web/ask.ts";\nconsole.log(await ask("Where is my order?"));\n',
        encoding="utf-8",
    )
    url = environment["ELECTRON_URL"]
    moved = {**environment, "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "sk_sandbox"}
    before = subprocess.run(
        ["node", "drive.ts"],
        env=moved,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )
    assert before.returncode != 0
    assert "400" in before.stderr
    assert main(["audit", str(tmp_path / "web"), "--fix", "--style", "env", "--exit-zero"]) == 0
    fixed = {**environment, "SMALLEST_BASE_URL": url, "SMALLEST_API_KEY": "sk_sandbox"}
    assert "in place of electron" in run(["node", "drive.ts"], fixed, tmp_path)


@pytest.mark.parametrize(
    ("url", "key", "model"),
    [("ELECTRON_URL", "sk_sandbox", "electron"), ("OPENAI_URL", "sk-sandbox", "gpt-4o")],
)
@pytest.mark.parametrize("extra", [[], ["--http2"], ["--http1.0"]])
def test_curl(
    url: str, key: str, model: str, extra: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    """Curl streams, whatever version of HTTP it would like."""
    body = {
        "model": model,
        "messages": [{"role": "user", "content": "Count to 3"}],
        "stream": True,
    }
    command = ["curl", "-sSN", *extra, f"{environment[url]}/chat/completions"]
    command += ["-H", f"Authorization: Bearer {key}", "-H", "Content-Type: application/json"]
    out = run([*command, "-d", json.dumps(body)], environment, tmp_path)
    assert out.endswith("data: [DONE]\n\n")
    events = [json.loads(line[6:]) for line in out.splitlines() if line.startswith("data: {")]
    deltas = [event["choices"][0]["delta"].get("content") or "" for event in events]
    assert "".join(deltas) == "1, 2, 3"
