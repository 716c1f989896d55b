"""A budget in Redis, shared by processes: on a real server of its protocol."""

import gc
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import redis

from electron_kit import ELECTRON, Account, ConfigurationError, Policy, client
from electron_kit.contract import STANDARD, Plan
from electron_kit.sandbox import Sandbox
from electron_kit.transport import redis_budget
from electron_kit.transport.budget import Limits
from electron_kit.transport.redis_budget import SharedBudget

from .conftest import quick
from .test_giving_back import in_child
from .wire import LONG_SECONDS, until

MINUTE = 1
MESSAGES = [{"role": "user", "content": "Hello!"}]


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """An account that no other test has."""
    return request.node.name


def budget(uri: str, name: str) -> SharedBudget:
    """Return what one process has of a shared budget."""
    return SharedBudget(uri, name, lambda: None)


def let_pass(uri: str, name: str, seconds: float) -> None:
    """Make what the server has counted older than it is."""
    with redis.Redis.from_url(uri) as server:
        (key,) = [
            one for one in server.keys("*") if server.type(one) == b"list" and name in str(one)
        ]
        for at, entry in enumerate(server.lrange(key, 0, -1)):
            server.lset(key, at, float(entry) - seconds)


def test_two_processes_take_from_one_minute(redis_uri: str, name: str) -> None:
    """What one has taken, the other cannot take before a minute has passed."""
    one, other = budget(redis_uri, name), budget(redis_uri, name)
    limits = Limits(Plan("three", 3, None))
    for each in (one, other, one):
        slot = each.take(limits)
        assert not isinstance(slot, float)
        slot.release()
    wait = other.take(limits)
    assert isinstance(wait, float)
    assert 0 < wait <= limits.minute + redis_budget.TRAVEL_SECONDS
    let_pass(redis_uri, name, wait)
    assert not isinstance(budget(redis_uri, name).take(limits), float)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_gives_back_no_place_of_its_parents(redis_uri: str, name: str) -> None:
    """A slot that a child has a copy of is its parent's; one of its own it takes and gives back."""
    parent, two = budget(redis_uri, name), Limits(Plan("two", None, 2))
    slot: Any = parent.take(two)
    assert not isinstance(slot, float)

    def child() -> None:
        slot.release()
        own = parent.take(two)
        assert not isinstance(own, float)
        assert list(parent._held) == [own]
        own.release()
        parent._last_returns()

    assert in_child(child) == ""
    other = budget(redis_uri, name)
    mine: list[Any] = []

    def taken() -> bool:
        got = other.take(two)
        mine.extend([] if isinstance(got, float) else [got])
        return bool(mine)

    until(taken)
    assert isinstance(other.take(two), float), "the parent's place was given back by its child"
    for each in (slot, *mine):
        each.release()


@pytest.mark.parametrize("why", ["the minute is full", "the minute cannot be asked"])
def test_a_place_whose_request_cannot_go_is_given_back(
    why: str, redis_uri: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was taken first, and would be locked for as long as its lease."""
    one, rate = budget(redis_uri, name), Limits(Plan("one a minute", 1, 2))
    first: Any = one.take(rate)
    assert not isinstance(first, float)
    if why == "the minute is full":
        assert isinstance(one.take(rate), float)
    else:
        monkeypatch.setattr(one._window, "hit", lambda *_: one._redis.execute_command("NO"))
        assert not isinstance(one.take(rate), redis_budget._SharedSlot)
    assert one._keeper is not None
    one._returned.put(None)
    one._keeper.join(LONG_SECONDS)
    second: Any = budget(redis_uri, name).take(Limits(Plan("two", None, 2)))
    assert not isinstance(second, float)
    first.release()
    second.release()


def test_nobody_renews_the_lease_of_a_place_that_nobody_holds(redis_uri: str, name: str) -> None:
    """Who was dropped can give nothing back, and its lease runs out."""
    one = budget(redis_uri, name)
    slot: Any = one.take(Limits(Plan("one", None, 1)))
    assert list(one._held) == [slot]
    del slot
    gc.collect()
    assert not list(one._held)


def test_who_waits_allows_for_the_slowest_request_of_any_process(redis_uri: str, name: str) -> None:
    """A request that took long to arrive counts later at the provider than it does here."""
    one, other = budget(redis_uri, name), budget(redis_uri, name)
    limits = Limits(Plan("one", 1, None))
    before = time.monotonic()
    slot: Any = one.take(limits)
    assert not isinstance(slot, float)
    slot._taken -= 0.5
    slot.answered()
    slot.release()
    until(lambda: one._travel() >= 0.5)
    wait = other.take(limits)
    assert isinstance(wait, float)
    assert wait >= limits.minute + 0.5 - (time.monotonic() - before)


def test_two_processes_share_the_places_in_flight(redis_uri: str, name: str) -> None:
    """A place that is released here is free there."""
    one, other = budget(redis_uri, name), budget(redis_uri, name)
    limits = Limits(Plan("one", None, 1))
    slot = one.take(limits)
    assert not isinstance(slot, float)
    assert isinstance(other.take(limits), float)
    slot.release()
    slot.release()
    until(lambda: not isinstance(other.take(limits), float))


def test_a_process_that_ends_has_given_its_places_back(redis_uri: str, name: str) -> None:
    """Short programs do not leave places behind until the lease ends."""
    code = f"""
from electron_kit.contract import Plan
from electron_kit.transport.budget import Limits
from electron_kit.transport.redis_budget import SharedBudget
slot = SharedBudget({redis_uri!r}, {name!r}, lambda: None).take(Limits(Plan("one", None, 1)))
slot.release()
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert not isinstance(budget(redis_uri, name).take(Limits(Plan("one", None, 1))), float)


def test_the_places_of_a_process_that_died_come_back(
    redis_uri: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place is a lease: held while its process renews it, free some time after it died."""
    monkeypatch.setattr(redis_budget, "RENEW_SECONDS", 0.05)
    alive, other = budget(redis_uri, name), budget(redis_uri, name)
    limits = Limits(Plan("one", None, 1))
    slot = alive.take(limits)
    assert not isinstance(slot, float)
    with redis.Redis.from_url(redis_uri) as server:
        (place,) = [key for key in server.keys("*in-flight*") if name in str(key)]
        half = int(500 * redis_budget.LEASE_SECONDS)
        server.pexpire(place, half)
        until(lambda: server.pttl(place) > half)  # renewed
        assert isinstance(other.take(limits), float)
        del slot  # nobody is there any more who could give it back, so it is not renewed

        def free() -> bool:
            server.pexpire(place, 1)  # again, after a renewal that was under way
            return not isinstance(other.take(limits), float)

        until(free)


WORKER = """
import json, sys, time
from concurrent.futures import ThreadPoolExecutor
from electron_kit import ELECTRON, Account, Policy, client
from electron_kit.transport import redis_budget

redis_budget.TIMEOUT_SECONDS = 300  # a busy machine is no Redis that is away
url, uri, minute, key = sys.argv[1:]
records = []
policy = Policy(plan="standard", storage=uri, minute=int(minute), deadline=600)
account = Account(ELECTRON, url, key)
with client(account, policy=policy, on_call=records.append) as sdk:
    def ask(_):
        sdk.chat.completions.create(
            model="electron", messages=[{"role": "user", "content": "Hello!"}]
        )

    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(30)))
print(json.dumps([len(record.attempts) for record in records]))
"""


def test_two_processes_take_the_five_minutes_that_sixty_calls_must(
    redis_uri: str, tmp_path: Path
) -> None:
    """Each of two processes on its own would be through in two: they share one budget.

    That no minute holds more than the plan is the window's doing, and is tested with
    the budget. How long each request travels is the machine's, so nobody refuses here.
    """
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    with Sandbox() as sandbox:
        command = [sys.executable, str(script), sandbox.electron_url, redis_uri, str(MINUTE)]
        workers = [
            subprocess.Popen([*command, "sk_sandbox_burst"], stdin=-1, stdout=-1, text=True)
            for _ in range(2)
        ]
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        began = time.monotonic()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("\n")
            worker.stdin.flush()
        told = [json.loads(worker.communicate(timeout=300)[0]) for worker in workers]
        seconds = time.monotonic() - began
        assert [worker.returncode for worker in workers] == [0, 0]
        assert [each.status for each in sandbox.requests] == [200] * 60
    assert told == [[1] * 30, [1] * 30]
    assert seconds >= 5 * MINUTE


def test_calls_go_on_while_redis_cannot_be_reached(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """The budget of this process is used, with a warning that shows no password."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_nowhere")
    policy = quick(plan="standard", storage="redis://:secret@127.0.0.1:9/0")
    with client(account, policy=policy) as sdk:
        assert sdk.chat.completions.create(model="electron", messages=MESSAGES).choices
    assert "pacing for this process alone" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("uri", ["memcached://x", "cache:6379", "redis:/x:secret@"])
def test_a_storage_that_is_no_redis_is_refused(uri: str) -> None:
    """The error shows how a URI looks."""
    account = Account(ELECTRON, ELECTRON.base_url, f"sk_{uri}".replace(":", "_"))
    with pytest.raises(ConfigurationError, match="redis://host") as caught:
        client(account, policy=Policy(storage=uri))
    assert "secret" not in str(caught.value)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library is named by the command that brings it to this installation."""
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=r"pip install .*\[redis\]"):
        SharedBudget("redis://x", "y", lambda: None)


def test_redis_counts_whole_seconds(redis_uri: str, name: str) -> None:
    """A minute of half a second is refused rather than rounded."""
    with pytest.raises(ConfigurationError, match="whole seconds"):
        budget(redis_uri, name).take(Limits(STANDARD, 0.5))


def test_the_snippet_of_the_page_runs(redis_uri: str, sandbox: Sandbox) -> None:
    """What the page on fleets shows works as it stands there."""
    snippet = Path(__file__).parents[3] / "docs/snippets/fleet/redis_pacing.py"
    environment = {
        **os.environ,
        "REDIS_URL": redis_uri,
        "SMALLEST_API_KEY": "sk_sandbox_page",
        "SMALLEST_BASE_URL": sandbox.electron_url,
        "OPENAI_API_KEY": "sk-sandbox_page",
        "OPENAI_BASE_URL": sandbox.openai_url,
    }
    command = [sys.executable, str(snippet)]
    output = subprocess.check_output(command, env=environment, text=True)
    assert sandbox.requests.last.dialect == "electron"
    assert output.strip() == sandbox.requests.last.answer


def test_no_key_is_in_redis(redis_uri: str, sandbox: Sandbox) -> None:
    """Accounts are counted under a digest."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox_digest")
    with client(account, policy=quick(plan="standard", storage=redis_uri)) as sdk:
        sdk.chat.completions.create(model="electron", messages=MESSAGES)
    with redis.Redis.from_url(redis_uri) as server:
        keys: Any = server.keys("*")
    assert keys
    assert not any(b"sandbox" in key for key in keys)
