"""What became of a finding stays in the baseline, through changes of the code."""

import json

import pytest

from electron_kit.audit.baseline import State, entries, load
from electron_kit.cli import main

CODE = """from openai import OpenAI

client = OpenAI()
client.chat.completions.create(model="gpt-4o", messages=[], n=3)
client.chat.completions.create(model="gpt-4o", messages=[], n=3)
"""
FILE = ".electron-audit-baseline.json"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a baseline."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    assert main(["audit", ".", "--write-baseline"]) == 0
    return tmp_path


def of(code):
    return [entry for entry in entries(FILE) if entry.code == code]


def test_a_finding_gets_a_state_with_a_reason(project, capsys):
    """It is set by its id or the beginning of it, and listed."""
    first, second = of("B01")
    assert first.id != second.id
    assert main(["state", first.id[:10], "accepted", "--reason", "one answer is enough"]) == 0
    capsys.readouterr()
    assert main(["state"]) == 1
    told = capsys.readouterr()
    assert "one answer is enough" in told.out
    assert "1 that break are unverified" in told.err
    assert main(["state", second.id, "blocked", "--reason", "waits for a release"]) == 0
    assert main(["state"]) == 0


def test_states_survive_a_new_baseline_and_other_lines(project):
    """What moved down the file is the same finding; what is gone is fixed."""
    first, second = of("B01")
    main(["state", first.id, "accepted", "--reason", "known"])
    changed = "import os\n\n\n" + CODE.replace(", n=3)\nclient", ", n=3)\n\nclient")
    (project / "app.py").write_text(changed, encoding="utf-8")
    main(["audit", ".", "--write-baseline"])
    assert [(it.state, it.reason) for it in of("B01")] == [
        (State.ACCEPTED, "known"),
        (State.UNVERIFIED, ""),
    ]
    once = CODE.rsplit("client", 1)[0]
    (project / "app.py").write_text(once, encoding="utf-8")
    main(["audit", ".", "--write-baseline"])
    assert {it.id: it.state for it in of("B01")} == {
        first.id: State.ACCEPTED,
        second.id: State.FIXED,
    }


@pytest.mark.parametrize(
    "arguments", [["other.py"], [".", "--select", "R"], [".", "--exclude", "app.py"]]
)
def test_what_a_run_does_not_look_for_keeps_its_state(project, arguments):
    """Another file, other codes, a file left out or broken for now: nothing of it is fixed."""
    first, _second = of("B01")
    main(["state", first.id, "accepted", "--reason", "known"])
    (project / "other.py").write_text("x = 1\n", encoding="utf-8")
    main(["audit", *arguments, "--write-baseline"])
    assert [it.state for it in of("B01")] == [State.ACCEPTED, State.UNVERIFIED]
    (project / "app.py").write_text("import openai\nprint 'x'\n", encoding="utf-8")
    main(["audit", ".", "--write-baseline"])
    assert [it.state for it in of("B01")] == [State.ACCEPTED, State.UNVERIFIED]
    (project / "app.py").unlink()
    main(["audit", "other.py", "--write-baseline"])
    assert [it.state for it in of("B01")] == [State.FIXED, State.FIXED]


def test_what_is_only_not_shown_is_not_gone(project):
    """Written anew with a higher confidence, the less sure findings keep their state."""
    less_sure = 'def late(error):\n    return "maximum context length" in str(error)\n'
    (project / "app.py").write_text(CODE + less_sure, encoding="utf-8")
    main(["audit", ".", "--write-baseline"])
    (unsure,) = of("C02")
    main(["state", unsure.id, "accepted", "--reason", "known"])
    main(["audit", ".", "--write-baseline", "--confidence", "high"])
    assert [it.state for it in of("C02")] == [State.ACCEPTED]
    (project / "app.py").write_text(CODE, encoding="utf-8")
    main(["audit", ".", "--write-baseline", "--confidence", "high"])
    assert [it.state for it in of("C02")] == [State.FIXED]


def test_a_baseline_holds_wherever_the_command_is_called(project, monkeypatch, capsys):
    """By a whole path, from a folder below, from beside: the paths count from the file's folder."""
    (project / "web").mkdir()
    (project / "web" / "app.py").write_text(CODE, encoding="utf-8")
    whole = str(project / FILE)
    assert main(["audit", str(project), "--baseline", FILE, "--select", "B"]) == 1
    assert "2 findings in 1 of 3 files" in capsys.readouterr().out
    main(["audit", str(project), "--write-baseline"])
    assert {it.path for it in entries(FILE)} == {"app.py", "web/app.py"}
    assert main(["audit", str(project), "--baseline", FILE]) == 0
    monkeypatch.chdir(project / "web")
    assert main(["audit", "--baseline", whole]) == 0
    assert main(["audit", "..", "--baseline", f"../{FILE}"]) == 0
    (project / "web" / "new.py").write_text(CODE, encoding="utf-8")
    capsys.readouterr()
    assert main(["audit", "--baseline", whole, "--format", "json"]) == 1
    assert {it["path"] for it in json.loads(capsys.readouterr().out)["findings"]} == {"new.py"}


def test_what_was_fixed_and_is_back_is_reported(project, capsys):
    """A baseline hides what is known, and not what is said to be mended."""
    _first, second = of("B01")
    main(["state", second.id, "fixed"])
    assert second.id not in load(FILE)
    assert main(["audit", ".", "--baseline", FILE, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [it["id"] for it in found] == [second.id]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["zz", "fixed"], "no finding with the id 'zz'"),
        (["", "fixed"], "findings with the id ''"),
        (["FIRST", "accepted"], "Say why it is accepted"),
        (["FIRST"], "Say which state"),
        (["FIRST", "fixed", "--baseline", "none.json"], "cannot be read"),
    ],
)
def test_what_cannot_be_set_is_said(project, capsys, arguments, says):
    """An unknown finding, a missing reason, a missing file."""
    given = [of("B01")[0].id if it == "FIRST" else it for it in arguments]
    assert main(["state", *given]) == 2
    assert says in capsys.readouterr().err


def test_a_baseline_of_version_1_is_read(project):
    """Files of before there were states still hide what they hid."""
    data = json.loads((project / FILE).read_text(encoding="utf-8"))
    for entry in data["findings"]:
        del entry["state"], entry["reason"]
    (project / FILE).write_text(json.dumps({**data, "version": 1}), encoding="utf-8")
    assert main(["audit", ".", "--baseline", FILE]) == 0
