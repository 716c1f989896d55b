"""The GitHub Action: its step runs in a repository as a workflow would run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ACTION = Path(__file__).parents[3] / "action.yml"
STEPS = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
AUDIT = next(it for it in STEPS["runs"]["steps"] if it.get("id") == "audit")
GOOD = "print('nothing of OpenAI')\n"
BREAKS = (
    "from openai import OpenAI\n\nclient = OpenAI()\n"
    'client.chat.completions.create(model="gpt-4o", messages=[], n=3)\n'
)
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]


def git(place, *arguments):
    return subprocess.run(
        [*GIT, *arguments], cwd=place, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """A repository with a file that breaks, committed before the change."""
    place = tmp_path / "checkout"
    place.mkdir()
    (place / "old.py").write_text(BREAKS, encoding="utf-8")
    git(place, "init", "--quiet")
    git(place, "add", "-A")
    git(place, "commit", "--quiet", "-m", "one")
    return place


def step(place, **inputs):
    """Run the step's command with the environment that its `env` describes."""
    temporary = place.parent / "temp"
    temporary.mkdir(exist_ok=True)
    defaults = {name: it.get("default", "") for name, it in STEPS["inputs"].items()}
    values = {**defaults, **{name.replace("_", "-"): it for name, it in inputs.items()}}
    given = {}
    for name, value in AUDIT["env"].items():
        key = value.removeprefix("${{ inputs.").removesuffix(" }}")
        given[name] = values[key] if key in values else values.get("base", "")
    env = {
        **os.environ,
        **given,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(temporary),
        "GITHUB_STEP_SUMMARY": str(temporary / "summary.md"),
        "GITHUB_OUTPUT": str(temporary / "output"),
    }
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", AUDIT["run"]],
        cwd=place,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, temporary


def test_what_breaks_fails_the_job(repository):
    """Annotations, a summary table, SARIF and JSON; exit code 1."""
    done, temporary = step(repository)
    assert done.returncode == 1, done.stderr
    assert "::error file=old.py,line=4,endLine=4,title=B01 rejected-param::" in done.stdout
    assert "| B01 rejected-param | breaks | 1 |" in (temporary / "summary.md").read_text()
    outputs = dict(it.split("=", 1) for it in (temporary / "output").read_text().splitlines())
    assert set(outputs) == set(STEPS["outputs"])
    assert json.loads(Path(outputs["sarif"]).read_text())["runs"][0]["results"]


def test_annotations_stand_on_changed_files_only(repository):
    """The project is read as a whole, and the change is annotated."""
    base = git(repository, "rev-parse", "HEAD")
    (repository / "new.py").write_text(BREAKS, encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "--quiet", "-m", "two")
    done, temporary = step(repository, base=base)
    assert "file=new.py" in done.stdout
    assert "file=old.py" not in done.stdout
    assert "in files that this change does not touch" in done.stdout
    assert "old.py:4" in (temporary / "summary.md").read_text()


def test_a_project_without_findings_passes(repository):
    """Nothing found and everything read is 0."""
    (repository / "old.py").write_text(GOOD, encoding="utf-8")
    done, temporary = step(repository)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 findings: none." in (temporary / "summary.md").read_text()


def test_what_was_not_read_fails_the_job_unless_accepted(repository):
    """No all-clear for a file in a language that is not read."""
    (repository / "old.py").write_text(GOOD, encoding="utf-8")
    (repository / "main.rs").write_text('const URL: &str = "https://api.openai.com/v1";\n')
    done, temporary = step(repository)
    assert done.returncode == 1
    assert "Not everything was read" in done.stdout
    assert "main.rs" in (temporary / "summary.md").read_text()
    assert step(repository, accept_unread="true")[0].returncode == 0


@pytest.mark.parametrize(("fail_on", "code"), [("any", 1), ("never", 0), ("sometimes", 2)])
def test_what_fails_the_job_can_be_chosen(repository, fail_on, code):
    """All findings, none, or a word that is refused."""
    done, _ = step(repository, fail_on=fail_on)
    assert done.returncode == code


def test_the_workflow_of_the_page_uses_inputs_and_outputs_that_there_are():
    """What the check page shows is what the action takes and gives."""
    shown = (ACTION.parent / "docs/snippets/agents/workflow.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(shown)["jobs"]["audit"]["steps"]
    kit = next(it for it in steps if it.get("id") == "kit")
    assert set(kit["with"]) <= set(STEPS["inputs"])
    assert "steps.kit.outputs.sarif" in shown
    hooks = yaml.safe_load((ACTION.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    used = yaml.safe_load((ACTION.parent / "docs/snippets/agents/pre-commit.yml").read_text())
    assert used["repos"][0]["hooks"][0]["id"] in [hook["id"] for hook in hooks]


def test_a_baseline_is_known(repository):
    """What is accepted does not fail the job; a baseline that is missing does, with a sentence."""
    command = [sys.executable, "-m", "electron_kit", "audit", ".", "--write-baseline"]
    subprocess.run(command, cwd=repository, check=True, capture_output=True)
    assert step(repository, baseline=".electron-audit-baseline.json")[0].returncode == 0
    done, _ = step(repository, baseline="none.json")
    assert done.returncode == 2
    assert "cannot be read" in done.stdout + done.stderr
