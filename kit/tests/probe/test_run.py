"""A run over real sockets: exact, paced, resumable, and without the key in what it leaves."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from electron_kit.contract import RECORDS
from electron_kit.probe import CHECKS, Probe, Target, chosen, estimate
from electron_kit.probe import checks as check_modules
from electron_kit.probe.drift import drift, observed
from electron_kit.probe.journal import Journal
from electron_kit.probe.pace import MARGIN, MINUTE, Pace
from electron_kit.providers import ConfigurationError
from electron_kit.sandbox import Sandbox


def target_of(sandbox, dialect="electron", plan="unlimited", key=None):
    urls = {"electron": sandbox.electron_url, "openai": sandbox.openai_url}
    keys = {"electron": "sk_sandbox", "openai": "sk-sandbox"}
    models = {"electron": "electron", "openai": "gpt-4o-mini"}
    return Target(urls[dialect], key or keys[dialect], dialect, models[dialect], plan)


@pytest.mark.parametrize("dialect", ["electron", "openai"])
def test_the_sandbox_is_exact_in_both_dialects(sandbox, dialect):
    """Every check of a dialect is exact over a socket, and as many requests go as were said."""
    probe = Probe(target_of(sandbox, dialect))
    plan = estimate(probe.checks, probe.target)
    report = probe()
    assert {it.id: it.seen for it in report.results if not it.exact} == {}
    assert report.counts["exact"] + report.counts["recorded"] == len(probe.checks) == plan.checks
    assert report.requests == plan.requests == len(sandbox.requests)


class FastClock:
    """A clock that the pace and the sandbox's meter share, and that sleeping moves."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("plan", ["standard", "enterprise"])
def test_a_plans_limits_are_never_reached(plan):
    """Against a sandbox that counts by the plan, no request is refused for its limits."""
    clock = FastClock()
    with Sandbox(plan=plan) as sandbox:
        sandbox._app.meter._clock = clock
        target = target_of(sandbox, plan=plan)
        pace = Pace({"standard": 10, "enterprise": 200}[plan], clock=clock, sleep=clock.sleep)
        report = Probe(target, pace=pace)()
        assert report.exact
        assert [it.status for it in sandbox.requests if it.status == 429] == []
    if plan == "standard":
        assert clock.now - 1_000_000 == pytest.approx(12 * (MINUTE + MARGIN))
        said = estimate(chosen("electron"), target).seconds
        assert clock.now - 1_000_000 == pytest.approx(said, rel=0.05)


def test_no_check_module_reads_the_contract_or_the_sandbox():
    """The checks are witnesses of their own: no import of theirs leads to the accused."""
    package = os.path.dirname(check_modules.__file__)
    import ast
    from pathlib import Path

    allowed = {"ask", "check", "exchange", "judging", "shared"}
    found = sorted(Path(package).glob("*.py"))
    assert len(found) > 10
    for path in found:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""] if node.module else [it.name for it in node.names]
                if node.level and path.name != "__init__.py":
                    assert names[0] in allowed, (path.name, names)
            assert not any("electron_kit" in name for name in names), (path.name, names)


def test_what_checks_ask_with_reads_neither():
    """What the checks stand on imports neither the contract nor the sandbox by itself."""
    from pathlib import Path

    from electron_kit.probe import ask

    folder = Path(ask.__file__).parent
    for name in ("ask", "check", "exchange"):
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        assert "contract import" not in text
        assert "sandbox" not in text


def test_every_record_that_a_check_names_is_in_the_contract(sandbox):
    """What is observed has a row in the drift report, and all but a few records are observed."""
    report = Probe(target_of(sandbox))()
    keys = {record.key for record in RECORDS}
    assert set(observed(report.results)) - keys == set()
    rows = drift(report)
    assert [row.record.key for row in rows if row.status == "differs"] == []
    assert {row.record.key for row in rows if row.status == "not observed"} == {
        "behaviour-error-types-not-stated",
        "behaviour-forced-tool-that-is-not-offered",
        "behaviour-tool-without-a-name",
        "behaviour-fine-tuned-models",
        "errorcase-no-access",
        "errorcase-limit-reached",
        "errorcase-model-unavailable",
        "errorcase-disabled-or-overloaded",
    }


def test_a_bent_sandbox_shows_as_drift():
    """What the contract assumes and an endpoint does otherwise stands in the drift report."""
    with Sandbox(lenient=True) as sandbox:
        report = Probe(target_of(sandbox))()
    differing = {row.record.key for row in drift(report) if row.status == "differs"}
    assert differing == {
        "behaviour-empty-list-of-tools",
        "behaviour-forced-tool-without-tools",
        "behaviour-null-for-an-optional-field",
        "role-developer",
        "role-function",
        "contentpart-text",
        "format-json-schema",
        "field-response-format",
    }
    assert report.exact


@pytest.mark.parametrize(
    ("only", "ids"),
    [
        (["rules.n"], ["rules.n"]),
        (["scripts"], [name for name in CHECKS if name.startswith("scripts.")]),
        (["auth.f*", "limits.p*"], ["auth.foreign", "limits.pace"]),
    ],
)
def test_only_some_checks(only, ids):
    """Groups, ids and patterns choose checks, in the order in which all would run."""
    assert [check.id for check in chosen("electron", only)] == ids


def test_an_unknown_check_is_named():
    """A typo in --only is an error, not an empty run that passes."""
    with pytest.raises(ConfigurationError, match=r"No check of electron is called 'rulez'"):
        chosen("electron", ["rulez"])


def test_each_check_passes_alone(sandbox):
    """No check depends on what another one has sent before."""
    for check in chosen("electron"):
        report = Probe(target_of(sandbox), only=[check.id])()
        assert report.exact, report.results


# -- stopping and resuming -------------------------------------------------------------------


def sent_to(sandbox):
    """Count what the sandbox was asked, by request."""
    return Counter((it.method, it.path, json.dumps(it.body)) for it in sandbox.requests)


@pytest.mark.parametrize("after", [0, 1, 7, 60, 121])
def test_a_run_stopped_anywhere_is_finished_by_the_next(sandbox, tmp_path, after):
    """No request is repeated and no result lost, whichever request it was stopped after."""
    state = tmp_path / "state.jsonl"

    class Stopping(Pace):
        def wait(self):
            at = super().wait()
            if len(self.seen) == after:
                probe.stopping.set()
            self.seen.append(at)
            return at

    pace = Stopping(None)
    pace.seen = []
    probe = Probe(target_of(sandbox), state=state, pace=pace)
    first = probe()
    probe.close()
    assert first.stopped
    assert first.counts["unknown"] > 0
    again = Probe(target_of(sandbox), state=state)
    assert again.resumed == (after > 0)
    second = again()
    again.close()
    assert second.exact, [it for it in second.results if not it.exact]
    reference = Probe(target_of(sandbox))
    assert second.requests == estimate(reference.checks, reference.target).requests
    assert len(sandbox.requests) == second.requests


COMMAND = [sys.executable, "-m", "electron_kit", "probe", "--plan", "unlimited"]


def killed_and_resumed(folder, ttft):
    """Return whether it was killed, and check how it went on, at so many milliseconds an answer."""
    folder.mkdir()
    with Sandbox(ttft=ttft) as sandbox:
        state, out = folder / "state.jsonl", folder / "report.json"
        command = [*COMMAND, "--base-url", sandbox.electron_url, "--state", str(state)]
        command += ["--format", "json", "--output", str(out), "--only", "rules,auth,scripts"]
        ends = []
        for kill_at, number in ((4, signal.SIGKILL), (11, signal.SIGTERM), (25, signal.SIGKILL)):
            with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
                limit = time.monotonic() + 300
                while state.exists() is False or state.read_text().count('"result"') < kill_at:
                    if running.poll() is not None:
                        break
                    assert time.monotonic() < limit
                    time.sleep(0.005)
                running.send_signal(number)
                running.communicate()
                ends.append(running.returncode)
        # A machine that stands still between the look and the kill may let the last ones end.
        assert set(ends) <= {-signal.SIGKILL, 130, 0}
        if ends[0] == 0:
            return False
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, timeout=300)
        report = json.loads(out.read_text())
        assert [it for it in report["checks"] if not it["exact"]] == []
        assert done.returncode == 0, done.stderr
        assert len(report["checks"]) == len(chosen("electron", ["rules", "auth", "scripts"]))
        plan = estimate(chosen("electron", ["rules", "auth", "scripts"]), target_of(sandbox))
        assert len(sandbox.requests) == report["requests"] == plan.requests
        asked = sent_to(sandbox)
        sandbox.clear()
        Probe(target_of(sandbox), only=["rules", "auth", "scripts"])()
        assert asked <= sent_to(sandbox)
    return True


def test_a_command_that_is_killed_resumes(tmp_path):
    """Killed and ended again and again, it sends each request once and reports each result."""
    # Where the machine stands still before the kill, the command comes to its end, and is slowed.
    assert any(killed_and_resumed(tmp_path / str(ttft), ttft) for ttft in (12, 120, 1200))


def test_a_request_whose_answer_is_lost_for_good_is_not_sent_twice(sandbox, tmp_path):
    """If the machine itself dies, what was on its way stays unknown, and says how to ask again."""
    state = tmp_path / "state.jsonl"
    probe = Probe(target_of(sandbox), only=["rules.content", "rules.stop"], state=state)
    probe()
    probe.close()
    lines = state.read_text().splitlines(keepends=True)
    place = next(at for at, line in enumerate(lines) if '"sent": "rules.stop#1"' in line)
    state.write_text("".join(lines[: place + 1]))
    before = len(sandbox.requests)
    again = Probe(target_of(sandbox), only=["rules.content", "rules.stop"], state=state)
    report = again()
    again.close()
    assert len(sandbox.requests) == before
    assert [it.verdict for it in report.results] == ["exact", "unknown"]
    assert "not sent twice" in report.results[1].seen[-1]


def test_a_state_file_that_was_cut_off_is_read_up_to_there(tmp_path):
    """Half a line at the end is dropped; what stands before it counts."""
    path = tmp_path / "state.jsonl"
    journal = Journal(path)
    journal.add(run="a", day="2026-01-01")
    journal.add(sent="x#0", at=1.0)
    journal.close()
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        journal = Journal(path)
        assert len(journal.lines) == whole[:cut].count(b"\n")
        journal.add(answer="y")
        journal.close()
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        assert lines[-1] == {"answer": "y"}


@pytest.mark.parametrize("content", ["precious\n", "[1]\n", "notes without an end"])
def test_a_file_that_is_no_state_is_left_alone(tmp_path, content):
    """Someone else's file is refused, not overwritten."""
    path = tmp_path / "notes.txt"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match="is not a state file"):
        Journal(path)
    assert path.read_text() == content


def test_two_runs_cannot_share_a_state(tmp_path):
    """A second run with the same file is refused while the first one lives."""
    first = Journal(tmp_path / "state.jsonl")
    with pytest.raises(ConfigurationError, match="Another run holds"):
        Journal(tmp_path / "state.jsonl")
    first.close()
    Journal(tmp_path / "state.jsonl").close()


def test_an_unfinished_run_of_something_else_is_not_resumed(sandbox, tmp_path):
    """A state file belongs to one endpoint and one choice of checks."""
    state = tmp_path / "state.jsonl"
    Probe(target_of(sandbox), only=["auth"], state=state).close()
    with pytest.raises(ConfigurationError, match="unfinished run with another checks"):
        Probe(target_of(sandbox), only=["rules"], state=state)
    Probe(target_of(sandbox), only=["rules"], state=state, fresh=True).close()


def test_a_pace_counts_what_was_sent_before_an_interruption():
    """A resumed run waits for the minute that its predecessor has filled."""
    clock = FastClock()
    pace = Pace(3, [clock.now - 50, clock.now - 10, clock.now - 5], clock, clock.sleep)
    assert pace.wait() == pytest.approx(1_000_000 + 10 + MARGIN)
    assert pace.wait() == pytest.approx(1_000_000 + 50 + MARGIN)


# -- keys and other servers ------------------------------------------------------------------


def test_a_key_that_an_endpoint_echoes_reaches_neither_report_nor_state(scripted, tmp_path):
    """Echoed in a body, a header or an error, the key is struck out before anything is kept."""
    from electron_kit.probe.report import FORMATS

    key = "sk_secret0secret0secret"
    error = {"error": {"message": f"Bad key {key}", "type": key, "details": [{"message": key}]}}
    answer = {"content": f"You sent {key}"}
    scripted.replies = [answer, json.dumps(error).encode(), answer] * 60
    state = tmp_path / "state.jsonl"
    target = Target(scripted.url, key, "electron", "electron", "unlimited")
    told = []
    probe = Probe(target, state=state, tell=told.append)
    report = probe()
    probe.close()
    assert len(scripted.requests) > 50
    shown = [write(report) for write in FORMATS.values()]
    for text in [*shown, *told, state.read_text(), repr(report)]:
        assert key not in text
    assert "[key]" in state.read_text()


def test_an_endpoint_that_is_not_there_ends_with_a_sentence(tmp_path):
    """A refused connection stops the run; it is tried again when the run is resumed."""
    with Sandbox() as gone:
        url = gone.electron_url
    state = tmp_path / "state.jsonl"
    probe = Probe(Target(url, "sk_sandbox", "electron", "electron", "unlimited"), state=state)
    report = probe()
    probe.close()
    assert "cannot be reached" in report.stopped
    assert report.requests == 0
    with Sandbox(int(url.split(":")[2].split("/")[0])):
        again = Probe(probe.target, state=state)
        assert again().exact
        again.close()


def test_an_endpoint_that_refuses_everything_is_not_asked_a_hundred_times(sandbox):
    """A key that is refused ends the run after one request, and the report says so."""
    target = target_of(sandbox, key="sk_wrong")
    report = Probe(target)()
    assert report.requests == 1
    assert "serves no plain request" in report.stopped
    assert report.counts["incompatible"] == 1


@pytest.mark.parametrize("reply", [b"<html>hello</html>", b"", b"\xff\xfe", b"[]", b"null", 500])
def test_nonsense_makes_verdicts_and_no_traceback(scripted, reply):
    """Whatever an endpoint answers, each check ends with a verdict."""
    scripted.replies = [reply] * 300
    target = Target(scripted.url, "sk_sandbox", "electron", "electron", "unlimited")
    left_out = {"auth.accepted", "rules.malformed"}
    checks = [it.id for it in chosen("electron") if it.id not in left_out]
    report = Probe(target, only=checks)()
    assert report.counts["unknown"] == 0
    assert report.counts["incompatible"] > 70
    assert all(it.seen for it in report.results if not it.exact)


def test_a_refusal_for_limits_is_waited_out_and_counted(sandbox):
    """A 429 is answered by waiting; the request is sent again and the report tells."""
    sandbox.faults.add("pass")
    sandbox.faults.add("status=429; retry-after=1")
    waited = []
    report = Probe(
        target_of(sandbox),
        only=["rules.n", "rules.stop", "limits.pace"],
        pace=Pace(None, sleep=waited.append),
    )()
    told = {it.id: it for it in report.results}
    assert waited == [1.0]
    assert told["rules.stop"].exact
    assert not told["limits.pace"].exact
    assert told["limits.pace"].compatible
