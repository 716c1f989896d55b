"""Two providers side by side: judged where that can be done, paced, and never paid twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from electron_kit import ELECTRON, OPENAI, Account, ConfigurationError
from electron_kit.cli import main
from electron_kit.compare import (
    Answer,
    Comparison,
    Prompt,
    Side,
    decide,
    read_prompts,
    verdicts,
)
from electron_kit.compare.report import FORMATS
from electron_kit.contract import STANDARD
from electron_kit.sandbox import Sandbox

from ..transport.valkey import valkey_server

MINUTE = 2

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather for a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
LINES = [
    {"id": "literal", "prompt": "Reply with exactly: Paris", "expect": {"contains": "Paris"}},
    {
        "id": "place",
        "system": "Answer in JSON with the keys city and country.",
        "prompt": "Paris is the capital of France.",
        "response_format": {"type": "json_object"},
        "expect": {"schema": SCHEMA},
    },
    {
        "id": "weather",
        "messages": [{"role": "user", "content": "What is the weather in Pune?"}],
        "tools": [WEATHER],
        "expect": {"tool": "get_weather"},
    },
]


@pytest.fixture(scope="module")
def redis_uri():
    """Where a server of the Redis protocol listens."""
    with valkey_server() as server:
        yield f"{server.connection_url}/0"


def file_of(tmp_path, lines):
    path = tmp_path / "prompts.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def sides_of(sandbox, suffix=""):
    return [
        Side(Account(ELECTRON, sandbox.electron_url, f"sk_sandbox{suffix}"), "electron"),
        Side(Account(OPENAI, sandbox.openai_url, f"sk-sandbox{suffix}"), "gpt-4o-mini"),
    ]


def compared(sandbox, tmp_path, lines, **options):
    comparison = Comparison(read_prompts(file_of(tmp_path, lines)), sides_of(sandbox), **options)
    comparison()
    comparison.close()
    return comparison


def test_prompts_go_to_both_sides_and_what_can_be_checked_is(sandbox, tmp_path):
    """Text, JSON with a schema, and a tool call are judged at both providers."""
    comparison = compared(sandbox, tmp_path, LINES)
    assert comparison.left == 0
    found = {
        (prompt.id, side.name): [
            (it.what, it.holds) for it in verdicts(prompt, comparison.answer(prompt, side))
        ]
        for prompt in comparison.prompts
        for side in comparison.sides
    }
    for side in ("electron", "openai"):
        assert found["literal", side] == [("answered", True), ("contains", True)]
        assert found["place", side] == [("answered", True), ("json", True), ("schema", True)]
        assert found["weather", side] == [("answered", True), ("tool", True), ("arguments", True)]
    answer = comparison.answer(comparison.prompts[0], comparison.sides[0])
    read, cached, written = answer.usage
    cost = ((read - cached) * 0.40 + cached * 0.10 + written * 1.60) / 1e6
    assert answer.cost == pytest.approx(cost)
    assert 0 < answer.seconds < 5
    assert comparison.answer(comparison.prompts[0], comparison.sides[1]).cost is None


@pytest.mark.parametrize(
    ("answer", "expect", "wrong"),
    [
        ({"text": "no json"}, {"json": True}, ["json"]),
        ({"text": "```json\n{}\n```"}, {"json": True}, ["json"]),
        ({"text": "{}"}, {"schema": SCHEMA}, ["schema"]),
        ({"text": '{"city": 7}'}, {"schema": SCHEMA}, ["schema"]),
        ({"text": "nothing"}, {"schema": SCHEMA}, ["json", "schema"]),
        ({"text": "Sunny"}, {"tool": "get_weather"}, ["tool"]),
        ({"calls": (("get_weather", '{"city": "Pune"}'),)}, {"tool": None}, ["tool"]),
        ({"calls": (("get_weather", '{"town": "Pune"}'),)}, {"tool": "get_weather"}, ["arguments"]),
        ({"calls": (("get_weather", '{"city": '),)}, {"tool": "get_weather"}, ["arguments"]),
        ({"calls": (("get_rain", "{}"),)}, {}, ["arguments"]),
        ({"text": "London"}, {"contains": "Paris"}, ["contains"]),
        ({"error": "429"}, {"contains": "Paris"}, ["answered"]),
        ({"text": "Whatever it is"}, {}, []),
    ],
)
def test_what_is_wrong_is_told(answer, expect, wrong):
    """Each thing that is checked can fail, and a text without expectations is not judged."""
    prompt = Prompt(
        "a", {"messages": [{"role": "user", "content": "?"}], "tools": [WEATHER]}, "", expect
    )
    found = verdicts(prompt, Answer("a", "electron", **answer))
    assert [it.what for it in found if not it.holds] == wrong
    assert all(it.why for it in found if not it.holds)


def test_each_format_shows_both_answers(sandbox, tmp_path):
    """Table, JSON lines and page hold answers, figures, and what is not judged."""
    lines = [*LINES, {"id": "<b>two</b>", "prompt": "<script>alert(1)</script>", "n": 2}]
    comparison = compared(sandbox, tmp_path, lines)
    shown = {name: write(comparison, decide(comparison)) for name, write in FORMATS.items()}
    assert "answered           3 of 4" in shown["text"].replace("  4 of 4", "")
    assert "n > 1 is not supported" in shown["text"]
    parsed = [json.loads(line) for line in shown["jsonl"].splitlines()]
    assert [line["id"] for line in parsed[:-1]] == [line["id"] for line in lines]
    assert parsed[1]["electron"]["valid"]
    assert parsed[1]["openai"]["valid"]
    assert parsed[3]["electron"]["checked"][0]["holds"] is False
    assert parsed[-1]["summary"][0]["schema"] == {"holds": 1, "of": 1}
    assert "<script" not in shown["html"]
    assert "Every answer came from the sandbox" in shown["html"]
    for text in shown.values():
        assert "Judged is only what can be checked" in text


def test_nothing_is_paid_twice(sandbox, tmp_path):
    """What was answered is not asked again; a new or an edited prompt is."""
    state = tmp_path / "state.jsonl"
    compared(sandbox, tmp_path, LINES, state=state)
    assert len(sandbox.requests) == 6
    compared(sandbox, tmp_path, LINES, state=state)
    assert len(sandbox.requests) == 6
    edited = [{**LINES[0], "prompt": "Reply with exactly: Paris!"}, *LINES[1:], {"prompt": "Hello"}]
    comparison = compared(sandbox, tmp_path, edited, state=state)
    assert len(sandbox.requests) == 10
    assert comparison.left == 0


def test_a_refused_request_is_asked_again_by_the_next_run(sandbox, tmp_path):
    """An overloaded provider is retried; what was given up is an answer with its error."""
    state = tmp_path / "state.jsonl"
    for _ in range(2):
        sandbox.faults.add("status=503; dialect=electron")
    comparison = compared(sandbox, tmp_path, LINES[:1], state=state)
    answer = comparison.answer(comparison.prompts[0], comparison.sides[0])
    assert answer.text == "Paris"
    assert [it.status for it in sandbox.requests].count(503) == 2


COMMAND = [sys.executable, "-m", "electron_kit", "compare"]


def clean_env():
    ours = ("OPENAI", "SMALLEST", "ELECTRON_KIT")
    return {name: text for name, text in os.environ.items() if not name.startswith(ours)}


def in_sandbox(sandbox):
    return {
        "SMALLEST_API_KEY": "sk_sandbox",
        "SMALLEST_BASE_URL": sandbox.electron_url,
        "OPENAI_API_KEY": "sk-sandbox",
        "OPENAI_BASE_URL": sandbox.openai_url,
    }


def killed_and_resumed(folder, ttft):
    """Return whether it was killed, and check how it went on, at so many milliseconds an answer."""
    folder.mkdir()
    lines = [{"id": f"p{place}", "prompt": f"Reply with exactly: {place}"} for place in range(60)]
    path, state, out = file_of(folder, lines), folder / "s.jsonl", folder / "out.jsonl"
    with Sandbox(ttft=ttft) as sandbox:
        env = {**clean_env(), **in_sandbox(sandbox)}
        command = [
            *COMMAND,
            str(path),
            "--state",
            str(state),
            "--format",
            "jsonl",
            "--output",
            str(out),
        ]
        ends = []
        for kill_at, number in ((20, signal.SIGKILL), (60, signal.SIGTERM)):
            with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as running:
                limit = time.monotonic() + 300
                while not state.exists() or state.read_text().count('"answer"') < kill_at:
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
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, env=env)
        asked = Counter((it.path, json.dumps(it.body)) for it in sandbox.requests)
        assert max(asked.values()) == 1
        told = [json.loads(line) for line in out.read_text().splitlines()][:-1]
        assert len(told) == 60
        assert [it for it in told for side in ("electron", "openai") if it[side]["error"]] == []
        assert done.returncode == 3, done.stderr  # nothing is expected of the answers
        assert len(asked) == 120
    return True


def test_a_command_that_is_killed_resumes(tmp_path):
    """Killed and then ended on its way through sixty prompts, it asks each of them once."""
    # Where the machine stands still before the kill, the command comes to its end, and is slowed.
    assert any(killed_and_resumed(tmp_path / str(ttft), ttft) for ttft in (15, 150, 1500))


WORKER = """
import sys
from pathlib import Path
from electron_kit import ELECTRON, OPENAI, Account
from electron_kit.compare import Comparison, Side, read_prompts
from electron_kit.contract import STANDARD
from electron_kit.transport import redis_budget

redis_budget.TIMEOUT_SECONDS = 300  # a busy machine is no Redis that is away
prompts, state, part, electron, openai, uri, minute = sys.argv[1:]
sides = [
    Side(Account(ELECTRON, electron, "sk_sandbox_workers"), "electron", STANDARD),
    Side(Account(OPENAI, openai, "sk-sandbox"), "gpt-4o-mini"),
]
comparison = Comparison(
    read_prompts(Path(prompts), (int(part), 2)), sides, state=Path(state), storage=uri,
    minute=int(minute),
)
comparison()
comparison.close()
"""


def test_workers_share_a_budget_in_redis_and_their_answers_merge(redis_uri, tmp_path):
    """Two processes keep to one account's ten a minute; a third command merges what they have."""
    lines = [{"id": f"p{place}", "prompt": f"Reply with exactly: {place}"} for place in range(24)]
    path, script = file_of(tmp_path, lines), tmp_path / "worker.py"
    script.write_text(WORKER)
    states = [tmp_path / f"part{number}.jsonl" for number in (1, 2)]
    with Sandbox() as sandbox:  # what a request's travel costs is not what is tested
        urls = [sandbox.electron_url, sandbox.openai_url]
        began = time.monotonic()
        workers = [
            subprocess.Popen(
                [sys.executable, script, path, state, str(part), *urls, redis_uri, str(MINUTE)]
            )
            for part, state in enumerate(states, 1)
        ]
        assert [worker.wait(300) for worker in workers] == [0, 0]
        seconds = time.monotonic() - began
        assert [it.status for it in sandbox.requests] == [200] * 48
        assert seconds >= 2 * MINUTE
        sides = [
            Side(Account(ELECTRON, urls[0], "sk_sandbox_workers"), "electron", STANDARD),
            Side(Account(OPENAI, urls[1], "sk-sandbox"), "gpt-4o-mini"),
        ]
        merged = Comparison(read_prompts(path), sides, others=states)
        merged.close()
        assert merged.left == 0


def test_without_a_key_the_sandbox_answers_for_both(kit, tmp_path):
    """The command can be tried without a key, says so, and leaves nothing behind."""
    path = file_of(tmp_path, LINES)
    done = kit("compare", path, cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    assert "No key is set" in done.stderr
    assert [it.name for it in tmp_path.iterdir()] == ["prompts.jsonl"]


@pytest.mark.parametrize(
    ("lines", "arguments", "says"),
    [
        (["{"], [], "line 1: "),
        (["[]"], [], "a prompt is a JSON object"),
        (['{"promt": "x"}'], [], 'neither "messages" nor "prompt"'),
        (['{"messages": []}'], [], '"messages" is empty'),
        (['{"prompt": "x", "stream": true}'], [], "is not compared"),
        (['{"prompt": "x", "expect": {"better": true}}'], [], "known are json, schema"),
        (['{"prompt": "x", "expect": {"schema": {"type": "thing"}}}'], [], "The schema of prompt"),
        (['{"id": 1, "prompt": "x"}', '{"id": "1", "prompt": "y"}'], [], "two prompts with the id"),
        ([""], [], "has no prompt"),
        (['{"prompt": "x"}'], ["--providers", "electron"], "name two of"),
        (['{"prompt": "x"}'], ["--providers", "electron,gemini"], "name two of"),
        (['{"prompt": "x"}'], ["--part", "3/2"], "--part '3/2'"),
        (['{"prompt": "x"}'], ["--price", "openai=free"], "is not three numbers"),
        (['{"prompt": "x"}'], ["--model", "gpt-4o"], "write PROVIDER=VALUE"),
    ],
)
def test_what_cannot_be_compared_ends_with_2(lines, arguments, says, tmp_path, monkeypatch, capsys):
    """Bad input is named in one line before anything is sent."""
    for provider in (ELECTRON, OPENAI):
        monkeypatch.delenv(provider.key_variable, raising=False)
    path = tmp_path / "prompts.jsonl"
    path.write_text("\n".join(lines) + "\n")
    assert main(["compare", str(path), *arguments]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""


def test_a_state_of_the_probe_is_not_taken_for_one_of_a_comparison(sandbox, tmp_path):
    """The two commands' state files are told apart."""
    state = tmp_path / "state.jsonl"
    state.write_text('{"run": "1a2b", "day": "2026-01-01"}\n')
    with pytest.raises(ConfigurationError, match="holds a run of the probe"):
        compared(sandbox, tmp_path, LINES, state=state)
