"""The key guard, judged by what a server on a socket received."""

import asyncio
import itertools
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest

from electron_kit import (
    ELECTRON,
    OPENAI,
    Account,
    ConfigurationError,
    async_client,
    client,
)
from electron_kit.transport.key_guard import Guard

from ..conftest import THOROUGH
from .conftest import quick

MESSAGES = [{"role": "user", "content": "Hello!"}]
ANSWER = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "electron",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hi."},
                "finish_reason": "stop",
            }
        ],
    }
).encode()


class Recorder:
    """A server that notes the headers of every request, and answers each alike."""

    def __init__(self) -> None:
        self.received: list[dict[str, str]] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else a body waits 40 ms for the headers' receipt

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                recorder.received.append({k.lower(): v for k, v in self.headers.items()})
                self.send_response(recorder.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(ANSWER)))
                for name, value in recorder.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(ANSWER)

            do_GET = do_POST  # noqa: N815  (the base class's name)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Stop to serve."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def _recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.stop()


@pytest.fixture
def recorder(_recorder: Recorder) -> Recorder:
    """A server that has received nothing yet."""
    _recorder.received.clear()
    _recorder.status, _recorder.headers = 200, {}
    return _recorder


GOOD = {"electron": "sk_sandbox", "openai": "sk-sandbox"}
SECRETS = ("sk-admin-secret", "sk-custom-secret", "custom-secret", "org-secret", "proj-secret")
HERE, ELSEWHERE = "here", "https://elsewhere.example/v1"
# Every variable that the SDK or the kit reads, with each kind of value that it may have.
VARIABLES: dict[str, tuple[str | None, ...]] = {
    "SMALLEST_API_KEY": (None, GOOD["electron"], "sk-crossed-over"),
    "OPENAI_API_KEY": (None, GOOD["openai"], "sk_crossed_over"),
    "SMALLEST_BASE_URL": (None, HERE, ELSEWHERE),
    "OPENAI_BASE_URL": (None, HERE, ELSEWHERE),
    "OPENAI_ORG_ID": (None, "org-secret"),
    "OPENAI_PROJECT_ID": (None, "proj-secret"),
    "OPENAI_ADMIN_KEY": (None, "sk-admin-secret"),
    "OPENAI_CUSTOM_HEADERS": (
        None,
        "X-Foreign: custom-secret",
        "Authorization: Bearer sk-custom-secret\nX-Foreign: custom-secret",
    ),
}
# A sample, in which each value of a variable meets each value of any other, unless all are wanted.
STEP = 1 if THOROUGH else 7
COMBINATIONS = [
    dict(zip(VARIABLES, values, strict=True))
    for values in list(itertools.product(*VARIABLES.values()))[::STEP]
]


def environment(values: dict[str, str | None], recorder: Recorder) -> dict[str, str]:
    """Return the environment of a combination."""
    paths = {"SMALLEST_BASE_URL": "/waves/v1", "OPENAI_BASE_URL": "/v1"}
    return {
        name: f"http://{recorder.host}{paths[name]}" if value == HERE else value
        for name, value in values.items()
        if value is not None
    }


def refusal(provider: str, values: dict[str, str | None]) -> str | None:
    """Return the variable for which a client has to be refused, or None."""
    prefix = {"electron": "SMALLEST", "openai": "OPENAI"}[provider]
    if values[f"{prefix}_API_KEY"] != GOOD[provider]:
        return f"{prefix}_API_KEY"
    return f"{prefix}_BASE_URL" if values[f"{prefix}_BASE_URL"] == ELSEWHERE else None


def check_received(provider: str, values: dict[str, str | None], got: dict[str, str]) -> None:
    """Assert that a server received this provider's own headers and nobody else's."""
    assert got["authorization"] == f"Bearer {GOOD[provider]}"
    everything = " ".join(got.values())
    if provider == "electron":
        for secret in (*SECRETS, GOOD["openai"], "crossed"):
            assert secret not in everything, (secret, values)
        assert "openai-organization" not in got
        assert "openai-project" not in got
        return
    assert got.get("openai-organization") == values["OPENAI_ORG_ID"]
    assert got.get("openai-project") == values["OPENAI_PROJECT_ID"]
    assert ("x-foreign" in got) == (values["OPENAI_CUSTOM_HEADERS"] is not None)
    for secret in ("sk-admin-secret", "sk-custom-secret", GOOD["electron"], "crossed"):
        assert secret not in everything, (secret, values)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("provider", ["electron", "openai"])
def test_every_combination_of_the_environment(
    provider: str, kind: str, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client is refused naming the variable, or sends its own key to its own host, only."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    prefix = {"electron": "SMALLEST", "openai": "OPENAI"}[provider]
    refused = sent = pinned = 0
    with asyncio.Runner() as runner:
        for values in COMBINATIONS:
            env = environment(values, recorder)
            os.environ.update(env)
            try:
                because = refusal(provider, values)
                if because is not None:
                    with pytest.raises(ConfigurationError) as caught:
                        (client if kind == "sync" else async_client)(provider)
                    message = str(caught.value)
                    assert because in message
                    assert not any(key in message for key in ("crossed", *GOOD.values(), *SECRETS))
                    refused += 1
                elif values[f"{prefix}_BASE_URL"] is None:
                    url = str((client if kind == "sync" else async_client)(provider).base_url)
                    own = {"electron": ELECTRON, "openai": OPENAI}[provider].base_url
                    assert url.rstrip("/") == own
                    pinned += 1
                else:
                    recorder.received.clear()
                    if kind == "sync":
                        _ask(provider)
                    else:
                        runner.run(_ask_async(provider))
                    # Once as it was made, once as `with_options` made it anew.
                    assert len(recorder.received) == 2
                    for got in recorder.received:
                        check_received(provider, values, got)
                    sent += 1
            finally:
                for name in env:
                    del os.environ[name]
    assert refused + pinned + sent == len(COMBINATIONS) == -(-1_944 // STEP)
    assert min(refused, pinned, sent) > 0


def test_the_sample_of_the_environment_has_every_pair_of_values() -> None:
    """Whatever two variables do to each other is seen in the sample too."""
    pairs = {pair for values in COMBINATIONS for pair in itertools.combinations(values.items(), 2)}
    wanted = {
        ((one, value), (other, also))
        for one, other in itertools.combinations(VARIABLES, 2)
        for value, also in itertools.product(VARIABLES[one], VARIABLES[other])
    }
    assert pairs == wanted


def _ask(provider: str) -> None:
    with client(provider, policy=quick(attempts=1)) as sdk:
        for each in (sdk, sdk.with_options(timeout=300)):
            each.chat.completions.create(model="electron", messages=MESSAGES)


async def _ask_async(provider: str) -> None:
    async with async_client(provider, policy=quick(attempts=1)) as sdk:
        for each in (sdk, sdk.with_options(timeout=300)):
            await each.chat.completions.create(model="electron", messages=MESSAGES)


@pytest.fixture
def electron(recorder: Recorder) -> Account:
    """An account at the recorder."""
    return Account(ELECTRON, f"http://{recorder.host}/waves/v1", "sk_sandbox")


@pytest.fixture
def openai_account(recorder: Recorder) -> Account:
    """An account of the other provider at the recorder."""
    headers = (("OpenAI-Organization", "org-mine"),)
    return Account(OPENAI, f"http://{recorder.host}/v1", "sk-sandbox", headers)


def ask(sdk: Any, **options: Any) -> Any:
    """Send one request."""
    return sdk.chat.completions.create(model="electron", messages=MESSAGES, **options)


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "https://api.openai.com/v1"},
        {"base_url": "http://127.0.0.1:1/waves/v1"},
        {"base_url": "http://127.evil.example/waves/v1"},
    ],
)
def test_a_copy_for_another_host_sends_nothing(
    options: dict[str, str], electron: Account, recorder: Recorder
) -> None:
    """`with_options(base_url=…)` may not take the key elsewhere."""
    with client(electron) as sdk, pytest.raises(ConfigurationError, match="bound to") as caught:
        ask(sdk.with_options(**options))
    assert "sk_sandbox" not in str(caught.value)
    assert recorder.received == []


def test_a_copy_with_another_key_is_refused_not_silently_billed_elsewhere(
    electron: Account, recorder: Recorder
) -> None:
    """`with_options(api_key=…)` is somebody's wish, so it is answered by an error."""
    with client(electron) as sdk, pytest.raises(ConfigurationError, match="another one") as caught:
        ask(sdk.with_options(api_key="sk_other"))
    assert "sk_other" not in str(caught.value)
    assert recorder.received == []


def test_a_redirect_to_another_host_is_not_followed(electron: Account, recorder: Recorder) -> None:
    """An answer that points elsewhere does not take the key there."""
    recorder.status, recorder.headers = 307, {"location": "https://elsewhere.example/x"}
    with client(electron) as sdk, pytest.raises(ConfigurationError, match=r"elsewhere\.example"):
        ask(sdk)
    assert len(recorder.received) == 1


def test_headers_of_a_request_cannot_name_another_host_or_key(
    electron: Account, recorder: Recorder
) -> None:
    """`Host` and OpenAI's account headers are the account's own whatever a request says."""
    extra = {"Host": "elsewhere.example", "OpenAI-Organization": "org-x", "OpenAI-Project": "p-x"}
    with client(electron) as sdk:
        ask(sdk, extra_headers=extra)
    (got,) = recorder.received
    assert got["host"] == recorder.host
    assert "openai-organization" not in got
    assert "openai-project" not in got


def test_organisation_and_project_given_to_a_client_are_the_ones_that_arrive(
    openai_account: Account, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are pinned when the client is made, whatever the environment says later."""
    with client(openai_account, organization="org-given", project="proj-given") as sdk:
        monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
        monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-secret")
        for each in (sdk, sdk.with_options(timeout=300)):
            ask(each)
    for got in recorder.received:
        assert got["openai-organization"] == "org-given"
        assert got["openai-project"] == "proj-given"


def test_each_provider_of_a_list_gets_its_own_headers(
    electron: Account, openai_account: Account, recorder: Recorder
) -> None:
    """When a call fails over, key and organisation change with the provider."""
    recorder.status = 503
    order = [electron, openai_account]
    with client(order, policy=quick(attempts=2)) as sdk, pytest.raises(Exception, match="503"):
        ask(sdk)
    first, second = recorder.received
    assert first["authorization"] == "Bearer sk_sandbox"
    assert "openai-organization" not in first
    assert second["authorization"] == "Bearer sk-sandbox"
    assert second["openai-organization"] == "org-mine"
    assert "sk_sandbox" not in " ".join(second.values())
    assert "sk-sandbox" not in " ".join(first.values())


def test_a_header_with_the_other_providers_key_is_refused(
    electron: Account, openai_account: Account, recorder: Recorder
) -> None:
    """A key that somebody put into a header of their own does not cross over either."""
    refused = pytest.raises(ConfigurationError, match="x-mine")
    with client([electron, openai_account]) as sdk, refused as caught:
        ask(sdk, extra_headers={"X-Mine": "Bearer sk-sandbox"})
    assert "sk-sandbox" not in str(caught.value)
    assert recorder.received == []


def test_the_admin_key_never_goes_to_electron(
    electron: Account, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operation that the SDK signs with `OPENAI_ADMIN_KEY` is not sent to Electron."""
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin-secret")
    with client(electron) as sdk, pytest.raises((TypeError, ConfigurationError)) as caught:
        sdk.admin.organization.projects.list()
    assert "sk-admin-secret" not in str(caught.value)
    assert recorder.received == []


@pytest.mark.parametrize(
    "url",
    [
        "https://api.smallest.ai/waves/v1x/chat/completions",
        "https://api.smallest.ai/other/chat/completions",
        "https://api.smallest.ai/waves/v1/../../steal",
        "http://api.smallest.ai/waves/v1/chat/completions",
        "https://api.smallest.ai:444/waves/v1/chat/completions",
        "https://user@evil.example/waves/v1/chat/completions",
        "https://api.smallest.ai.evil.example/waves/v1/chat/completions",
    ],
)
def test_only_paths_below_the_base_url_are_inside(url: str) -> None:
    """Scheme, host, port and path have to be the provider's."""
    guard = Guard(Account(ELECTRON, ELECTRON.base_url, "sk_x"))
    with pytest.raises(ConfigurationError, match="bound to"):
        guard.inside(httpx2.URL(url))


def test_a_path_below_the_base_url_is_inside() -> None:
    """The rest of the path and the query are kept."""
    guard = Guard(Account(ELECTRON, ELECTRON.base_url, "sk_x"))
    below = guard.inside(httpx2.URL(f"{ELECTRON.base_url}/chat/completions?x=1"))
    assert below == b"/chat/completions?x=1"
    assert str(guard.url(below)) == f"{ELECTRON.base_url}/chat/completions?x=1"


def test_a_key_is_in_no_representation_and_no_traceback(recorder: Recorder) -> None:
    """Neither the account nor an exception of a failed call shows the key."""
    key = "_".join(("sk", "hidden"))  # not as it stands in a line of this file
    account = Account(ELECTRON, f"http://{recorder.host}/waves/v1", key)
    recorder.status = 500
    failed = pytest.raises(Exception, match="500")
    with client(account, policy=quick(attempts=1)) as sdk, failed as caught:
        ask(sdk)
    assert recorder.received[0]["authorization"] == f"Bearer {key}"
    assert key not in repr(account)
    assert key not in str(caught.getrepr(style="long", funcargs=False))
