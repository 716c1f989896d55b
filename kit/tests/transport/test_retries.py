"""What a failed attempt means, and how long a provider wants to be left alone."""

import time
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.transport.retries import of_error_body, of_refusal, pause_after, retry_after

STATUSES = st.integers(300, 599)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "x-should-retry": st.sampled_from(("true", "false", "perhaps")),
        "retry-after": st.integers(0, 200).map(str),
    },
)
SPENT = b'{"error": {"code": "insufficient_quota"}}'


@given(STATUSES, HEADERS, st.integers(0, 100), st.sampled_from((b"", b"{}", SPENT)))
def test_a_refusal_is_asked_again_only_where_a_second_try_may_help(
    status: int, headers: dict[str, str], left: int, body: bytes
) -> None:
    """Never a request that is wrong itself, later than the deadline, or for want of money."""
    response = httpx2.Response(status, headers=headers, content=body)
    after = pause_after(response)
    failed = of_refusal(response, after, left, frozenset())
    assert failed.with_ is response
    if not failed.for_good:
        assert status not in (400, 401, 403)
        assert after is None or after <= left
        assert status != 429 or body != SPENT
        assert headers.get("x-should-retry", "true") == "true"
    # Another provider is not asked what is wrong itself, and is asked where this one is at its end.
    if failed.everywhere:
        assert failed.for_good
        assert 400 <= status < 500
        assert status != 429
    assert not of_refusal(response, after, left, {status}).everywhere


@given(STATUSES, st.integers(0, 200))
def test_only_a_provider_that_is_busy_is_left_alone(status: int, seconds: int) -> None:
    """Other statuses may name a time too, which holds for that request."""
    response = httpx2.Response(status, headers={"retry-after": str(seconds)})
    assert pause_after(response) == (seconds if status in (429, 503) else None)


@given(st.integers(400, 599))
def test_an_error_in_a_body_means_what_its_status_would(status: int) -> None:
    """What passes by itself is asked again, and the rest nowhere but where the policy says."""
    told, error = {"status": status, "message": "no"}, ValueError("no")
    failed = of_error_body(error, told, frozenset())
    passes = status in (408, 409, 425, 429) or status >= 500
    assert (failed.for_good, failed.everywhere) == ((False, False) if passes else (True, True))
    assert not of_error_body(error, told, {status}).everywhere


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-1"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "1_000"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "86400000"}, 86_400_000.0),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after-ms": "-5", "retry-after": "9"}, 0.0),
        ({"retry-after": "Tue, 01 Jan 2030 00:00:00 GMT"}, ...),
    ],
)
def test_retry_after_is_read_in_every_form(headers: dict[str, str], seconds: Any) -> None:
    """Seconds, milliseconds, a date; what is neither is nothing."""
    found = retry_after(headers)
    assert found == seconds if seconds is not ... else found is not None and found > 0


FORMS = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")


@pytest.mark.parametrize("form", [*FORMS, "%a, %d %b %Y %H:%M:%S -0000"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "UTC"])
def test_a_date_without_a_zone_is_in_utc(
    form: str, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTP's three forms of a date, and one of mail's, mean the same on every machine."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        found = retry_after({"retry-after": time.strftime(form, time.gmtime(time.time() + 600))})
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found is not None
    assert 590 < found <= 600


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_stands_in_retry_after_is_a_wait_or_nothing(one: str, two: str) -> None:
    """No value of a server's can break a call."""
    headers = {"retry-after": one.encode("ascii", "replace").decode()}
    headers["retry-after-ms"] = two.encode("ascii", "replace").decode()
    found = retry_after(headers)
    assert found is None or found >= 0
