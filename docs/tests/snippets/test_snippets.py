"""The Python snippets of the pages run, against the sandbox, as the pages show them."""

from pathlib import Path

import pytest
import run_snippets as runner

from electron_kit.sandbox import Sandbox

SNIPPETS = Path(__file__).parents[2] / "snippets"
ROOT = SNIPPETS.parents[1]


@pytest.fixture(scope="module")
def sandbox():
    """A sandbox of this module's own."""
    with Sandbox() as running:
        yield running


@pytest.mark.parametrize("snippet", runner.printed_snippets(), ids=lambda path: path.stem)
def test_a_snippet_prints_what_the_page_shows(snippet, sandbox):
    """Its output is the one on record (to renew: docs/snippets/run_snippets.py --record)."""
    done = runner.run(snippet, sandbox)
    assert done.code == 0, done.errors
    assert done.output == snippet.with_suffix(".out").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["openai", "electron"])
def test_a_basic_call_reaches_its_own_provider(name, sandbox):
    """One request, answered, to the provider that the snippet is named after."""
    done = runner.run(SNIPPETS / f"python/{name}_call.py", sandbox)
    assert [(one.dialect, one.status) for one in done.exchanges] == [(name, 200)]
    assert done.exchanges[0].answer in done.output


def test_a_snippet_never_sees_the_keys_of_the_person_who_runs_it(sandbox, monkeypatch, tmp_path):
    """Only the sandbox's keys are in a snippet's environment."""
    monkeypatch.setenv("SMALLEST_API_KEY", "sk_of_a_person")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-a-person")
    snippet = tmp_path / "look.py"
    snippet.write_text("import os\nprint(sorted(os.environ.items()))\n", encoding="utf-8")
    done = runner.run(snippet, sandbox)
    assert "of_a_person" not in done.output
    assert "org-of-a-person" not in done.output
    assert "sk_sandbox" in done.output


def test_the_commands_of_the_pages_are_those_of_the_readme():
    """A command that opens the tutorial is written the same way in both places."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for snippet in ("open_the_tutorial", "pass_all_tests"):
        command = (SNIPPETS / f"shell/{snippet}.sh").read_text(encoding="utf-8").strip()
        assert command in readme


def test_the_workflow_runs_the_command_of_the_readme():
    """On each system, and with each version of Python, that the kit is said to run with."""
    workflow = (ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    command = (SNIPPETS / "shell/pass_all_tests.sh").read_text(encoding="utf-8").strip()
    assert f"run: {command}\n" in workflow
    windows = (SNIPPETS / "shell/pass_all_tests.ps1").read_text(encoding="utf-8").strip()
    # There `py` is the newest Python of the machine, not the matrix's.
    assert f"run: {windows.replace('py -m', 'python -m')}\n" in workflow
