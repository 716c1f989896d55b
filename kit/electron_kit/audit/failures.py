"""What fails in one place is lost there alone, and it is said.

Whatever code trips an analysis, its neighbours keep their findings and their links to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from .finding import Problem

T = TypeVar("T")


class _Module(Protocol):
    path: str


class _Project(Protocol):
    modules: list[Any]


class Careful:
    """Runs parts of an analysis, and notes those that fail.

    Args:
        problems: Where to note them.
    """

    def __init__(self, problems: list[Problem]) -> None:
        """Start with nothing noted."""
        self.problems = problems
        self.failed = False

    def note(self, path: str, error: Exception, line: int = 0, what: str = "") -> None:
        """Note that a part of a file was not analysed, each part once.

        Args:
            path: The file.
            error: What the analysis failed with.
            line: The 1-based line; 0 for the file as a whole.
            what: What of the file, if its findings are there all the same: ``routes``.
        """
        self.failed = True
        where = f"line {line} left out" if line else f"{what} left out".strip()
        detail = str(error).split("\n")[0][:80]
        reason = f"{where}: the audit failed on it ({type(error).__name__}: {detail})"
        problem = Problem(path, reason)
        if problem not in self.problems:
            self.problems.append(problem)

    def stage(self, project: _Project, work: Callable[[], Iterable[T]]) -> list[T]:
        """Return what a stage of the analysis finds in all modules.

        If it fails, it is run for each module alone. The project still knows them all, so
        what leads from one to another is followed as before.

        Args:
            project: What lists the modules that the stage goes through.
            work: The stage.
        """
        # What was found before a failure stays; what is found twice is one finding in the end.
        found: list[T] = []
        try:
            found.extend(work())
        except Exception as error:  # noqa: BLE001 - whatever code trips the audit, the scan goes on
            every = project.modules
            if len(every) == 1:
                self.note(every[0].path, error)
                return found
            for module in every:
                project.modules = [module]
                try:
                    found.extend(work())
                except Exception as alone:  # noqa: BLE001 - as above
                    self.note(module.path, alone)
            project.modules = every
        return found

    def part(
        self, path: str, work: Callable[..., T], *arguments: Any, line: int = 0, what: str = ""
    ) -> T | None:
        """Return what a part of an analysis gives, or None if it fails.

        Args:
            path: The file that it is about.
            work: The part.
            arguments: What it is called with.
            line: The 1-based line that it is about; 0 for the file as a whole.
            what: What of the file is left out then, if its findings are not.
        """
        try:
            return work(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever code trips the audit, the scan goes on
            self.note(path, error, line, what)
            return None
