"""Nothing of one provider's reaches the other: no cookie, key or organisation, in no place."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit import ELECTRON, OPENAI, Account, ConfigurationError, client, http_client
from electron_kit.providers import check_base_url, host_of, is_loopback
from electron_kit.transport import RefusedRequestError
from electron_kit.transport.proxies import proxy_for

from .conftest import quick
from .wire import Wire, answer, running, whole

REQUEST: dict[str, Any] = {"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}
ORGANISATION = "org-of-the-other"


@pytest.fixture(scope="module")
def first() -> Iterator[Wire]:
    """The provider that is asked first."""
    yield from running()


@pytest.fixture(scope="module")
def second() -> Iterator[Wire]:
    """The one that is asked then."""
    yield from running()


@pytest.fixture
def accounts(first: Wire, second: Wire) -> list[Account]:
    """Both, which answer, and keep cookies."""
    first.tell(answer({"error": {"message": "down"}}, status="503 Down"))
    second.tell(answer(whole(), headers=("set-cookie: theirs=secret; Path=/",)))
    return [
        Account(ELECTRON, first.url, "sk_sandbox_crossing"),
        Account(
            OPENAI, second.url, "sk-sandbox_crossing", (("OpenAI-Organization", ORGANISATION),)
        ),
    ]


def test_no_cookie_crosses_and_none_is_kept(
    accounts: list[Account], first: Wire, second: Wire
) -> None:
    """A cookie that the second one set goes to neither."""
    with client(accounts, policy=quick(attempts=2)) as sdk:
        raw = sdk.chat.completions.with_raw_response.create(**REQUEST)
        assert "set-cookie" not in raw.headers
        sdk.chat.completions.create(**REQUEST, extra_headers={"Cookie": "mine=1"})
        first.tell(answer(whole(), headers=("set-cookie: own=secret; Path=/",)))
        sdk.chat.completions.create(**REQUEST)
        sdk.chat.completions.create(**REQUEST)
    seen = [head.lower() for head, _ in (*first.requests, *second.requests)]
    assert not any("cookie" in head for head in seen)


PLACES: list[dict[str, Any]] = [
    {"extra_headers": {"X-Mine": "@"}},
    {"extra_query": {"key": "@"}},
    {"extra_body": {"user": "use @ here"}},
    {"messages": [{"role": "user", "content": "My key is @"}]},
]


@pytest.mark.parametrize("place", PLACES, ids=["header", "query", "body", "message"])
@pytest.mark.parametrize("secret", ["sk-sandbox_crossing", ORGANISATION])
def test_what_is_the_others_is_in_no_place_of_a_request(
    place: dict[str, Any], secret: str, accounts: list[Account], first: Wire
) -> None:
    """It is refused by name, and without being shown."""
    given = json.loads(json.dumps(place).replace("@", secret))
    sdk = client(accounts, policy=quick(attempts=2))
    with sdk, pytest.raises(RefusedRequestError, match="was not sent") as caught:
        sdk.chat.completions.create(**{**REQUEST, **given})
    assert secret not in str(caught.value)
    assert first.requests == []


def test_a_key_in_the_environment_is_known_too(
    first: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client of one provider holds no other's key, but its process does."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-sandbox_env")
    first.tell(answer(whole()))
    with client(Account(ELECTRON, first.url, "sk_sandbox_env")) as sdk:
        with pytest.raises(RefusedRequestError, match="another provider's key"):
            sdk.chat.completions.create(**REQUEST, extra_body={"user": "sk-sandbox_env"})
        assert sdk.chat.completions.create(**REQUEST).choices


def test_other_sdk_classes_send_no_key_in_headers_of_their_own(
    accounts: list[Account], first: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Azure's class sends it as `api-key`."""
    monkeypatch.setenv("SMALLEST_BASE_URL", first.url)
    monkeypatch.setenv("SMALLEST_API_KEY", "sk_sandbox")
    azure = openai.AzureOpenAI(
        api_key="of-another-account",
        api_version="2024-10-21",
        base_url=first.url,
        http_client=http_client("electron"),
        max_retries=0,
    )
    with azure, pytest.raises(RefusedRequestError, match="api-key"):
        azure.chat.completions.create(**REQUEST)
    assert first.requests == []


def test_a_copy_cannot_go_around_the_kit(accounts: list[Account]) -> None:
    """Neither a copy nor a copy of a copy takes another HTTP client along with the key."""
    sdk = client(accounts[0])
    for each in (sdk, sdk.with_options(timeout=300), sdk.copy().with_options(timeout=300)):
        with pytest.raises(ConfigurationError, match="around the kit"):
            each.with_options(http_client=openai.DefaultHttpxClient(), base_url=OPENAI.base_url)
        with pytest.raises(ConfigurationError, match="around the kit"):
            each.copy(http_client=openai.DefaultHttpxClient())


OPENAIS = [
    "https://api.openai.com/v1",
    "https://API.OPENAI.COM/v1",
    "https://api.openai.com./v1",
    "https://eu.api.openai.com/v1",
    "https://anything.openai.com/x",
    "https://openai.com",
    "https://api.openai.com:443/v1",
    "https://api.openai.com:8443/v1",
    "http://api.openai.com/v1",
    "https://user:word@api.openai.com/v1",
    "https://api\uff0eopenai\uff0ecom/v1",
    "https://api\u3002openai\u3002com/v1",
    "https://\uff41pi.openai.com/v1",
    "https://%61pi.openai.com/v1",
]


@pytest.mark.parametrize("url", OPENAIS)
def test_a_provider_is_known_by_its_registered_name(url: str) -> None:
    """In any spelling, on any subdomain and port."""
    with pytest.raises(ConfigurationError):
        check_base_url(ELECTRON, url)


@pytest.mark.parametrize(
    "url",
    [
        "https://gateway.example/v1",
        "https://openai.com.example/v1",
        "https://notopenai.com/v1",
        "https://openai.azure.com/v1",
        "http://[::1]:8000/v1",
        "http://127.0.0.1:8000/v1",
        "https://api.smallest.ai/waves/v1/",
        "https://API.smallest.ai./waves/v1",
    ],
)
def test_others_may_be_asked(url: str) -> None:
    """Gateways, this machine, and the provider's own host in another spelling."""
    check_base_url(ELECTRON, url)


@pytest.mark.parametrize(
    "url",
    [
        "https://gateway.example\\@api.openai.com/v1",
        "https://gateway.example /v1",
        "https://gateway.example\n/v1",
        "https:///v1",
        "ftp://gateway.example",
        "https://user@gateway.example/v1",
        "https://api.smallest.ai:99999/waves/v1",
        "https://[::1/v1",
        "",
    ],
)
def test_what_two_readers_read_differently_is_no_url(url: str) -> None:
    """A named error, whatever is wrong with it."""
    with pytest.raises(ConfigurationError):
        check_base_url(ELECTRON, url)


@given(st.text(max_size=30))
def test_any_text_is_a_host_or_none(text: str) -> None:
    """No URL can break the check."""
    assert isinstance(host_of(f"https://{text}/v1"), str)
    is_loopback(text)


URL = "https://api.smallest.ai/waves/v1"
PROXIES = {
    "http://proxy.example:3128": "http://proxy.example:3128",
    "proxy.example:3128": "http://proxy.example:3128",
    " HTTP://proxy.example:3128 ": "http://proxy.example:3128",
    "http://me:p@ss/w#rd@proxy.example:3128": "http://me:p%40ss%2Fw%23rd@proxy.example:3128",
    "http://me:p%40ss@proxy.example:3128": "http://me:p%40ss@proxy.example:3128",
    "CORP\\me:100%@proxy.example:3128": "http://CORP%5Cme:100%25@proxy.example:3128",
    "socks5h://proxy.example:1080": "socks5h://proxy.example:1080",
    "socks://proxy.example:1080": "socks5://proxy.example:1080",
}


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that names no proxy yet."""
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)
    return monkeypatch


@pytest.mark.parametrize("given_", PROXIES)
@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_proxies_are_read_as_companies_write_them(
    given_: str, name: str, proxied: pytest.MonkeyPatch
) -> None:
    """Without a scheme, in capitals, with a password that nobody escaped."""
    proxied.setenv(name, given_)
    assert proxy_for(URL) == PROXIES[given_]


@pytest.mark.parametrize("given_", ["ldap://proxy.example", "http://", "http://me:secret@"])
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    given_: str, proxied: pytest.MonkeyPatch
) -> None:
    """An error that says which variable, and never its value."""
    proxied.setenv("https_proxy", given_)
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY") as caught:
        proxy_for(URL)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("listed", "url", "exempt"),
    [
        ("*", URL, True),
        ("smallest.ai", URL, True),
        (".smallest.ai", URL, True),
        ("*.smallest.ai", URL, True),
        ("API.SMALLEST.AI.", URL, True),
        ("api.smallest.ai:443", URL, True),
        ("api.smallest.ai:8443", URL, False),
        ("a.example  smallest.ai", URL, True),
        ("mallest.ai", URL, False),
        ("", URL, False),
        ("10.0.0.0/8", "https://10.1.2.3/v1", True),
        ("10.0.0.0/8", "https://11.1.2.3/v1", False),
        ("fd00::/8", "https://[fd00::1]/v1", True),
        ("[fd00::1]", "https://[fd00::1]/v1", True),
    ],
)
def test_no_proxy_is_read_as_companies_write_it(
    listed: str, url: str, exempt: bool, proxied: pytest.MonkeyPatch
) -> None:
    """Dots, stars, ports, networks, and lists with spaces."""
    proxied.setenv("https_proxy", "http://proxy.example:3128")
    proxied.setenv("no_proxy", listed)
    assert (proxy_for(url) is None) is exempt
