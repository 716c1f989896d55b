"""Who is asked, with what, and what is said about it; the matrix has the faults."""

import asyncio
import logging
from typing import Any

import openai
import pytest

from electron_kit import ELECTRON, OPENAI, Account, CallRecord, ConfigurationError, client, steer
from electron_kit.contract import MAX_MESSAGES, Plan
from electron_kit.sandbox import Sandbox
from electron_kit.transport import (
    CannotCarryError,
    NoAnswerError,
    StreamCutError,
    TimedOutError,
    http,
)

from .conftest import Both, quick, served
from .wire import PATIENCE

MESSAGES = [{"role": "user", "content": "Hello!"}]
PLAIN: dict[str, Any] = {"model": "electron", "messages": MESSAGES}
DOWN = {"X-Sandbox-Fault": "status=503; dialect=electron"}


def fault(text: str) -> dict[str, Any]:
    """Return a request whose answer is spoiled."""
    return {**PLAIN, "extra_headers": {"X-Sandbox-Fault": text}}


def test_the_request_is_rewritten_for_who_answers(
    both: Both, accounts: list[Account], sandbox: Sandbox
) -> None:
    """A request written for OpenAI is answered by Electron, and the answer says what changed."""
    request = {
        "model": "gpt-4o",
        "messages": [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Hello!"}]},
        ],
        "max_completion_tokens": 5,
        "parallel_tool_calls": True,
    }
    answer = both(accounts, request)
    assert answer.model == "electron"
    assert answer.usage.completion_tokens == 5
    assert both.headers["x-electron-kit-provider"] == "electron"
    rewritten = both.headers["x-electron-kit-rewritten"].split("; ")
    assert set(rewritten) == {
        "max_completion_tokens sent as max_tokens",
        "parallel_tool_calls left out",
        "role developer sent as system",
        "text parts joined into a string",
        "model gpt-4o sent as electron",
    }
    assert sandbox.requests.last.not_promised == ()


def test_each_attempt_is_rewritten_anew(
    both: Both, accounts: list[Account], sandbox: Sandbox
) -> None:
    """After Electron fails, OpenAI gets its own model and field, not Electron's."""
    request = {**PLAIN, "max_tokens": 5, "extra_headers": DOWN}
    both(accounts, request, policy=quick(models={"openai": "gpt-4o"}))
    _, second = sandbox.requests
    assert second.body["model"] == "gpt-4o"
    assert second.body["max_completion_tokens"] == 5
    assert "max_tokens" not in second.body


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"n": 2}, "n > 1"),
        (
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [
                            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}
                        ],
                    }
                ]
            },
            "content of type image_url",
        ),
        ({"messages": MESSAGES * (MAX_MESSAGES + 1)}, "201 messages"),
        ({"messages": [{"role": "user", "content": "word " * 30_000}]}, "tokens"),
        (
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "x", "schema": {"type": "object"}},
                }
            },
            "response_format json_schema",
        ),
    ],
    ids=["n", "image", "messages", "tokens", "json_schema"],
)
def test_what_electron_cannot_carry_goes_elsewhere_without_a_wasted_request(
    both: Both, accounts: list[Account], sandbox: Sandbox, change: dict[str, Any], why: str
) -> None:
    """Such a request is sent once, to OpenAI, and the answer says why."""
    both(accounts, {**PLAIN, **change})
    assert served(sandbox) == ["openai"]
    assert why in both.headers["x-electron-kit-passed-over"]
    sandbox.clear()
    with pytest.raises(CannotCarryError, match=why):
        both(accounts[:1], {**PLAIN, **change})
    assert served(sandbox) == []


def test_json_schema_can_be_bridged(both: Both, accounts: list[Account], sandbox: Sandbox) -> None:
    """When it is asked for, Electron gets JSON mode and the schema in a message."""
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    request = {
        **PLAIN,
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}},
    }
    both(accounts, request, policy=quick(bridge_json_schema=True))
    assert served(sandbox) == ["electron"]
    assert sandbox.requests.last.body["response_format"] == {"type": "json_object"}
    assert '"city"' in sandbox.requests.last.body["messages"][0]["content"]


def test_one_provider_gets_a_request_as_it_is(
    both: Both, accounts: list[Account], sandbox: Sandbox
) -> None:
    """A client of one provider rewrites nothing: what fails there is seen."""
    with pytest.raises(openai.BadRequestError):
        both(accounts[0], {**PLAIN, "model": "gpt-4o"})
    assert sandbox.requests.last.body["model"] == "gpt-4o"


def test_refusals_go_on_only_where_that_is_asked_for(
    both: Both, accounts: list[Account], sandbox: Sandbox
) -> None:
    """401 and 403 end the call, unless `fail_over_on` names them."""
    with pytest.raises(openai.AuthenticationError):
        both(accounts, fault("status=401; dialect=electron"))
    assert served(sandbox) == ["electron"]
    sandbox.clear()
    both(accounts, fault("status=401; dialect=electron"), policy=quick(fail_over_on={401, 403}))
    assert served(sandbox) == ["electron", "openai"]
    sandbox.clear()
    with pytest.raises(openai.AuthenticationError):
        both(accounts, fault("status=401"), policy=quick(fail_over_on={401}))
    assert served(sandbox) == ["electron", "openai"]


def test_order_provider_and_deadline_can_be_set_per_request(
    both: Both, accounts: list[Account], sandbox: Sandbox
) -> None:
    """Headers steer one request, and are not sent on."""
    both(accounts, {**PLAIN, "extra_headers": steer(order=["openai", "electron"])})
    both(accounts, {**PLAIN, "extra_headers": steer(provider="openai")})
    assert served(sandbox) == ["openai", "openai"]
    slow = {"X-Sandbox-Fault": "ttft=60s", **steer(deadline=0.2)}
    with pytest.raises(TimedOutError):
        both(accounts, {**PLAIN, "extra_headers": slow})
    with pytest.raises(ConfigurationError, match="'mistral'"):
        both(accounts, {**PLAIN, "extra_headers": steer(provider="mistral")})


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_the_deadline_ends_a_silent_answer(
    both: Both, accounts: list[Account], stream: bool
) -> None:
    """Whatever stalls, the call is over when its deadline is; the answer would come later."""
    with pytest.raises((TimedOutError, StreamCutError)):
        both(accounts[0], {**fault("ttft=60s"), "stream": stream}, policy=quick(deadline=0.3))


def test_a_stream_that_falls_silent_is_cut_by_the_sdks_own_timeout(
    both: Both, sandbox: Sandbox
) -> None:
    """Between events the SDK's `timeout` holds; what came before is in the exception."""
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox")
    for seconds in PATIENCE:
        with pytest.raises(openai.APIConnectionError) as caught:
            both(account, {**fault("stall=1"), "stream": True}, timeout=seconds)
        if both.chunks:  # else the machine was late itself, with the first event
            break
    assert isinstance(caught.value, StreamCutError)
    assert "no event within the read timeout" in str(caught.value)
    assert caught.value.received.events == len(both.chunks) >= 1


def test_an_open_circuit_is_passed_over_and_the_next_request_probes(
    both: Both, accounts: list[Account], sandbox: Sandbox
) -> None:
    """Who keeps failing is not asked for a while; then one real request is the probe."""
    policy = quick(breaker_failures=2, breaker_seconds=600)
    _, breaker = http._known(accounts[0], policy)
    for _ in range(2):
        both(accounts, {**PLAIN, "extra_headers": DOWN}, policy=policy)
    sandbox.clear()
    both(accounts, PLAIN, policy=policy)
    assert served(sandbox) == ["openai"]
    assert both.headers["x-electron-kit-passed-over"] == "electron: circuit open"
    breaker._open_until = 0.0  # as if the ten minutes were over
    sandbox.clear()
    both(accounts, {**PLAIN, "extra_headers": DOWN}, policy=policy)
    both(accounts, PLAIN, policy=policy)
    assert served(sandbox) == ["electron", "openai", "openai"]
    assert breaker._cool_off == 2 * 30
    breaker._open_until = 0.0
    sandbox.clear()
    both(accounts, PLAIN, policy=policy)
    both(accounts, PLAIN, policy=policy)
    assert served(sandbox) == ["electron", "electron"]


def test_if_every_circuit_is_open_all_are_asked_none_the_less(
    both: Both, accounts: list[Account], sandbox: Sandbox
) -> None:
    """A circuit breaker saves time; it never is the reason why nobody answers."""
    policy = quick(breaker_failures=1, breaker_seconds=60)
    with pytest.raises(openai.InternalServerError):
        both(accounts, fault("status=503"), policy=policy)
    sandbox.clear()
    answer = both(accounts, {**PLAIN, "extra_headers": DOWN}, policy=policy)
    assert answer.choices
    assert served(sandbox) == ["electron", "openai"]


def test_a_full_queue_fails_over_after_the_patience(
    both: Both, accounts: list[Account], sandbox: Sandbox
) -> None:
    """A budget that is used up for longer than the patience sends the request elsewhere."""
    one = {"electron": Plan("one a minute", 1, None)}
    for _ in range(2):
        both(accounts, PLAIN, policy=quick(plan=one, patience=0.1))
    assert served(sandbox) == ["electron", "openai"]
    assert "a queue of at least" in both.headers["x-electron-kit-passed-over"]


def test_nothing_listens_is_a_connection_error_that_names_the_attempts(both: Both) -> None:
    """Where nobody answers, the exception is the SDK's kind and says what was tried."""
    nowhere = Account(ELECTRON, "http://127.0.0.1:9/waves/v1", "sk_sandbox_nowhere")
    with pytest.raises(NoAnswerError, match="electron: connection failed") as caught:
        both(nowhere, PLAIN, policy=quick(attempts=2))
    assert isinstance(caught.value, openai.APIConnectionError)
    assert [attempt.outcome for attempt in caught.value.attempts] == ["connection failed"] * 2


def test_endpoints_that_electron_lacks_go_to_who_has_them(
    accounts: list[Account], sandbox: Sandbox
) -> None:
    """`models.list()` on a client of both is OpenAI's."""
    with client(accounts) as sdk:
        assert list(sdk.models.list())
        with pytest.raises(CannotCarryError, match="no endpoint /embeddings"):
            sdk.with_options().embeddings.create(
                model="x", input="y", extra_headers=steer(provider="electron")
            )


def test_what_happened_is_in_headers_callback_and_log(
    both: Both, accounts: list[Account], caplog: pytest.LogCaptureFixture
) -> None:
    """Who answered, after which attempts and what was changed can be read in three places."""
    records: list[CallRecord] = []
    with caplog.at_level(logging.INFO, logger="electron_kit"):
        both(accounts, {**PLAIN, "extra_headers": DOWN}, policy=quick(), on_call=records.append)
    assert both.headers["x-electron-kit-provider"] == "openai"
    assert both.headers["x-electron-kit-attempts"] == "electron=503, openai=answered"
    assert both.headers["x-electron-kit-rewritten"] == "model electron sent as gpt-5.4-mini"
    (record,) = records
    assert record.provider == "openai"
    assert record.model == "gpt-5.4-mini"
    assert record.outcome == "answered"
    assert [(each.provider, each.status) for each in record.attempts] == [
        ("electron", 503),
        ("openai", 200),
    ]
    assert record.usage is not None
    assert record.usage.completion_tokens > 0
    assert record.request_id == both.headers["x-request-id"]
    assert len(record.request_ids) == 2
    (line,) = [each.message for each in caplog.records if each.name == "electron_kit"]
    assert "electron 503, openai answered" in line
    assert "sk_" not in line


def test_the_record_of_a_stream_has_its_usage_and_its_end(
    both: Both, accounts: list[Account]
) -> None:
    """A stream's record comes when the stream is over, with the tokens of its usage chunk."""
    records: list[CallRecord] = []
    request = {**PLAIN, "stream": True, "stream_options": {"include_usage": True}}
    both(accounts[0], request, on_call=records.append)
    (record,) = records
    assert record.stream
    assert record.outcome == "answered"
    assert record.usage is not None
    assert record.seconds_to_first_byte is not None
    assert record.seconds is not None
    assert record.seconds >= record.seconds_to_first_byte


def test_the_record_of_a_stream_that_was_closed_or_broken_says_so(
    accounts: list[Account],
) -> None:
    """A reader who stops, and a provider who stops, are told apart."""
    records: list[CallRecord] = []
    with client(accounts[0], policy=quick(), on_call=records.append) as sdk:
        stream = sdk.chat.completions.create(**fault("tps=50"), stream=True)
        next(stream)
        stream.close()
        with pytest.raises(StreamCutError):
            list(sdk.chat.completions.create(**fault("cut=2"), stream=True))
    assert [(record.outcome, bool(record.error)) for record in records] == [
        ("closed", False),
        ("broken", True),
    ]


def test_an_error_in_the_callback_loses_no_answer(
    both: Both, accounts: list[Account], caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever counts calls may fail; the answer is handed on, and the error is in the log."""

    def broken(_: CallRecord) -> None:
        raise RuntimeError("no room in the ledger")

    assert both(accounts[0], PLAIN, on_call=broken).choices
    assert "on_call failed" in caplog.text


def test_a_request_whose_body_cannot_be_sent_twice_is_sent_once(
    accounts: list[Account], sandbox: Sandbox
) -> None:
    """A body that is read while it is sent is gone after the first attempt."""

    def body() -> Any:
        yield b'{"model": "electron", "messages": [{"role": "user", "content": "x"}]}'

    with client(accounts[0], policy=quick()) as sdk:
        answer = sdk._client.post(
            f"{accounts[0].base_url}/chat/completions",
            content=body(),
            headers={
                "Authorization": f"Bearer {accounts[0].key}",
                "Content-Type": "application/json",
                "X-Sandbox-Fault": "status=503",
            },
        )
    assert answer.status_code == 503
    assert len(sandbox.requests) == 1


def test_many_concurrent_calls_under_faults_lose_and_double_nothing(
    accounts: list[Account], sandbox: Sandbox
) -> None:
    """A hundred calls at once, half of them failing over, each get their own answer."""
    from electron_kit import async_client

    async def main() -> list[str]:
        async with async_client(accounts, policy=quick(plan={"electron": "enterprise"})) as sdk:

            async def one(number: int) -> str:
                answer = await sdk.chat.completions.create(
                    model="electron",
                    messages=[{"role": "user", "content": f"Say number {number}."}],
                    extra_headers=DOWN if number % 2 else {},
                )
                return str(answer.choices[0].message.content)

            return await asyncio.gather(*(one(number) for number in range(100)))

    answers = asyncio.run(main())
    for number, text in enumerate(answers):
        assert text.rstrip(".”").endswith(f"number {number}")
    assert served(sandbox).count("electron") == 100
    assert served(sandbox).count("openai") == 50


def test_lists_of_accounts_are_checked() -> None:
    """Nobody twice, at least one, and no stray key for a list."""
    account = Account(OPENAI, OPENAI.base_url, "sk-x")
    with pytest.raises(ConfigurationError, match="twice"):
        client([account, account])
    with pytest.raises(ConfigurationError, match="at least one"):
        client([])
    with pytest.raises(ConfigurationError, match="for one provider"):
        client([account], api_key="sk-y")
