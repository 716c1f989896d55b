"""What is said to somebody who lacks an extra, for each way in which the kit gets installed."""

import json
import re
import shlex
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from electron_kit.installation import how_to_add, how_to_call

NEEDS = ["openai>=3.3", 'limits>=5.8; extra == "redis"', 'redis>=6; extra == "redis"']
FOLDER = {"url": "file:///home/asha/a%20kit", "dir_info": {}}
EDITABLE = {"url": "file:///home/asha/kit", "dir_info": {"editable": True}}
GIT = {
    "url": "https://asha:secret@git.example/kit.git",
    "vcs_info": {"vcs": "git", "commit_id": "0", "requested_revision": "main"},
}
WHEEL = {"url": "file:///tmp/electron_migration_kit-1-py3-none-any.whl", "archive_info": {}}


class Installed(Distribution):
    """A kit that came from somewhere."""

    def __init__(self, direct):
        self.direct = direct

    def read_text(self, filename):
        return json.dumps(self.direct) if self.direct and filename == "direct_url.json" else None

    def locate_file(self, path):
        raise NotImplementedError

    @property
    def requires(self):
        return NEEDS


@pytest.mark.parametrize(
    ("direct", "given"),
    [
        (FOLDER, ["/home/asha/a kit[redis]"]),
        (EDITABLE, ["-e", "/home/asha/kit[redis]"]),
        (GIT, ["electron-migration-kit[redis] @ git+https://git.example/kit.git@main"]),
        (WHEEL, [f"electron-migration-kit[redis] @ {WHEEL['url']}"]),
        (None, ["limits>=5.8", "redis>=6"]),
    ],
)
def test_it_is_added_from_where_the_kit_came(direct, given, tmp_path):
    """A folder, a checkout, a repository, a wheel; else the libraries by their own names."""
    words = shlex.split(how_to_add("redis", Installed(direct), tmp_path))
    assert words[words.index("install") + 1 :][-len(given) :] == given
    assert "secret" not in " ".join(words)


@pytest.mark.parametrize(
    ("file", "place", "begins"),
    [
        (None, "archive-v0/x1", ["uvx", "--from"]),
        ("uv-receipt.toml", "tools/kit", ["uv", "tool", "install"]),
        ("pipx_metadata.json", "venvs/kit", ["pipx", "install"]),
    ],
)
def test_it_is_added_by_what_installed_the_kit(file, place, begins, tmp_path):
    """An environment of a tool's own is not pip's to change."""
    prefix = tmp_path / place
    prefix.mkdir(parents=True)
    if file:
        (prefix / file).touch()
    words = shlex.split(how_to_add("redis", Installed(FOLDER), prefix))
    assert words[: len(begins)] == begins
    assert "/home/asha/a kit[redis]" in words


@pytest.mark.parametrize(
    ("needs", "extras"),
    [
        (NEEDS, "[redis]"),
        ([*NEEDS, 'no-such-library; extra == "audit"', 'openai; extra == "audit"'], "[redis]"),
        ([*NEEDS, 'openai>=1; extra == "compare"'], "[redis,compare]"),
        (['no-such-library; extra == "audit"'], ""),
        ([], ""),
    ],
)
def test_what_uvx_runs_is_called_again_through_uvx(needs, extras, tmp_path, monkeypatch):
    """With the extras that are there: nothing of it is on the path afterwards."""
    monkeypatch.setattr(Installed, "requires", needs)
    words = shlex.split(how_to_call(Installed(FOLDER), tmp_path / "archive-v0/x1"))
    assert words == ["uvx", "--from", f"/home/asha/a kit{extras}", "electron-kit"]
    words = shlex.split(how_to_call(Installed(GIT), tmp_path / "archive-v0/x1"))
    url = "git+https://git.example/kit.git@main"
    assert words[2] == f"electron-migration-kit{extras} @ {url}"


@pytest.mark.parametrize(
    ("called", "on_path", "typed"),
    [
        ("bin/electron-kit", False, "bin/electron-kit"),
        ("my env/electron-kit", False, "'my env/electron-kit'"),
        ("bin/electron-kit", True, "electron-kit"),
        ("bin/pytest", False, "electron-kit"),
    ],
)
def test_a_command_is_named_by_its_path_where_its_name_is_not_found(
    called, on_path, typed, tmp_path, monkeypatch
):
    """As after README's ``.venv/bin/electron-kit``; a program that calls it is not the command."""
    path = tmp_path / called
    path.parent.mkdir(parents=True)
    path.touch(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(path.parent) if on_path else str(tmp_path))
    assert how_to_call(Installed(FOLDER), tmp_path, called) == typed


def test_this_installation_is_known():
    """Where the tests run the kit is a checkout, and the command names it."""
    assert "[audit]" in how_to_add("audit")


def test_nothing_tells_to_install_from_an_index_that_lacks_the_kit():
    """README, pages, lessons and messages name ways that work today."""
    root = Path(__file__).parents[2]
    places = [root / "README.md", *(root / "docs").rglob("*.md"), *(root / "notebooks").glob("*")]
    places += (root / "kit" / "electron_kit").rglob("*.py")
    told = re.compile(
        r"(pip|pipx|uv pip|uv tool|uvx)\b.*(?<![/@\w])electron-migration-kit\b(?!.* @ )"
    )
    assert [
        f"{path}: {line}"
        for path in places
        if path.is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
        if told.search(line)
    ] == []
