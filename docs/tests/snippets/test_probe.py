"""The commands and the program of the page on probing run, against the sandbox, as they stand."""

import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest
import run_snippets as runner

from electron_kit.cli import main
from electron_kit.probe import Target, chosen, estimate
from electron_kit.sandbox import Sandbox

PROBE = Path(__file__).parents[2] / "snippets/probe"


@pytest.fixture(scope="module")
def sandbox():
    """A sandbox of this module's own."""
    with Sandbox() as running:
        yield running


def commands(name):
    """Return the commands of a shell snippet, each as its arguments."""
    lines = (PROBE / f"{name}.sh").read_text(encoding="utf-8").splitlines()
    return [shlex.split(line) for line in lines]


@pytest.fixture
def started(tmp_path, monkeypatch, capsys):
    """Run a command of the kit in a folder, without anybody's keys: a process says the same."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("OPENAI", "SMALLEST", "ELECTRON_KIT")):
            monkeypatch.delenv(name)

    def run_here(command, **env):
        assert command[0] == "electron-kit"
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        code = main(command[1:])
        said = capsys.readouterr()
        return CompletedProcess(command, code, said.out, said.err)

    return run_here


def test_the_probe_without_a_key(started):
    """The first command proves the sandbox, with the numbers that the page states."""
    (command,) = commands("the_sandbox")
    done = started(command)
    assert done.returncode == 0, done.stderr
    assert "97 checks: 86 exact, 11 recorded; 126 requests" in done.stdout


def test_the_files_of_a_probe(started, tmp_path):
    """A page and the observations are written where the command says."""
    (command,) = commands("electron")
    done = started(command)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "probe.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    records = json.loads((tmp_path / "observed.json").read_text(encoding="utf-8"))["records"]
    assert records["field-n"]["fate"] == "rejected"


def test_the_probe_of_another_endpoint(started, sandbox):
    """The same checks against the address that is given, here the sandbox's own."""
    (command,) = commands("another")
    place = command.index("--base-url") + 1
    assert command[place] == "http://127.0.0.1:8700/v1"
    command[place] = sandbox.openai_url
    done = started(command)
    assert done.returncode == 0, done.stderr
    assert "17 checks: 16 exact, 1 recorded" in done.stdout


def test_the_comparison(started, tmp_path):
    """The page's prompts are compared; all hold in the sandbox, and three are not enough."""
    shutil.copy(PROBE / "prompts.jsonl", tmp_path)
    (command,) = commands("decide")
    done = started(command)
    assert done.returncode == 3, done.stderr
    page = (tmp_path / "decision.html").read_text(encoding="utf-8")
    assert "Bengaluru" in page
    assert "lost 0 and gained 0" in page


def test_the_shadow_s_file_is_one_that_compare_reads(started, sandbox, tmp_path):
    """What the shadow of the cut-over page keeps can be decided on."""
    done = runner.run(PROBE.parent / "python/shadow.py", sandbox, tmp_path)
    assert done.code == 0, done.errors
    env = {
        "SMALLEST_API_KEY": "sk_sandbox",
        "SMALLEST_BASE_URL": sandbox.electron_url,
        "OPENAI_API_KEY": "sk-sandbox",
        "OPENAI_BASE_URL": sandbox.openai_url,
    }
    command = shlex.split("electron-kit compare shadow.jsonl --margin 5")
    decided = started(command, **env)
    assert decided.returncode == 3, decided.stderr
    assert "n > 1 is not supported" in decided.stdout


def test_the_numbers_of_the_page_are_those_that_the_kit_computes():
    """The table of how many prompts show a margin is what the benchmark prints."""
    page = (PROBE.parents[1] / "guide/decide.md").read_text(encoding="utf-8")
    table = run(
        [sys.executable, PROBE.parents[2] / "kit/benchmarks/deciding.py", "--numbers"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert table in page


def test_the_page_says_what_the_probe_says_beforehand():
    """Checks, requests, minutes, dollars and tokens on the page are those of `--dry-run`."""
    page = (PROBE.parents[1] / "guide/probe.md").read_text(encoding="utf-8")
    target = Target(
        "https://api.smallest.ai/waves/v1", "sk_x", dialect="electron", model="electron"
    )
    said = str(estimate(chosen("electron", []), target))
    figures = re.findall(
        r"[$]?[\d.,]*\d (?:checks|requests|minutes|tokens in|out)|[$][\d.]*\d", said
    )
    assert len(figures) == 6
    assert [figure for figure in figures if figure not in page] == []


def test_the_workers(started, sandbox, tmp_path):
    """Two parts and their sum: the last command asks nothing that was answered."""
    shutil.copy(PROBE / "prompts.jsonl", tmp_path)
    env = {
        "SMALLEST_API_KEY": "sk_sandbox",
        "SMALLEST_BASE_URL": sandbox.electron_url,
        "OPENAI_API_KEY": "sk-sandbox",
        "OPENAI_BASE_URL": sandbox.openai_url,
    }
    sandbox.clear()
    for command in commands("workers"):
        # No Redis is started for it: the kit's tests share a budget through one.
        place = command.index("--storage") if "--storage" in command else len(command)
        done = started([*command[:place], *command[place + 2 :]], **env)
        assert done.returncode == 3, done.stderr  # three prompts decide nothing
    assert len(sandbox.requests) == 6


def test_the_probe_from_python(sandbox):
    """The program prints a verdict a line."""
    done = runner.run(PROBE / "from_python.py", sandbox)
    assert done.code == 0, done.errors
    lines = done.output.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["exact", "auth.accepted"],
        ["exact", "auth.missing"],
        ["exact", "auth.invalid"],
        ["exact", "auth.foreign"],
        ["exact", "rules.n"],
    ]
