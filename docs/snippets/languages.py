"""Build and run the snippets of other languages' SDKs against the sandbox.

Only the two vendors' addresses are replaced. A language is a folder of snippets beside this file
and a way to build it; what a snippet prints and sends is kept in ``seen_languages.json``, by
language and file: ``python docs/snippets/languages.py --record go java``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headers import Headers

from electron_kit import ELECTRON, OPENAI
from electron_kit.sandbox import Exchange, Sandbox

HERE = Path(__file__).parent
SEEN = HERE / "seen_languages.json"
BUILD_SECONDS = 900  # a first build fetches the SDK
MINUTE = 3.0
"""Seconds in a minute of the sandbox that keeps to a plan."""

_LEFT_OUT = re.compile(r"(OPENAI|SMALLEST|ELECTRON_KIT)_")


@dataclass(frozen=True, slots=True)
class Language:
    """How a language's snippets are built and run.

    Attributes:
        name: Its folder.
        needs: The programs without which it is skipped.
        snippets: Their names, in the folder.
        build: Builds a copy of the folder.
        command: Returns the command that runs a snippet of a built copy.
        versions: The command that names the toolchain's version.
        least: The version that the SDK needs; empty for any that there is.
    """

    name: str
    needs: tuple[str, ...]
    snippets: Callable[[Path], list[str]]
    build: Callable[[Path], list[str]]
    command: Callable[[Path, str], list[str]]
    versions: tuple[str, ...]
    least: tuple[int, ...] = ()

    def missing(self) -> list[str]:
        """Return the programs that it needs and that are not on PATH, or are too old."""
        absent = [name for name in self.needs if shutil.which(name) is None]
        if absent or not self.least or version(self.toolchain()) >= self.least:
            return absent
        return [f"{self.versions[0]} {'.'.join(map(str, self.least))} or newer"]

    def toolchain(self) -> str:
        """Return what the toolchain says of its version."""
        done = subprocess.run(self.versions, capture_output=True, text=True, check=False)
        return (done.stdout or done.stderr).splitlines()[0]

    def names(self) -> list[str]:
        """Return the snippets' names."""
        return self.snippets(HERE / self.name)


def version(said: str) -> tuple[int, ...]:
    """Return the first version in what a toolchain says, as numbers.

    >>> version("ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]")
    (3, 1, 2)
    """
    found = re.search(r"\d+(\.\d+)*", said)
    return tuple(map(int, found[0].split("."))) if found else ()


def _go_snippets(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob("*/main.go"))


def _java_snippets(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("src/main/java/*.java"))


def _javascript_snippets(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("sdk/*.mjs"))


def _ruby_snippets(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.rb"))


LANGUAGES = {
    "go": Language(
        "go",
        ("go",),
        _go_snippets,
        lambda place: ["go", "build", "-o", str(place / "bin") + os.sep, "./..."],
        lambda place, name: [str(place / "bin" / name)],
        ("go", "version"),
        (1, 21),  # fetches the newer one that go.mod names
    ),
    "java": Language(
        "java",
        ("java", "javac", "mvn"),
        _java_snippets,
        lambda place: ["mvn", "-q", "-B", "compile", "dependency:copy-dependencies"],
        lambda place, name: [
            "java",
            "-cp",
            f"{place / 'target/classes'}{os.pathsep}{place / 'target/dependency'}/*",
            name,
        ],
        ("java", "-version"),
        (17,),
    ),
    "javascript": Language(
        "javascript",
        ("node", "npm"),
        _javascript_snippets,
        lambda place: [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
        ],
        lambda place, name: ["node", str(place / "sdk" / f"{name}.mjs")],
        ("node", "--version"),
    ),
    "ruby": Language(
        "ruby",
        ("ruby", "bundle"),
        _ruby_snippets,
        lambda place: ["bundle", "install", "--quiet"],
        lambda place, name: ["bundle", "exec", "ruby", f"{name}.rb"],
        ("ruby", "--version"),
        (3, 3),
    ),
}


class Built:
    """A built copy of a language's snippets, and the sandboxes that they talk to.

    Args:
        language: What to build.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.place = Path(tempfile.mkdtemp(prefix=f"snippets-{language.name}-"))
        self.sandbox = Sandbox()
        self.paced = Sandbox(plan="standard", minute=MINUTE)

    def __enter__(self) -> Built:
        """Start the sandboxes and build; the paced snippet is told of a sandbox with a plan.

        Raises:
            RuntimeError: The snippets do not build.
        """
        self.sandbox.start()
        self.paced.start()
        self.headers = Headers(self.sandbox.electron_url)
        source = HERE / self.language.name
        for path in source.rglob("*"):
            if not path.is_file() or {"bin", "target", "node_modules"} & set(
                path.relative_to(source).parts
            ):
                continue
            copy = self.place / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            where = (
                self.paced if "retries" in str(path.relative_to(source)).lower() else self.sandbox
            )
            text = path.read_text(encoding="utf-8")
            electron = self.headers.url if where is self.sandbox else where.electron_url
            text = text.replace(ELECTRON.base_url, electron)
            text = text.replace(OPENAI.base_url, where.openai_url)
            copy.write_text(text, encoding="utf-8")
        done = subprocess.run(
            self.language.build(self.place),
            cwd=self.place,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{self.language.name} does not build: {done.stdout}{done.stderr}")
        return self

    def __exit__(self, *error: object) -> None:
        """Stop the sandboxes and remove the copy."""
        self.headers.close()
        self.sandbox.stop()
        self.paced.stop()
        shutil.rmtree(self.place, ignore_errors=True)

    def run(
        self, name: str, **more: str
    ) -> tuple[subprocess.CompletedProcess[str], list[Exchange]]:
        """Run a snippet with the sandbox's keys, and return what it said and what it sent.

        Args:
            name: The snippet.
            more: Variables of its environment beside the keys.
        """
        where = self.paced if "retries" in name.lower() else self.sandbox
        where.requests.clear()
        kept = {key: value for key, value in os.environ.items() if not _LEFT_OUT.match(key)}
        keys = {
            "SMALLEST_API_KEY": ELECTRON.sandbox_key,
            "OPENAI_API_KEY": OPENAI.sandbox_key,
            "NO_PROXY": "127.0.0.1,localhost",
        }
        done = subprocess.run(
            self.language.command(self.place, name),
            cwd=self.place,
            env={**kept, **keys, **more},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        return done, list(where.requests)


def seen(output: str, exchanges: list[Exchange]) -> dict[str, Any]:
    """Return what is compared: what was printed, and what was sent to whom.

    Args:
        output: The snippet's standard output.
        exchanges: Its requests.
    """
    answered = [it for it in exchanges if it.status != 429]
    return {
        "prints": output.splitlines(),
        "sent": [f"{it.dialect} {it.status}" for it in answered],
        "fields": sorted({name for it in exchanges for name in it.body or ()}),
        "not_promised": sorted({name for it in exchanges for name in it.not_promised}),
    }


def main(arguments: list[str]) -> int:
    """Run the languages named, and write down what was seen if asked to.

    Returns:
        0, or 1 if a snippet failed.
    """
    record = "--record" in arguments
    found = json.loads(SEEN.read_text(encoding="utf-8")) if SEEN.exists() else {}
    failed = 0
    for name in [it for it in arguments if not it.startswith("-")] or list(LANGUAGES):
        with Built(LANGUAGES[name]) as built:
            for snippet in LANGUAGES[name].names():
                done, exchanges = built.run(snippet)
                failed += done.returncode != 0
                print(f"{name}/{snippet}: {done.returncode}\n{done.stdout}{done.stderr}")
                found[f"{name}/{snippet}"] = seen(done.stdout, exchanges)
    if record and not failed:
        text = json.dumps(dict(sorted(found.items())), indent=2, ensure_ascii=False)
        SEEN.write_text(text + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
