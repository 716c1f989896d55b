"""``.gitignore`` as git reads it, with git itself as the witness."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from electron_kit.audit.gitignore import Ignored

NAMES = st.sampled_from(
    ["a", "b", "ab", "a.py", "b.log", "build", ".env", "x y", "[a]", "#a", "!b"]
)
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), min_size=1, max_size=6)
PIECES = st.sampled_from(
    [*"ab*?/!#", "**", "**/", "/**", "*.py", "[ab]", "[!a]", "[a-b]", "\\", " ", ".env", "build/"]
)
# Two stars right behind letters, and a slash that is escaped: what git reads there is an accident.
LINE = st.lists(PIECES, min_size=1, max_size=5).map("".join)
LINES = st.lists(
    LINE.filter(lambda line: not re.search(r"[^/*]\*\*|\\/", line)), min_size=1, max_size=5
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty repository."""
    if shutil.which("git") is None:
        pytest.skip("git, which is the witness here, is not installed")
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


def said(folder: Path, path: str) -> bool:
    """Return what a walk says, which enters each folder on the way."""
    ignored = Ignored(str(folder))
    ignored.enter(str(folder), [".gitignore"])
    parts = path.split("/")
    above = (folder.joinpath(*parts[:depth]) for depth in range(1, len(parts)))
    return any(ignored.matches(str(place), is_folder=True) for place in above) or ignored.matches(
        str(folder / path), is_folder=False
    )


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(LINES, PATHS)
@example(["a/", "!a/b"], ["a/b"])
@example(["**/a/**"], ["b/a/b", "a"])
@example(["a\\ ", "b\\\\ "], ["a ", "a", "b\\"])
@example(["***/b"], ["b", "a/b"])
@example(["a[!b]c"], ["a/c", "axc"])
def test_what_git_ignores_is_ignored(repository: Path, lines: list[str], paths: list[str]) -> None:
    """Whatever the patterns are, and however deep the path."""
    (repository / ".gitignore").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=repository,
        input="\0".join(paths),
        capture_output=True,
        text=True,
        check=False,
    )
    git = set(done.stdout.split("\0"))
    assert {path for path in paths if said(repository, path)} == git - {""}
