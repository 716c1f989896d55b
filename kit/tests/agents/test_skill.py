"""The skill is found, matches this version, and its commands run word for word."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from electron_kit.agents import skill
from electron_kit.agents.references import REFERENCES
from electron_kit.cli import COMMANDS, main

TEXT = (skill.SKILL / "SKILL.md").read_text(encoding="utf-8")
PAGES = [TEXT, *(it.read_text(encoding="utf-8") for it in skill.SKILL.glob("references/*"))]
FENCES = [it for page in PAGES for it in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)]
INLINE = [it for page in PAGES for it in re.findall(r"`electron-kit ([^`]*)`", page)]


def test_the_skill_has_the_form_that_tools_expect():
    """A name equal to its folder, a description, and at most 80 lines."""
    head = TEXT.split("---")[1]
    assert f"name: {skill.SKILL.name}\n" in head
    assert 60 < len(re.search(r"description: (.*)", head)[1]) <= 1024
    assert len(TEXT.splitlines()) <= 80


@pytest.mark.parametrize("name", REFERENCES)
def test_a_reference_is_what_the_code_says(name):
    """To renew: python -m electron_kit.agents.references --write."""
    assert (skill.SKILL / "references" / name).read_text(encoding="utf-8") == REFERENCES[name]()
    assert f"references/{name}" in TEXT


def test_the_skill_is_printed(capsys):
    """`electron-kit skill` prints it, `--path` says where it is."""
    assert main(["skill"]) == 0
    assert capsys.readouterr().out == TEXT
    assert main(["skill", "--path"]) == 0
    assert (Path(capsys.readouterr().out.strip()) / "SKILL.md").exists()


def test_the_skill_is_linked_and_removed(tmp_path, capsys):
    """Twice is as once, and nothing is left behind."""
    for _ in range(2):
        assert main(["skill", "--link", str(tmp_path)]) == 0
        linked = tmp_path / ".agents/skills/migrating-openai-to-electron/SKILL.md"
        assert linked.read_text(encoding="utf-8") == TEXT
    for said in ("is gone from", "was not in"):
        assert main(["skill", "--remove", str(tmp_path)]) == 0
        assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert (skill.SKILL / "SKILL.md").exists()


def test_what_somebody_else_put_there_stays(tmp_path, capsys):
    """A folder of the project's own is neither replaced nor removed."""
    own = tmp_path / ".agents/skills/migrating-openai-to-electron"
    own.mkdir(parents=True)
    (own / "SKILL.md").write_text("ours\n", encoding="utf-8")
    for option in ("--link", "--remove"):
        assert main(["skill", option, str(tmp_path)]) == 2
        assert "is not this command's" in capsys.readouterr().err
    assert (own / "SKILL.md").read_text(encoding="utf-8") == "ours\n"
    assert main(["skill", "--link", str(tmp_path / "nowhere")]) == 2


APP = """
from openai import OpenAI

client = OpenAI()


def title(text):
    answer = client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": text}],
        n=2,
    )
    return answer.choices[0].message.content
"""


def test_no_fence_is_left_unrun():
    """Of the page and its references: the next test runs each, and inline code names a command."""
    assert sum(page.count("```") for page in PAGES) == 2 * len(FENCES)
    assert {it.split()[0] for it in INLINE} <= set(COMMANDS)


def test_every_fence_of_the_skill_runs(kit, tmp_path):
    """In the order of the page, on a small project, each ends as the page says."""
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    ends = []
    for fence in FENCES:
        for line in fence.strip().splitlines():
            name, command, *arguments = shlex.split(line)
            assert name == "electron-kit"
            assert command in COMMANDS
            if command == "sandbox":
                continue  # it serves until it is stopped; the next test starts it
            if command == "state":
                arguments[0] = _first_finding(tmp_path)
            done = kit(command, *arguments, cwd=tmp_path)
            assert done.returncode in (0, 1), done.stderr
            assert "Traceback" not in done.stderr
            ends.append((command, done.returncode))
    assert ("audit", 1) in ends
    assert ends[-1] == ("state", 0)


def test_the_sandbox_is_started_as_the_page_says():
    """The command of the page serves, and says what to set."""
    (line,) = [it for fence in FENCES for it in fence.splitlines() if " sandbox " in it]
    command = shlex.split(line)[1:]
    command[command.index("--port") + 1] = "0"
    with subprocess.Popen(
        [sys.executable, "-m", "electron_kit", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as serving:
        seen = [serving.stdout.readline() for _ in range(2)]
        serving.terminate()
        serving.communicate()
    assert ["key sk_sandbox" in seen[0], "key sk-sandbox" in seen[1]] == [True, True]


def _first_finding(project):
    from electron_kit.audit.baseline import entries

    return entries(str(project / ".electron-audit-baseline.json"))[0].id


def test_where_links_cannot_be_made_it_is_a_copy(tmp_path, monkeypatch):
    """A copy is stamped, renewed by the next link, and removed."""

    def refuse(*_, **__):
        raise OSError("no right to make links")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    place = skill.link(tmp_path)
    assert not place.is_symlink()
    assert skill.link(tmp_path) == place
    assert skill.remove(tmp_path)
    assert not place.exists()
    shutil.rmtree(tmp_path / ".agents", ignore_errors=True)
