"""Plans: requests a minute and in flight, for each key."""

import time

import openai as sdk
import pytest
from openai import OpenAI

from electron_kit.contract import ENTERPRISE, STANDARD, UNLIMITED
from electron_kit.sandbox import Sandbox
from electron_kit.sandbox.rate_limits import LimitReached, Meter

HELLO = [{"role": "user", "content": "Hi"}]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("plan", [STANDARD, ENTERPRISE])
def test_a_minute_holds_so_many_requests_and_then_slides(plan: object) -> None:
    """The plan's number passes, the next is told how long to wait, and then passes too."""
    clock = Clock()
    meter = Meter(plan, clock)
    for _ in range(plan.requests_per_minute):
        meter.enter("a")
        meter.leave("a")
    clock.now = 20.5
    with pytest.raises(LimitReached, match=str(plan.requests_per_minute)) as caught:
        meter.enter("a")
    assert caught.value.retry_after == 40
    meter.enter("b")
    clock.now = 60.0
    meter.enter("a")


@pytest.mark.parametrize("plan", [STANDARD, ENTERPRISE])
def test_so_many_are_in_flight_at_once(plan: object) -> None:
    """One more than the plan's number in flight is refused until one has left."""
    meter = Meter(plan, Clock())
    for _ in range(plan.in_flight):
        meter.enter("a")
    with pytest.raises(LimitReached, match="Concurrency limit reached"):
        meter.enter("a")
    meter.leave("a")
    meter.enter("a")
    assert meter.in_flight("a") == plan.in_flight


def test_unlimited_never_refuses() -> None:
    """Without a plan there is no limit, and nothing is counted."""
    meter = Meter(UNLIMITED, Clock())
    for _ in range(1_000):
        meter.enter("a")
    assert meter.in_flight("a") == 0


def test_one_request_more_than_a_minute_has_is_429_for_that_key_only() -> None:
    """Standard: so many pass, one more gets 429 with Retry-After; another key and OpenAI pass."""
    with Sandbox(plan="standard") as sandbox:

        def client(url: str, key: str) -> OpenAI:
            return OpenAI(base_url=url, api_key=key, max_retries=0)

        with (
            client(sandbox.electron_url, "sk_sandbox") as one,
            client(sandbox.electron_url, "sk_sandbox_2") as two,
            client(sandbox.openai_url, "sk-sandbox") as other,
        ):
            for _ in range(STANDARD.requests_per_minute):
                one.chat.completions.create(model="electron", messages=HELLO)
            with pytest.raises(sdk.RateLimitError) as caught:
                one.chat.completions.create(model="electron", messages=HELLO)
            assert caught.value.body["type"] == "rate_limit_error"
            assert 1 <= int(caught.value.response.headers["retry-after"]) <= 60
            assert two.chat.completions.create(model="electron", messages=HELLO).choices
            for _ in range(12):
                other.chat.completions.create(model="gpt-4o", messages=HELLO)


def test_the_fourth_request_in_flight_is_429() -> None:
    """Standard with streams that go on: three run, the fourth is refused, later ones pass again."""
    slow = {"X-Sandbox-Fault": "tps=0.1"}
    with (
        Sandbox(plan="standard") as sandbox,
        OpenAI(base_url=sandbox.electron_url, api_key="sk_sandbox", max_retries=0) as client,
    ):
        create = client.chat.completions.create
        streams = [
            create(model="electron", messages=HELLO, stream=True, extra_headers=slow)
            for _ in range(3)
        ]
        with pytest.raises(sdk.RateLimitError, match="Concurrency limit reached"):
            create(model="electron", messages=HELLO)
        for stream in streams:
            stream.close()
        end = time.monotonic() + 300
        while not all(entry.cancelled for entry in sandbox.requests[:3]):
            assert time.monotonic() < end
            time.sleep(0.005)
        assert create(model="electron", messages=HELLO).choices
