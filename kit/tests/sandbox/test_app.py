"""Both endpoints as the openai SDK and bare HTTP see them."""

import json
import re
import time

import httpx2
import openai as sdk
import pytest
from openai import OpenAI

from electron_kit.sandbox import Sandbox

from .conftest import WEATHER

HELLO = [{"role": "user", "content": "Hello!"}]
ELECTRON_KEY = {"Authorization": "Bearer sk_sandbox"}
OPENAI_KEY = {"Authorization": "Bearer sk-sandbox"}


def test_plain_answer_names_the_sandbox_and_the_model(electron: OpenAI, openai: OpenAI) -> None:
    """An answer says that it is the sandbox's and which model it stands for."""
    for client, model in ((electron, "electron"), (openai, "gpt-4o-mini")):
        answer = client.chat.completions.create(model=model, messages=HELLO)
        assert "sandbox" in answer.choices[0].message.content
        assert model in answer.choices[0].message.content
        assert answer.choices[0].finish_reason == "stop"


def test_tool_calls_key_differs_between_the_dialects(http: httpx2.Client, sandbox: Sandbox) -> None:
    """A plain answer has ``tool_calls: null`` on Electron and no such key on OpenAI."""
    electron = http.post(
        f"{sandbox.electron_url}/chat/completions",
        json={"model": "electron", "messages": HELLO},
        headers=ELECTRON_KEY,
    ).json()
    openai = http.post(
        f"{sandbox.openai_url}/chat/completions",
        json={"model": "gpt-4o", "messages": HELLO},
        headers=OPENAI_KEY,
    ).json()
    assert electron["choices"][0]["message"]["tool_calls"] is None
    assert "tool_calls" not in openai["choices"][0]["message"]
    assert openai["choices"][0]["message"]["refusal"] is None
    assert openai["choices"][0]["logprobs"] is None


def test_same_request_gets_the_same_bytes_but_for_cached_tokens(
    http: httpx2.Client, sandbox: Sandbox
) -> None:
    """Two equal requests differ in ``cached_tokens`` only, headers included."""

    def send() -> tuple[dict[str, object], dict[str, str]]:
        answer = http.post(
            f"{sandbox.electron_url}/chat/completions",
            json={"model": "electron", "messages": HELLO},
            headers=ELECTRON_KEY,
        )
        return answer.json(), dict(answer.headers)

    (first, headers), (second, again) = send(), send()
    assert first["usage"]["prompt_tokens_details"]["cached_tokens"] == 0
    assert second["usage"]["prompt_tokens_details"]["cached_tokens"] > 0
    first["usage"]["prompt_tokens_details"] = second["usage"]["prompt_tokens_details"]
    assert first == second
    assert headers["x-request-id"] == again["x-request-id"]


def test_stream_is_a_token_an_event_and_adds_up_to_the_plain_answer(electron: OpenAI) -> None:
    """The deltas joined are the answer without streaming, the role comes once."""
    whole = electron.chat.completions.create(model="electron", messages=HELLO)
    chunks = list(electron.chat.completions.create(model="electron", messages=HELLO, stream=True))
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == (
        whole.choices[0].message.content
    )
    assert [c.choices[0].delta.role for c in chunks].count("assistant") == 1
    assert [c.choices[0].finish_reason for c in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert len(chunks) == whole.usage.completion_tokens + 2


@pytest.mark.parametrize("include", [True, False])
def test_usage_chunk_stands_last_and_only_on_demand(electron: OpenAI, include: bool) -> None:
    """With ``include_usage`` a chunk with empty ``choices`` comes last; without it none does."""
    chunks = list(
        electron.chat.completions.create(
            model="electron",
            messages=HELLO,
            stream=True,
            stream_options={"include_usage": include},
        )
    )
    empty = [chunk for chunk in chunks if not chunk.choices]
    assert len(empty) == include
    assert (chunks[-1].usage is not None) == include


def test_stream_ends_with_done(http: httpx2.Client, sandbox: Sandbox) -> None:
    """The last event on the wire is ``[DONE]``, and each event is one ``data:`` line."""
    text = http.post(
        f"{sandbox.electron_url}/chat/completions",
        json={"model": "electron", "messages": HELLO, "stream": True},
        headers=ELECTRON_KEY,
    ).text
    events = text.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    assert all(json.loads(event.removeprefix("data: ")) for event in events[:-2])


def test_max_tokens_cuts_and_says_so(electron: OpenAI) -> None:
    """``max_tokens`` bounds the completion and gives ``finish_reason: length``."""
    answer = electron.chat.completions.create(model="electron", messages=HELLO, max_tokens=3)
    assert answer.usage.completion_tokens == 3
    assert answer.choices[0].finish_reason == "length"


def test_stop_ends_the_answer_before_the_sequence(electron: OpenAI) -> None:
    """The answer ends before the first stop sequence that it would hold."""
    asked = [{"role": "user", "content": "Count to 9"}]
    answer = electron.chat.completions.create(model="electron", messages=asked, stop=[", 5", "x"])
    assert answer.choices[0].message.content == "1, 2, 3, 4"
    assert answer.choices[0].finish_reason == "stop"


def test_n_gives_that_many_choices_in_the_openai_dialect(openai: OpenAI) -> None:
    """OpenAI's stand-in answers with ``n`` choices, streamed or not."""
    answer = openai.chat.completions.create(model="gpt-4o", messages=HELLO, n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    chunks = openai.chat.completions.create(model="gpt-4o", messages=HELLO, n=3, stream=True)
    assert {chunk.choices[0].index for chunk in chunks} == {0, 1, 2}


def test_n_is_refused_by_electron_with_the_contracts_words(electron: OpenAI) -> None:
    """``n > 1`` is a 400 whose details are the contract's own example."""
    with pytest.raises(sdk.BadRequestError) as caught:
        electron.chat.completions.create(model="electron", messages=HELLO, n=2)
    assert caught.value.body["message"] == "Invalid input data"
    assert caught.value.body["details"] == [
        {"code": "custom", "message": "n > 1 is not supported", "path": ["n"]}
    ]
    assert caught.value.body["request_id"] == caught.value.request_id


@pytest.mark.parametrize(
    "key", ["sk-abcdefgh12345678", "sk_live_12345678secret", "nonsense", "sk_sandboxes"]
)
def test_a_key_that_is_not_the_sandboxs_is_refused_and_never_shown(
    http: httpx2.Client, sandbox: Sandbox, key: str
) -> None:
    """A foreign key gets 401 in both dialects, and no part of it that matters comes back."""
    for url, model in ((sandbox.electron_url, "electron"), (sandbox.openai_url, "gpt-4o")):
        answer = http.post(
            f"{url}/chat/completions",
            json={"model": model, "messages": HELLO},
            headers={"Authorization": f"Bearer {key}"},
        )
        assert answer.status_code == 401
        assert key[3:] not in answer.text
        assert "sandbox" in answer.json()["error"]["message"]
    assert key not in repr(list(sandbox.requests))


def test_missing_key_is_401_in_each_envelope(http: httpx2.Client, sandbox: Sandbox) -> None:
    """Without a key Electron says authentication_error and OpenAI invalid_request_error."""
    electron = http.post(f"{sandbox.electron_url}/chat/completions", json={})
    openai = http.post(f"{sandbox.openai_url}/chat/completions", json={})
    assert (electron.status_code, openai.status_code) == (401, 401)
    assert electron.json()["error"]["type"] == "authentication_error"
    assert electron.json()["error"]["request_id"] == electron.headers["x-request-id"]
    assert set(openai.json()["error"]) == {"message", "type", "param", "code"}
    assert "You didn't provide an API key" in openai.json()["error"]["message"]


def test_another_account_is_a_suffix_of_the_key(sandbox: Sandbox) -> None:
    """``sk_sandbox_2`` is a second account of the sandbox."""
    with OpenAI(base_url=sandbox.electron_url, api_key="sk_sandbox_2") as client:
        assert client.chat.completions.create(model="electron", messages=HELLO).choices


def test_unknown_model_is_404_at_openai_and_400_at_electron(
    electron: OpenAI, openai: OpenAI
) -> None:
    """OpenAI's stand-in says model_not_found, Electron's names the field."""
    with pytest.raises(sdk.NotFoundError) as caught:
        openai.chat.completions.create(model="electron", messages=HELLO)
    assert caught.value.code == "model_not_found"
    with pytest.raises(sdk.BadRequestError) as refused:
        electron.chat.completions.create(model="gpt-4o", messages=HELLO)
    assert refused.value.body["details"][0]["path"] == ["model"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/waves/v1/chat/completions/chat/completions", "the SDK adds"),
        ("/waves/v1/chat/completions/", "the SDK adds"),
        ("/waves/v1/embeddings", "Electron has no embeddings endpoint"),
        ("/waves/v1/models", "Electron has no models endpoint"),
        ("/waves/v1/responses", "Electron has no responses endpoint"),
        ("/waves/v1/audio/speech", "Electron has no audio endpoint"),
        ("/v1/embeddings", "stands in for /chat/completions and /responses"),
        ("/v1/chat/completions/chatcmpl-1", "Stored completions are not served"),
        ("/v1/chat/completions/chatcmpl-1/messages", "Stored completions are not served"),
        ("/waves/v1/chat/completions/chatcmpl-1", "no stored completions"),
        ("/v1//chat/completions", "two slashes"),
        ("/waves/v1", "/waves/v1/chat/completions"),
        ("/", "/waves/v1/chat/completions"),
    ],
)
def test_unknown_path_is_404_with_a_hint(
    http: httpx2.Client, sandbox: Sandbox, path: str, words: str
) -> None:
    """A path that is not served answers 404 and says where to go instead."""
    root = sandbox.electron_url.removesuffix("/waves/v1")
    answer = http.post(f"{root}{path}", json={}, headers=ELECTRON_KEY)
    assert answer.status_code == 404
    assert words in answer.json()["error"]["message"].replace("'", "")


def test_wrong_method_is_405_with_allow(http: httpx2.Client, sandbox: Sandbox) -> None:
    """GET on chat completions answers 405 and names the method that is allowed."""
    for url in (sandbox.electron_url, sandbox.openai_url):
        answer = http.get(f"{url}/chat/completions", headers=ELECTRON_KEY)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a": NaN}', b'{"a": 1e999}', b"{'a': 1}"]
)
def test_malformed_json_is_400(http: httpx2.Client, sandbox: Sandbox, body: bytes) -> None:
    """Bytes that are no JSON answer 400 with an envelope, whatever is wrong with them."""
    for url, key in ((sandbox.electron_url, ELECTRON_KEY), (sandbox.openai_url, OPENAI_KEY)):
        answer = http.post(
            f"{url}/chat/completions",
            content=body,
            headers={**key, "Content-Type": "application/json"},
        )
        assert answer.status_code == 400
        assert answer.json()["error"]["type"] == "invalid_request_error"


def test_wrong_content_type_is_415(http: httpx2.Client, sandbox: Sandbox) -> None:
    """A form instead of JSON answers 415 and says what is accepted."""
    answer = http.post(
        f"{sandbox.electron_url}/chat/completions", data={"a": "b"}, headers=ELECTRON_KEY
    )
    assert answer.status_code == 415
    assert "application/json" in answer.json()["error"]["message"]


def test_healthz_needs_no_key(http: httpx2.Client, sandbox: Sandbox) -> None:
    """``GET /healthz`` answers 200 to anyone."""
    root = sandbox.electron_url.removesuffix("/waves/v1")
    assert http.get(f"{root}/healthz").json() == {"status": "ok"}


def test_unknown_fields_are_accepted_and_counted(electron: OpenAI, sandbox: Sandbox) -> None:
    """A field that Electron does not promise passes, and the log says which."""
    electron.chat.completions.create(
        model="electron", messages=HELLO, max_completion_tokens=1, extra_body={"foo": 1}
    )
    assert set(sandbox.requests.last.not_promised) == {"max_completion_tokens", "foo"}
    assert sandbox.requests.last.usage["completion_tokens"] > 1


def test_lone_surrogates_come_back_as_a_replacement(http: httpx2.Client, sandbox: Sandbox) -> None:
    """Half a surrogate pair in a message never breaks the answer."""
    answer = http.post(
        f"{sandbox.electron_url}/chat/completions",
        content=b'{"model":"electron","messages":[{"role":"user","content":"a\\ud800b"}]}',
        headers={**ELECTRON_KEY, "Content-Type": "application/json"},
    )
    assert answer.status_code == 200
    assert "a\ufffdb" in answer.json()["choices"][0]["message"]["content"]


def test_context_is_bounded_by_input_and_output_together(electron: OpenAI) -> None:
    """32,768 tokens hold the prompt and ``max_tokens``; one more is refused by its field."""
    with pytest.raises(sdk.BadRequestError) as caught:
        electron.chat.completions.create(model="electron", messages=HELLO, max_tokens=32_768)
    assert caught.value.body["details"][0]["path"] == ["max_tokens"]
    long = [{"role": "user", "content": "word " * 33_000}]
    with pytest.raises(sdk.BadRequestError) as caught:
        electron.chat.completions.create(model="electron", messages=long)
    assert caught.value.body["details"][0]["path"] == ["messages"]
    huge = [{"role": "user", "content": "w" * 2_000_000}]
    with pytest.raises(sdk.BadRequestError) as caught:
        electron.chat.completions.create(model="electron", messages=huge)
    assert caught.value.body["details"][0]["path"] == ["messages"]


def test_ids_are_unique_and_the_time_is_true_when_served() -> None:
    """Equal requests to a sandbox that is not told otherwise differ in every id."""
    ids: dict[str, list[str]] = {"request": [], "answer": [], "call": []}
    before = int(time.time())
    with Sandbox() as served, httpx2.Client(trust_env=False, timeout=300) as client:
        for stream in (False, False, False, True, True, True):
            for url, key, model in (
                (served.electron_url, "sk_sandbox", "electron"),
                (served.openai_url, "sk-sandbox", "gpt-4o"),
            ):
                body = {
                    "model": model,
                    "messages": [{"role": "user", "content": "Weather in Pune and in Delhi?"}],
                    "tools": [WEATHER],
                    "stream": stream,
                }
                answer = client.post(
                    f"{url}/chat/completions",
                    json=body,
                    headers={"Authorization": f"Bearer {key}"},
                )
                ids["request"].append(answer.headers["x-request-id"])
                events = [line[6:] for line in answer.text.split("\n") if line.startswith("data: ")]
                events = [json.loads(one) for one in events[:-1]] if stream else [answer.json()]
                assert len({event["id"] for event in events}) == 1
                assert all(before <= event["created"] <= time.time() for event in events)
                ids["answer"].append(events[0]["id"])
                ids["call"] += re.findall(r'"(call_[0-9a-f]+)"', answer.text)
        refused = client.post(f"{served.electron_url}/chat/completions", json={})
        ids["request"].append(refused.headers["x-request-id"])
        assert refused.json()["error"]["request_id"] == refused.headers["x-request-id"]
    assert {name: len(found) for name, found in ids.items()} == {
        "request": 13,
        "answer": 12,
        "call": 24,
    }
    assert all(len(set(found)) == len(found) for found in ids.values())


def test_a_repeatable_sandbox_gives_equal_ids_and_one_time(
    http: httpx2.Client, sandbox: Sandbox
) -> None:
    """Where outputs are compared, ids follow from the request and the time stands still."""
    url = f"{sandbox.electron_url}/chat/completions"
    body = {"model": "electron", "messages": HELLO}
    first, second = (http.post(url, json=body, headers=ELECTRON_KEY) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert first.headers["x-request-id"] == second.headers["x-request-id"]
    assert first.json()["created"] == 1_767_225_600
