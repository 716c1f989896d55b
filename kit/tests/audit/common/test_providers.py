"""Whose endpoint a client talks to: the same words mean the same through every door."""

from __future__ import annotations

import pytest

from electron_kit.audit import Source, audit_sources
from electron_kit.audit.common.providers import Said, is_foreign_key, provider_of
from electron_kit.audit.facts import Provider

DOORS = {
    "a.py": "import os\nfrom openai import OpenAI\nc = OpenAI(base_url={url}, api_key={key})\n"
    'c.chat.completions.create(model="gpt-4o", messages=[], n=2)\n',
    "a.ts": 'import OpenAI from "openai";\n'
    "const c = new OpenAI({{ baseURL: {url}, apiKey: {key} }});\n"
    'await c.chat.completions.create({{ model: "gpt-4o", messages: [], n: 2 }});\n',
    "a.rb": 'require "openai"\nc = OpenAI::Client.new(base_url: {url}, api_key: {key})\n'
    'c.chat.completions.create(model: "gpt-4o", messages: [], n: 2)\n',
}
ENV = {"a.py": 'os.environ["{}"]', "a.ts": "process.env.{}", "a.rb": 'ENV["{}"]'}


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    ("url", "key", "ours"),
    [
        ('"https://api.openai.com/v1"', "$OPENAI_API_KEY", True),
        ('"https://api.groq.com/openai/v1"', "$OPENAI_API_KEY", False),
        ('"https://oai.helicone.ai/v1"', "$OPENAI_API_KEY", True),
        ('"https://api.acme-notes.app/v1"', "$OPENAI_API_KEY", True),
        ('"https://api.acme-notes.app/v1"', "$ACME_API_KEY", False),
        ("$GROQ_BASE_URL", "$GROQ_API_KEY", False),
        ("$OPENAI_BASE_URL", "$OPENAI_API_KEY", True),
        ("$LLM_URL", "$DEEPSEEK_API_KEY", False),
    ],
)
def test_what_is_written_for_a_client_says_the_same_in_every_language(
    path: str, url: str, key: str, ours: bool
) -> None:
    """A field that Electron refuses is reported where the client is OpenAI's, and only there."""
    written = [ENV[path].format(text[1:]) if text.startswith("$") else text for text in (url, key)]
    code = DOORS[path].format(url=written[0], key=written[1])
    found = audit_sources([Source(path, code.encode())]).findings
    assert ("B01" in {finding.code for finding in found}) is ours


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        (None, Provider.OPENAI),
        (Said(unset=True), Provider.OPENAI),
        (Said(open=True), Provider.UNKNOWN),
        (Said(texts=("https://api.groq.com",), unset=True), Provider.UNKNOWN),
        (Said(texts=("https://api.groq.com",), always=False), Provider.OPENAI),
        (Said(texts=("https://{}/v1",), gaps=("host",)), Provider.OTHER),
        (Said(texts=("{}/v1",), gaps=("host", "AZURE_HOST")), Provider.AZURE),
        (
            Said(texts=("https://api.smallest.ai/waves/v1", "https://api.openai.com/v1")),
            Provider.ELECTRON,
        ),
    ],
)
def test_an_address_decides_as_far_as_it_is_known(url: Said | None, provider: Provider) -> None:
    """What run time decides, or another way leaves unset, is not taken for proof."""
    assert provider_of(url, None) is provider


def test_a_key_that_is_unset_by_default_is_openais() -> None:
    """Then the SDK reads OPENAI_API_KEY, whatever another variable holds."""
    assert is_foreign_key(Said(variables=("GROQ_API_KEY",)))
    assert not is_foreign_key(Said(variables=("GROQ_API_KEY",), unset=True))
    assert not is_foreign_key(Said(variables=("GROQ_API_KEY", "OPENAI_API_KEY")))
