"""A program is run, fixed and run again; what is wrong then is said in words."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from electron_kit.cli import main

from .catalogue import Program
from .recorders import ELECTRON, ELECTRON_KEY, OPENAI, OPENAI_KEY, Recorders, Request
from .warm import WarmPython

REDIRECT = Path(__file__).parent / "redirect"
STUBS = Path(__file__).parent / "stubs"
TIMEOUT = 120  # seconds, for a program that hangs; none waits for it
# The keys of both sides are set, as on a machine in the middle of a migration.
_ALWAYS = ("OPENAI_API_KEY", "SMALLEST_API_KEY")
# Others only for programs that name them: Azure's would lead the SDK's module client there.
KEYS = {
    "OPENAI_API_KEY": OPENAI_KEY,
    "SMALLEST_API_KEY": ELECTRON_KEY,
    "AZURE_OPENAI_API_KEY": "azure",
    "AZURE_OPENAI_ENDPOINT": "https://acme.openai.azure.com",
    "GROQ_API_KEY": "gsk-groq",
    "TOGETHER_API_KEY": "together",
    "MISTRAL_API_KEY": "mistral",
    "DEEPSEEK_API_KEY": "deepseek",
    "OPENROUTER_API_KEY": "openrouter",
    "ANTHROPIC_API_KEY": "anthropic",
    "GITHUB_TOKEN": "github",
}

Fix = Callable[[Program, Path], str]


@dataclass
class Outcome:
    """One run of a program."""

    code: int
    errors: str
    requests: list[Request]
    output: str = ""


@dataclass
class Proof:
    """A program before and after the fix.

    Attributes:
        program: The program.
        before: Its run before.
        after: Its run after.
        report: What the fix printed.
        wrong: What must not be, in words; empty if all is right.
    """

    program: Program
    before: Outcome
    after: Outcome
    report: str
    wrong: list[str] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """Whether every request goes to Electron now."""
        return bool(self.after.requests) and all(r.who == ELECTRON for r in self.after.requests)


@dataclass
class Bench:
    """What programs are run with.

    Attributes:
        recorders: Who answers.
        interpreter: The command that runs a main file; this Python if None.
        warm: A Python that is forked instead, if there is one.
        old_sdks: Where the SDK is that a program was written for, by its version: a folder
            for Python's path, or a ``node_modules``.
        modules: The ``node_modules`` of the other programs; None for Python.
    """

    recorders: Recorders
    interpreter: list[str] | None = None
    warm: WarmPython | None = None
    old_sdks: dict[str, Path] = field(default_factory=dict)
    modules: Path | None = None

    def run(self, program: Program, folder: Path, *, old: bool, without: str = "") -> Outcome:
        """Run a program once and return what it did.

        Args:
            program: The program, already in ``folder``.
            folder: Where it is.
            old: Whether with the SDK that it was written for.
            without: A key that is not set.
        """
        paths = [STUBS] if "stub" in program.head else []
        sdk = program.head.get("sdk")
        aged = self.old_sdks[sdk] if old and sdk else None
        if self.modules is not None:
            link = folder / "node_modules"
            link.unlink(missing_ok=True)
            link.symlink_to(aged or self.modules)
        elif aged is not None:
            paths.insert(0, aged)
        self.recorders.requests.clear()
        text = " ".join(program.files.values())
        keys = {
            name: key
            for name, key in KEYS.items()
            if name != without and (name in _ALWAYS or name in text)
        }
        given = environment(self.recorders, folder, paths) | keys
        if self.warm is not None and aged is None:
            code, errors, output = self.warm.run(
                folder, program.main, given, [str(p) for p in paths]
            )
        else:
            done = subprocess.run(
                [*(self.interpreter or [sys.executable]), program.main],
                cwd=folder,
                env=given,
                capture_output=True,
                text=True,
                timeout=TIMEOUT,
                check=False,
            )
            code, errors, output = done.returncode, done.stderr[-2000:], done.stdout
        return Outcome(code, errors, list(self.recorders.requests), output)


@contextlib.contextmanager
def bench(recorders: Recorders) -> Iterator[Bench]:
    """Run Python programs: by forks of a warm Python where there is fork."""
    if not hasattr(os, "fork"):
        yield Bench(recorders)
        return
    with WarmPython(environment(recorders, Path.cwd(), [])) as warm:
        yield Bench(recorders, warm=warm)


def environment(recorders: Recorders, folder: Path, paths: list[Path]) -> dict[str, str]:
    """Return what a program finds set beside keys: the way to the recorders, and their CA."""
    ca = str(recorders.ca)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join(map(str, [REDIRECT, *paths])),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SSL_CERT_FILE": ca,
        "REQUESTS_CA_BUNDLE": ca,
        "NODE_EXTRA_CA_CERTS": ca,
        "RECORDERS": json.dumps(recorders.ports),
    }


def written(program: Program, folder: Path) -> None:
    """Write a program's files into a folder."""
    for path, text in program.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def fixed(program: Program, folder: Path, style: str = "env") -> str:
    """Run ``electron-kit audit --fix`` on a program in its folder and return what it prints."""
    arguments = ["--style", style, *program.head.get("audit", ".").split()]
    out = io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        main(["audit", "--fix", "--jobs", "1", *arguments])
    return out.getvalue()


def proven(program: Program, folder: Path, bench: Bench, fix: Fix | None = None) -> Proof:
    """Run a program, fix it, run it again, and say what is wrong.

    Args:
        program: The program.
        folder: An empty folder for it.
        bench: What it is run with.
        fix: What changes the files and returns a report; ``electron-kit audit --fix`` if None.
    """
    fix = fix or fixed
    written(program, folder)
    start = _files(folder)
    first = bench.run(program, folder, old=True)
    report = fix(program, folder)
    once = _files(folder)
    # Who left the old SDK has the new one installed.
    old = once == start
    second = bench.run(program, folder, old=old)
    proof = Proof(program, first, second, report)
    proof.wrong += _crossed(proof) + _missed(proof)
    if program.fate == "moves" and not proof.wrong:
        # What has moved whole needs OpenAI's key no more.
        alone = bench.run(program, folder, old=old, without="OPENAI_API_KEY")
        if alone.code or _order(alone.requests) != _order(second.requests):
            proof.wrong.append(f"it needs OPENAI_API_KEY still: {alone.errors}")
    if any(request.who == ELECTRON for request in second.requests):
        # The SDK falls back to OPENAI_API_KEY where it is given no key.
        keyless = bench.run(program, folder, old=old, without="SMALLEST_API_KEY")
        proof.wrong += [
            f"OpenAI's key goes to Electron where SMALLEST_API_KEY is not set: {request}"
            for request in keyless.requests
            if request.who == ELECTRON and OPENAI_KEY in request.key
        ]
    fix(program, folder)
    changed = [path for path, data in _files(folder).items() if once.get(path) != data]
    proof.wrong += [f"a second --fix changes {path}" for path in changed]
    kept = program.head.get("keeps", "").split()
    proof.wrong += [f"{path} was to stay" for path in kept if once[path] != start[path]]
    proof.wrong += _broken(once)
    return proof


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "node_modules" not in path.parts
    }


def _broken(files: dict[str, bytes]) -> list[str]:
    wrong = []
    for path, data in files.items():
        if path.endswith(".py"):
            try:
                ast.parse(data)
            except SyntaxError as error:
                wrong.append(f"{path} does not parse: {error}")
    return wrong


def _crossed(proof: Proof) -> list[str]:
    """Say what must never be, whatever the program."""
    before, after = proof.before, proof.after
    wrong = []
    if before.code or not before.requests:
        wrong.append(f"it did not run before: {before.errors}")
    known = {(request.who, request.host, request.key) for request in before.requests}
    for request in after.requests:
        wrong += [f"{words}: {request}" for words in _crossings(request, known)]
    if all(request.status < 400 for request in before.requests):
        wrong += [f"refused: {request}" for request in after.requests if request.status >= 400]
    if after.code and not before.code:
        wrong.append(f"it ran before and fails after: {after.errors}")
    return wrong


def _crossings(request: Request, known: set[tuple[str, str, str]]) -> Iterator[str]:
    """Yield what is wrong with a request, given who got which key from which host before."""
    here = request.who == ELECTRON
    if ELECTRON_KEY in request.key and not here:
        yield "Smallest's key left for another host"
    if here and request.key != ELECTRON_KEY:
        yield "a key that is not Smallest's went to Electron"
    if here and request.model != "electron":
        yield "Electron was asked for another model"
    if request.model == "electron" and not here:
        yield "electron was asked for elsewhere"
    if request.key == OPENAI_KEY and request.who != OPENAI and not here:
        if (request.who, request.host, request.key) not in known:
            yield "OpenAI's key left for another host"


def _missed(proof: Proof) -> list[str]:
    """Say what was to happen to this program and did not."""
    fate, before, after = proof.program.fate, proof.before.requests, proof.after.requests
    wrong = []
    if fate == "moves" and not (proof.moved and len(after) == len(before)):
        wrong.append(f"was to move: {[str(one) for one in after]}")
    if fate == "stays" and _order(after) != _order(before):
        was, now = [str(one) for one in before], [str(one) for one in after]
        wrong.append(f"was to stay as it was: {was}, now {now}")
    if fate == "parts":
        got = sorted((one.who, _endpoint(one.path)) for one in after)
        if got != proof.program.parts:
            wrong.append(f"was to be {proof.program.parts}: {[str(one) for one in after]}")
    if "prints" in proof.program.head and proof.after.output != proof.before.output:
        wrong.append(f"it printed {proof.before.output!r} and prints {proof.after.output!r}")
    says = proof.program.head.get("says")
    if says and says not in proof.report:
        wrong.append(f"the report does not name {says!r}")
    return wrong


def _order(requests: list[Request]) -> list[str]:
    """Return requests in an order of their own: threads and gathers have none."""
    return sorted(f"{one} {one.host} {json.dumps(one.body, sort_keys=True)}" for one in requests)


def _endpoint(path: str) -> str:
    for start in ("/waves/v1/", "/v1/"):
        if path.startswith(start):
            return path.removeprefix(start)
    return path.lstrip("/")
