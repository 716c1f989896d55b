"""Settings, baseline and exclusion, as they are typed or written down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from electron_kit.cli import main

CODE = "from openai import OpenAI\nclient = OpenAI()\n"
CALL = 'client.chat.completions.create(model="gpt-4o", messages=[], n=2)\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one file, where the command runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(CODE + CALL)
    return tmp_path


def _codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["audit", "--format", "json", *arguments])
    return [f["code"] for f in json.loads(capsys.readouterr().out)["findings"]]


def _settings(tree: Path, text: str) -> None:
    (tree / "pyproject.toml").write_text(f"[tool.electron-kit.audit]\n{text}\n")


def test_settings_hold_for_files_below_them(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What pyproject.toml selects is what is reported, also for a path below it."""
    (tree / "src").mkdir()
    (tree / "src" / "more.py").write_text(CODE + CALL)
    _settings(tree, 'select = ["b01"]')
    assert _codes(capsys, "src") == ["B01"]


def test_the_command_line_goes_before_the_settings(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A selection on the command line replaces the project's."""
    _settings(tree, 'select = ["B01"]')
    assert _codes(capsys, "--select", "R02") == ["R02"]


def test_excluded_paths_are_left_out(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Patterns of the settings and of the command line both count."""
    for name in ("examples", "docs"):
        (tree / name).mkdir()
        (tree / name / "more.py").write_text(CODE + CALL)
    _settings(tree, 'exclude = ["examples"]\nselect = ["B01"]')
    assert len(_codes(capsys, ".")) == 2
    assert len(_codes(capsys, ".", "--exclude", "docs/*")) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("selct = ['B01']", "selct"),
        ("select = 'B01'", "'B01'"),
        ("confidence = 'sure'", "'sure'"),
        ("style = 3", "3"),
        ("jobs = -1", "-1"),
        ("select = ['X99']", "X99"),
        ("select = [", "pyproject.toml"),
    ],
)
def test_a_wrong_setting_is_named(
    tree: Path, capsys: pytest.CaptureFixture[str], text: str, named: str
) -> None:
    """A setting that is unknown, of the wrong type or out of range ends the run with its name."""
    _settings(tree, text)
    assert main(["audit"]) == 2
    assert named in capsys.readouterr().err


def test_a_baseline_hides_what_it_lists_and_nothing_new(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Known findings are gone even when their lines move; a new one of the same kind is shown."""
    assert main(["audit", "--write-baseline", "--baseline", "known.json"]) == 0
    assert main(["audit", "--baseline", "known.json"]) == 0
    capsys.readouterr()
    (tree / "app.py").write_text("import os\n\n" + CODE + CALL)
    assert _codes(capsys, "--baseline", "known.json", "app.py") == []
    (tree / "app.py").write_text(CODE + CALL + CALL)
    assert sorted(_codes(capsys, "--baseline", "known.json", "app.py")) == ["B01", "R02"]


def test_the_baseline_of_the_settings_stands_beside_them(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A baseline in the settings is relative to their file, wherever the command runs."""
    _settings(tree, 'baseline = "known.json"')
    assert main(["audit", "--write-baseline"]) == 0
    assert (tree / "known.json").is_file()
    assert _codes(capsys, str(tree / "app.py")) == []
    assert _codes(capsys, "app.py") == []


@pytest.mark.parametrize("text", [None, "no", "[]", '{"version": 7, "findings": []}'])
def test_a_file_that_is_no_baseline_is_named(
    tree: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    """A baseline that is missing or is something else ends the run and says how to make one."""
    if text is not None:
        (tree / "known.json").write_text(text)
    assert main(["audit", "--baseline", "known.json"]) == 2
    assert "known.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[tool.electron-kit\n", "Mend it there"),
        ("\ufeff\ufeff[tool.electron-kit", "Mend it there"),
        ("[tool.electron-kit]\nselect = ['B01']\n", "tool.electron-kit.select"),
        ("[tool]\nelectron-kit = 3\n", "[tool.electron-kit.audit]"),
        ("[tool.electron-kit.audit_]\njobs = 1\n", "tool.electron-kit.audit_"),
    ],
)
def test_a_file_that_is_broken_or_means_something_else_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    """Settings that nobody reads are not passed over in silence."""
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    (tmp_path / "a.py").write_text("x = 1\n")
    assert main(["audit", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "pyproject.toml" in said


@pytest.mark.parametrize(
    "data", [b"[project", b"name = '{{ name }}'\n{% if x %}\n", b"# caf\xe9\n"]
)
def test_a_broken_project_file_without_settings_stops_nothing(
    data: bytes, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A template, another encoding, a slip: the code below it is audited as without the file."""
    (tree / "pyproject.toml").write_bytes(data)
    assert "B01" in _codes(capsys, "app.py")
