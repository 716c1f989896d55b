"""``.gitignore`` as git reads it, with git itself as the witness."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from electron_kit.audit import Options, audit
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


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("version", [2, 4])
def test_what_git_has_taken_in_is_read_whatever_ignores_it(
    tmp_path: Path, version: int, split: bool
) -> None:
    """As git goes on to follow it; what lies beside it unknown to git is left out."""
    if shutil.which("git") is None:
        pytest.skip("git, which is the witness here, is not installed")

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", tmp_path, *words], check=True, capture_output=True)

    for name in ("app.py", "left.py", "code/deep/ask.py", "code/notes.py", "src/own.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("from openai import OpenAI\nclient = OpenAI()\n")
    git("init", "-q")
    git("config", "index.version", str(version))
    git("add", "-f", "app.py")
    git("update-index", "--index-version", str(version))
    if split:  # from here on the index only says what changes
        git("update-index", "--split-index")
    git("add", "-f", "code/deep/ask.py")
    (tmp_path / ".gitignore").write_text("/*\n!/src/\n!/.gitignore\n")
    result = audit([tmp_path], Options(jobs=1))
    read = {Path(f.path).relative_to(tmp_path).as_posix() for f in result.findings}
    assert read == {"app.py", "code/deep/ask.py", "src/own.py"}
    left = {Path(p.path).relative_to(tmp_path).as_posix() for p in result.problems}
    assert left == {"left.py", "code/notes.py"}


@pytest.mark.parametrize("index", [b"", b"DIRC", b"DIRC" + bytes(8), b"PACK" + bytes(200), None])
def test_an_index_that_cannot_be_read_is_said(tmp_path: Path, index: bytes | None) -> None:
    """What git follows although it is ignored may be among what was left out: no all-clear."""
    (tmp_path / ".git").mkdir()
    if index is None:
        (tmp_path / ".git" / "index").mkdir()
    else:
        (tmp_path / ".git" / "index").write_bytes(index)
    (tmp_path / "app.py").write_text("from openai import OpenAI\nclient = OpenAI()\n")
    (tmp_path / "fine.py").write_text("print(1)\n")
    assert [p for p in audit([tmp_path], Options(jobs=1)).problems if p.unread] == []
    (tmp_path / ".gitignore").write_text("app.py\n")
    [said] = [p for p in audit([tmp_path], Options(jobs=1)).problems if p.unread]
    assert said.path == str(tmp_path)
    assert said.reason.startswith("git's index ")


@pytest.mark.parametrize("leads", ["gitdir: ../nowhere/of/it\n", ""])
def test_a_copy_without_its_history_follows_patterns_alone(tmp_path: Path, leads: str) -> None:
    """A submodule that was copied by itself, or a repository that has nothing yet, is no fault."""
    if leads:
        (tmp_path / ".git").write_text(leads)
    else:
        (tmp_path / ".git").mkdir()
    (tmp_path / "app.py").write_text("from openai import OpenAI\nclient = OpenAI()\n")
    (tmp_path / ".gitignore").write_text("app.py\n")
    result = audit([tmp_path], Options(jobs=1))
    assert [p.unread for p in result.problems] == [False]
    assert not result.findings


@pytest.mark.parametrize("line", ["app.py", "/app.py", "lib/ask.py", "ask.py"])
def test_a_code_file_that_is_named_outright_is_read_in_an_archive(
    tmp_path: Path, line: str
) -> None:
    """Git followed it, or it would not be in there; wildcards and folders are heeded."""
    for name in ("app.py", "lib/ask.py", "made/old.py", "copy.gen.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("from openai import OpenAI\nclient = OpenAI()\n")
    (tmp_path / ".gitignore").write_text(f"{line}\nmade/\n*.gen.py\n")
    found = audit([tmp_path], Options(jobs=1)).findings
    assert {Path(f.path).name for f in found} == {"app.py", "ask.py"}


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("/*\n!/.gitignore\n!/code/\n!/code/**\n", ["app.py", "lib/ask.py"]),
        ("*\n", ["app.py", "lib/ask.py"]),
        ("/*\n!/lib/\n", ["lib/ask.py"]),
        ("/*\n!app.py\n", ["app.py"]),
        ("*.py\n", []),
    ],
)
def test_a_list_of_what_is_let_through_that_fits_nothing_here_is_not_heeded(
    tmp_path: Path, lines: str, read: list[str]
) -> None:
    """Such as the file of a folder above, in a copy without its repository; it is said."""
    for name in ("app.py", "lib/ask.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("from openai import OpenAI\nclient = OpenAI()\n")
    (tmp_path / ".gitignore").write_text(lines)
    result = audit([tmp_path], Options(jobs=1))
    assert [Path(f.path).relative_to(tmp_path).as_posix() for f in result.findings] == read
    said_so = [p for p in result.problems if "nothing of what is here" in p.reason]
    assert len(said_so) == (len(read) == 2)
