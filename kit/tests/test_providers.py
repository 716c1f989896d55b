"""A provider, its URL and its key are bound together, or refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit import ELECTRON, OPENAI, ConfigurationError
from electron_kit.providers import check_key, is_loopback, provider

SECRET = "abcdefgh" * 4


@pytest.fixture(params=[ELECTRON, OPENAI], ids=lambda one: one.name)
def one(request):
    """Each provider in turn."""
    return request.param


def test_the_public_endpoint_is_the_default(one):
    """Without a base URL in the environment the provider's own is used."""
    account = one.from_env({one.key_variable: one.key_prefix + SECRET})
    assert account.base_url == one.base_url
    assert not account.in_sandbox


def test_the_sandbox_on_this_machine_is_followed(one):
    """A loopback URL with the sandbox's key is what a lesson sets."""
    url = "http://127.0.0.1:8000/v1"
    account = one.from_env({one.key_variable: one.sandbox_key, one.base_url_variable: url})
    assert (account.base_url, account.in_sandbox) == (url, True)


@pytest.mark.parametrize("url", ["https://evil.example/v1", "http://127.0.0.1:1/v1"])
def test_a_real_key_follows_no_url_from_the_environment(one, url):
    """A real key goes to its provider, or nowhere."""
    key = one.key_prefix + SECRET
    with pytest.raises(ConfigurationError, match=one.base_url_variable) as caught:
        one.from_env({one.key_variable: key, one.base_url_variable: url})
    assert SECRET not in str(caught.value)


def test_a_password_in_a_url_is_not_repeated(one):
    """An error shows where the URL leads, without its credentials."""
    env = {one.key_variable: one.key_prefix + SECRET, one.base_url_variable: "https://me:pw@a.b/v1"}
    with pytest.raises(ConfigurationError, match=r"https://a\.b/v1") as caught:
        one.from_env(env)
    assert "pw" not in str(caught.value)


def test_a_missing_key_names_its_variable(one):
    """Someone without a key learns which variable to set."""
    with pytest.raises(ConfigurationError, match=f"{one.key_variable} is not set"):
        one.from_env({})


@pytest.mark.parametrize("key", ["...", "…".encode().decode("latin-1"), "<>"])
def test_an_examples_dots_are_no_key(one, key):
    """Who types ``export SMALLEST_API_KEY=...`` as it stands learns it before a request is sent."""
    with pytest.raises(ConfigurationError, match=one.key_variable):
        one.from_env({one.key_variable: key})


def test_the_other_providers_key_is_refused(one):
    """A key that starts like the other provider's is never sent."""
    other = OPENAI if one is ELECTRON else ELECTRON
    with pytest.raises(ConfigurationError, match=other.key_variable) as caught:
        one.from_env({one.key_variable: other.key_prefix + SECRET})
    assert SECRET not in str(caught.value)


@given(before=st.text(max_size=4), after=st.text(max_size=4))
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(before, after):
    """White space, line breaks and foreign characters around a key are named, the key is not."""
    key = f"{before}sk_{SECRET}{after}"
    if key.isascii() and key.isprintable() and " " not in key:
        key = f"{key}\n"
    with pytest.raises(ConfigurationError) as caught:
        check_key(ELECTRON, key)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["Electron", "", "azure", None, 3, ["electron"]])
def test_an_unknown_provider_is_named_with_the_known_ones(name):
    """A typo is answered with what there is."""
    with pytest.raises(ConfigurationError, match="'electron', 'openai'"):
        provider(name)


def test_a_key_is_not_in_a_representation(one):
    """Printing an account, as a debugger or a traceback does, shows no key."""
    assert SECRET not in repr(one.from_env({one.key_variable: one.key_prefix + SECRET}))


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:80/v1", True),
        ("http://127.evil.example/v1", False),
        ("https://api.openai.com/v1", False),
        ("", False),
    ],
)
def test_loopback_is_told_by_the_host(url, local):
    """Only addresses of this machine count as local."""
    assert is_loopback(url) is local
