"""Whose endpoint a client talks to: decided once, by what is written for its URL and its key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..facts import Provider
from ..hosts import FOREIGN_KEYS, is_called_api_alone, provider_of_url, provider_of_variable

WITHOUT_KEY = "no key is given, so it sends OPENAI_API_KEY"
"""What a client does that is given no key: the SDKs read OpenAI's variable by themselves."""

# What is given as a key to a server that asks for none.
_NO_KEYS = frozenset({"ollama", "lm-studio", "lmstudio", "not-needed", "empty", "none", "vllm"})


@dataclass(frozen=True, slots=True)
class Said:
    """What is written for an option of a client.

    Attributes:
        texts: What it is, where that is written; parts put in at run time are ``{}`` or NUL.
        variables: The variables of the environment that it may be read from.
        gaps: For texts that do not say whose they are: what their parts are called.
        named: What the expressions are called, such as ``groq_key``.
        unset: Whether it may be nothing.
        open: Whether it may be something that is not in sight.
        always: Whether it is given on every way that the client may be made.
    """

    texts: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    unset: bool = False
    open: bool = False
    always: bool = True


def provider_of(url: Said | None, key: Said | None, *, azure: bool = False) -> Provider:
    """Return whose endpoint a client talks to.

    Args:
        url: What is written for its base URL; None if nothing is.
        key: What is written for its key; None if nothing is.
        azure: Whether its class, or an option beside these, is for Azure alone.
    """
    found = _providers(url) if url is not None else set()
    if azure and Provider.ELECTRON not in found:
        return Provider.AZURE
    if url is None or (url.unset and not found and not url.open):
        return Provider.OTHER if key is not None and is_foreign_key(key) else Provider.OPENAI
    # One of two providers may be a person's choice at run time. What moves already is Electron's;
    # of the others Azure comes first, since its address and key cannot be taken for OpenAI's.
    for provider in (Provider.ELECTRON, Provider.AZURE, Provider.OPENAI):
        if provider in found:
            return provider
    foreign = any(FOREIGN_KEYS.search(name) for name in url.named)
    # Given on some ways only: on the others the client is OpenAI's, and has to move.
    if Provider.OTHER in found:
        if not url.always:
            return Provider.OPENAI
        if key is not None and _is_openais(key) and any(map(is_called_api_alone, url.texts)):
            # It gets OpenAI's key: a relay more likely than a vendor.
            return Provider.UNKNOWN
        # Left unset somewhere, it is the SDK's own: another's URL elsewhere is no proof.
        return Provider.UNKNOWN if url.unset and not foreign else Provider.OTHER
    if foreign or (key is not None and is_foreign_key(key)):
        return Provider.OTHER
    return Provider.UNKNOWN


def _providers(url: Said) -> set[Provider]:
    found = {provider_of_url(text) for text in url.texts}
    found |= {provider_of_variable(name) for name in url.variables}
    if Provider.UNKNOWN in found:
        known = map(provider_of_variable, url.gaps)
        found.add(next((one for one in known if one is not Provider.UNKNOWN), Provider.UNKNOWN))
    return found


def is_foreign_key(key: Said) -> bool:
    """Say whether what is written for a key names another vendor, and OpenAI nowhere."""
    foreign = _foreign(key.named)
    if key.unset and (key.texts or key.variables):
        # Unset by default: then the SDK reads OpenAI's, whatever somebody else gives.
        return foreign
    names = (*key.variables, *key.named)
    if any("OPENAI" in name.upper() for name in names):
        return False
    if foreign or _foreign(key.variables):
        return True
    return bool(key.texts) and all(text.lower() in _NO_KEYS for text in key.texts)


def _is_openais(key: Said) -> bool:
    return any(provider_of_variable(name) is Provider.OPENAI for name in key.variables)


def _foreign(names: Iterable[str]) -> bool:
    return any(FOREIGN_KEYS.search(name) for name in names)
