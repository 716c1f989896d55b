"""An agent without a mind: it follows the skill to the letter, with decisions written down before.

Commands come from the fences of the skill that `electron-kit skill` prints, in their order. What an
agent would decide, which is the scope and the state of a finding, an `Application` says.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_OURS = ("OPENAI", "SMALLEST", "ELECTRON_KIT", "PYTHON", "UV_CONSTRAINT", "VIRTUAL_ENV", "TOX_")
_ENDS = re.compile(r"Requests: electron (\d+), (\d+) refused; openai (\d+), (\d+) refused")
_TESTS = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
SECONDS = 900


@dataclass(frozen=True, slots=True)
class Application:
    """Somebody's application, and what a person said of it before anything was edited.

    Attributes:
        name: Its name, for a repository ``owner/name``.
        commit: Which state of it; empty for the folder beside this file.
        scope: The answer to the skill's first question.
        packages: What its tests need.
        first: What starts it once, where only a second start finds its settings.
        tests: What comes after ``python`` to run them.
        review: For a rule's code, the state of what is left of it, and the reason.
    """

    name: str
    commit: str
    scope: str
    tests: tuple[str, ...] = ("-m", "pytest", "-q")
    packages: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    review: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class Agent:
    """Follows the skill in one project.

    Args:
        project: A clean copy of the application.
        application: What was said of it.
        kit: The command ``electron-kit`` of the installation that is tried.
        python: The command of the Python that runs the project's tests.
    """

    def __init__(
        self, project: Path, application: Application, kit: Sequence[str], python: Sequence[str]
    ) -> None:
        self.project, self.application = project, application
        self.kit, self.python = list(kit), list(python)
        self.ran: list[str] = []
        kept = {name: it for name, it in os.environ.items() if not name.startswith(_OURS)}
        home = str(project.parent / "home")  # what an application writes there is not ours to keep
        self.env = {**kept, "NO_PROXY": "127.0.0.1,localhost", "HOME": home, "USERPROFILE": home}
        Path(home).mkdir(exist_ok=True)

    def follow(self) -> dict[str, Any]:
        """Do every step, and return what is handed over."""
        skill = self._kit("skill").stdout
        tests = {"before": self._tests()}
        found: dict[str, Any] = {}
        for line in _commands(skill):
            command, *arguments = shlex.split(line)[1:]
            if command == "sandbox":
                tests["after"] = self._tests()
            elif command == "explain":
                self._explain(found["findings"])
            elif command == "state":
                self._review()
            else:
                self._kit(command, *arguments)
            if "findings.json" in arguments:
                found = json.loads((self.project / "findings.json").read_text(encoding="utf-8"))
            self.ran.append(line)
        return {
            "scope": self.application.scope,
            "not_read": found["not_read"],
            "moved": sorted(_place(it) for it in found["routes"] if it["moves"]),
            "left": {_place(it): it["reason"] for it in found["routes"] if not it["moves"]},
            "tests": tests,
            "review": self._states(),
            "breaks_unverified": bool(self._kit("state").returncode),
        }

    def _explain(self, findings: list[dict[str, Any]]) -> None:
        """Ask for every code that was found; an agent knows none of them."""
        for code in sorted({it["code"] for it in findings}):
            assert code in self._kit("explain", code).stdout

    def _review(self) -> None:
        """Give what is left the state that was decided; the rest is unverified, as it begins."""
        baseline = self.project / ".electron-audit-baseline.json"
        listed = json.loads(baseline.read_text(encoding="utf-8"))["findings"]
        for finding in listed:
            state, reason = self.application.review.get(finding["code"], ("", ""))
            if state:
                self._kit("state", finding["fingerprint"], state, "--reason", reason)

    def _states(self) -> dict[str, int]:
        """Return what stands in the review list, and how often."""
        baseline = self.project / ".electron-audit-baseline.json"
        listed = json.loads(baseline.read_text(encoding="utf-8"))["findings"]
        said = Counter(f"{it['code']} {it['state']}: {it['reason']}".rstrip(": ") for it in listed)
        return dict(sorted(said.items()))

    def _tests(self) -> dict[str, int]:
        """Run the project's own tests with the sandbox in place of both vendors."""
        with self._sandbox() as (env, ended):
            if self.application.first:
                self._python(self.application.first, env)
            done = self._python(self.application.tests, env)
            counted = {words: int(number) for number, words in _TESTS.findall(done.stdout)}
            assert counted, done.stdout + done.stderr
        return {**counted, **ended}

    def _python(
        self, arguments: Sequence[str], env: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.python, *arguments],
            cwd=self.project,
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    @contextmanager
    def _sandbox(self) -> Iterator[tuple[dict[str, str], dict[str, int]]]:
        """Serve both vendors; when it has stopped, the second value says what each was sent."""
        seen: dict[str, int] = {}
        command = [*self.kit, "sandbox", "--port", "0"]
        with subprocess.Popen(
            command, cwd=self.project, env=self.env, stdout=subprocess.PIPE, text=True
        ) as serving:
            assert serving.stdout is not None
            lines = [serving.stdout.readline().split() for _ in range(3)]
            (_, electron, _, ours), (_, openai, _, theirs) = lines[:2]
            keys = {"SMALLEST_API_KEY": ours, "OPENAI_API_KEY": theirs}
            try:
                yield {"SMALLEST_BASE_URL": electron, "OPENAI_BASE_URL": openai, **keys}, seen
            finally:
                serving.terminate()
                said = _ENDS.search(serving.stdout.read())
        assert said
        for name, number in zip(
            ("electron", "electron_refused", "openai", "openai_refused"), said.groups(), strict=True
        ):
            seen[name] = int(number)

    def _kit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*self.kit, *arguments],
            cwd=self.project,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr  # what the skill says of its exit codes
        return done


def _commands(skill: str) -> list[str]:
    """Return the commands of the skill's fences, in their order."""
    fences = re.findall(r"```sh\n(.*?)```", skill, re.DOTALL)
    return [line for fence in fences for line in fence.strip().splitlines()]


def _place(route: Mapping[str, Any]) -> str:
    cell = f":cell {route['cell']}" if route["cell"] is not None else ""
    return f"{route['path']}{cell}:{route['line']}"
