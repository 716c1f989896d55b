"""Behaviour of `Ledger` with records, and of what it shows."""

import json
import os
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.ledger import Ledger, Price
from electron_kit.record import Attempt, CallRecord, Usage

PRICE = Price(2.0, 1.0, 8.0, date(2026, 11, 1))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
COUNT = st.integers(0, 10**7)
SECONDS = st.floats(0, 1e6)
USAGE = st.builds(lambda cached, more, out: Usage(cached + more, cached, out), COUNT, COUNT, COUNT)
ATTEMPT = st.builds(
    Attempt, TEXT, TEXT, st.none() | st.integers(100, 599), SECONDS, SECONDS, st.none() | TEXT
)
RECORD = st.builds(
    CallRecord,
    provider=st.none() | st.sampled_from(["electron", "openai"]) | TEXT,
    model=st.none() | st.sampled_from(["electron", "gpt-4o"]) | TEXT,
    stream=st.booleans(),
    outcome=st.sampled_from(["answered", "failed", "broken", "closed"]),
    status=st.none() | st.integers(100, 599),
    error=TEXT,
    attempts=st.lists(ATTEMPT, max_size=3).map(tuple),
    passed_over=st.lists(TEXT, max_size=2).map(tuple),
    rewritten=st.lists(TEXT, max_size=2).map(tuple),
    request_id=st.none() | TEXT,
    started=SECONDS,
    seconds=st.none() | SECONDS,
    seconds_to_first_byte=st.none() | SECONDS,
    usage=st.none() | USAGE,
)
ANSWERED = CallRecord(
    provider="electron",
    model="electron",
    stream=False,
    outcome="answered",
    status=200,
    error="",
    attempts=(
        Attempt("electron", "429", 429, 0.0, 0.1, "req-1"),
        Attempt("electron", "answered", 200, 0.25, 0.2, "req-2"),
    ),
    passed_over=(),
    rewritten=(),
    request_id="req-2",
    started=1.0,
    seconds=0.55,
    seconds_to_first_byte=0.5,
    usage=Usage(1000, 600, 100),
)


@given(st.lists(RECORD, max_size=5))
def test_json_lines_come_back_as_they_were(calls: list[CallRecord]) -> None:
    """A line holds a call whole, whatever its text."""
    ledger, again = Ledger(), Ledger()
    for call in calls:
        ledger.add(call)
    lines = ledger.json_lines()
    assert lines.count("\n") == len(calls)
    again.read(lines)
    assert again.calls == tuple(calls)
    assert again.counts == ledger.counts


@given(st.lists(RECORD, max_size=5))
def test_any_calls_can_be_shown(calls: list[CallRecord]) -> None:
    """Tables hold a row for each group, or for each call."""
    ledger = Ledger()
    for call in calls:
        ledger.add(call)
    groups = {(call.provider or "none", call.model or "unknown") for call in calls}
    assert len(ledger.table().rows) == len(groups) + (len(groups) > 1)
    assert len(ledger.call_table().rows) == len(calls)
    assert len(ledger) == len(calls)


def test_the_bill_counts_requests_tokens_and_cost() -> None:
    """The total of two providers, each at its own price."""
    ledger = Ledger({"gpt-4o": PRICE})
    ledger.add(ANSWERED)
    other = replace(ANSWERED, provider="openai", model="gpt-4o-2024-08-06", attempts=())
    ledger.add(other)
    electron, openai, total = ledger.table().rows
    assert electron[:8] == ["electron", "electron", "1", "2", "1,000", "600", "100", "$0.000380"]
    assert openai[3:8] == ["1", "1,000", "600", "100", "$0.002200"]
    assert total[2:8] == ["2", "3", "2,000", "1,200", "200", "$0.002580"]
    assert ledger.cost == pytest.approx(0.00258)


def test_the_other_side_is_an_estimate_on_the_same_tokens() -> None:
    """What Electron's calls would have cost at a model's price, with and without its cache."""
    ledger = Ledger({"gpt-4o": PRICE})
    ledger.add(ANSWERED)
    assert ledger.cost_at("gpt-4o") == pytest.approx(0.0022)
    assert ledger.cost_at("gpt-4o", cached=False) == pytest.approx(0.0028)
    assert ledger.cost_at(PRICE) == ledger.cost_at("gpt-4o")
    table = ledger.table(beside="gpt-4o")
    assert table.rows[0][table.columns.index("at gpt-4o")] == "$0.002200"
    ledger.add(replace(ANSWERED, usage=None))
    calls = ledger.call_table(beside="gpt-4o")
    at = calls.columns.index("at gpt-4o")
    assert [row[at] for row in calls.rows] == ["$0.002200", "unknown"]


def test_what_is_not_known_is_said() -> None:
    """A missing price and a missing count are named, and never shown as nothing."""
    ledger = Ledger(stable=True)
    ledger.add(replace(ANSWERED, provider="openai", model="gpt-4o"))
    ledger.add(replace(ANSWERED, usage=None, outcome="closed"))
    text = repr(ledger)
    assert "No price given for gpt-4o" in text
    assert "Without a token count: 1 of 2 calls." in text
    assert "unknown" in text
    assert json.loads(ledger.json_lines().splitlines()[0])["usd"] is None


def test_a_stable_table_has_nothing_that_changes() -> None:
    """Lessons compare their outputs, so times and request ids are left out."""
    one, other = Ledger(stable=True), Ledger(stable=True)
    one.add(ANSWERED)
    other.add(replace(ANSWERED, seconds=9.0, seconds_to_first_byte=8.0, request_id="else"))
    for show in (repr, Ledger._repr_html_, Ledger._repr_markdown_):
        assert show(one) == show(other)
    assert repr(one.call_table()) == repr(other.call_table())
    moving = Ledger()
    moving.add(ANSWERED)
    assert "500 ms" in repr(moving)
    assert "req-2" in repr(moving.call_table())


def test_totals_outlive_the_calls_that_are_kept() -> None:
    """A process that runs for years keeps the latest calls and the sum of all."""
    ledger = Ledger(keep=2)
    for _ in range(5):
        ledger.add(ANSWERED)
    assert len(ledger.calls) == 2
    assert len(ledger) == 5
    assert ledger.counts.prompt == 5000


def test_threads_lose_nothing() -> None:
    """Transports call back from many threads at once."""
    ledger = Ledger(keep=10)

    def work() -> None:
        for _ in range(200):
            ledger.add(ANSWERED)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.counts.calls == 1600
    assert ledger.counts.requests == 3200


def test_a_file_grows_by_lines(tmp_path: Path) -> None:
    """Written twice, the file has both, and can be read back while open."""
    ledger = Ledger()
    ledger.add(ANSWERED)
    path = tmp_path / "calls.jsonl"
    ledger.write(path)
    ledger.write(path)
    again = Ledger()
    with path.open(encoding="utf-8") as file:
        again.read(file)
    assert again.calls == (ANSWERED, ANSWERED)


@pytest.mark.parametrize("line", ["nonsense", "[]", "{}", '{"attempts": [1]}', '{"usage": 3}'])
def test_a_line_that_is_no_call_adds_nothing(line: str) -> None:
    """The error names the line, and what stood before it is not half added."""
    ledger = Ledger()
    ledger.add(ANSWERED)
    good = ledger.json_lines()
    fresh = Ledger()
    with pytest.raises(ValueError, match="Line 2 is not a call"):
        fresh.read(good + line)
    assert len(fresh) == 0


def test_a_ledger_has_both_representations() -> None:
    """HTML in the class that themes style, Markdown, and text."""
    ledger = Ledger(stable=True)
    ledger.add(ANSWERED)
    assert 'class="dataframe"' in ledger._repr_html_()
    assert ledger._repr_markdown_().startswith("| provider | model |")
    with pytest.raises(ValueError, match="keep is -1"):
        Ledger(keep=-1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_does_not_wait_for_a_lock_that_a_thread_of_its_parent_held() -> None:
    """A ledger that a thread was counting in goes on in the child, with the counts so far."""
    ledger = Ledger()
    ledger.add(ANSWERED)
    read, write = os.pipe()
    with ledger._lock:
        child = os.fork()
        if child == 0:
            if ledger._lock.acquire(blocking=False):
                ledger._lock.release()
                ledger.add(ANSWERED)
                os.write(write, str(ledger.counts.calls).encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        assert pipe.read() == b"2"
    os.waitpid(child, 0)
    assert ledger.counts.calls == 1
