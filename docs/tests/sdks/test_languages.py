"""SDKs of other languages: every snippet is built, run, and did what is on record.

``REQUIRE_CLIENTS`` names languages, separated by commas, whose absence is a failure.
"""

import dataclasses
import json
import os
import sys
from collections import Counter

import languages
import pytest

SEEN = json.loads(languages.SEEN.read_text(encoding="utf-8"))
REQUIRED = {name for name in os.environ.get("REQUIRE_CLIENTS", "").split(",") if name}
CHOSEN = [name for name in os.environ.get("CLIENTS", "").split(",") if name]


def cases():
    for name in CHOSEN or languages.LANGUAGES:
        for snippet in languages.LANGUAGES[name].names():
            yield pytest.param(name, snippet, id=f"{name}/{snippet}")


@pytest.fixture(scope="module")
def built():
    """Build each language once; skip what has no toolchain, unless it is required."""
    found = {}

    def of(name):
        if name not in found:
            language = languages.LANGUAGES[name]
            if missing := language.missing():
                words = f"{name} needs {', '.join(missing)} on PATH"
                if name in REQUIRED:
                    pytest.fail(f"{words}, and REQUIRE_CLIENTS names it")
                pytest.skip(words)
            found[name] = languages.Built(language)
            found[name].__enter__()
        return found[name]

    yield of
    for one in found.values():
        one.__exit__()


@pytest.mark.parametrize(("name", "snippet"), list(cases()))
def test_a_snippet_does_what_is_on_record(name, snippet, built):
    """It ends well, and prints and sends what it did (renewed by languages.py --record)."""
    done, exchanges = built(name).run(snippet)
    assert done.returncode == 0, done.stdout + done.stderr
    assert languages.seen(done.stdout, exchanges) == SEEN[f"{name}/{snippet}"]


@pytest.mark.parametrize("name", CHOSEN or list(languages.LANGUAGES))
def test_no_key_crosses(name, built):
    """With the other vendor's settings in the environment, each key reaches its own endpoint."""
    one = built(name)
    crossed = {
        "OPENAI_ORG_ID": "org-crossed",
        "OPENAI_PROJECT_ID": "proj-crossed",
        "OPENAI_BASE_URL": one.sandbox.electron_url,
    }
    both = next(it for it in one.language.names() if it.lower() == "both")
    one.headers.seen.clear()
    done, exchanges = one.run(both, **crossed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [(it.dialect, it.status) for it in exchanges] == [("electron", 200), ("openai", 200)]
    (headers,) = one.headers.seen
    assert headers["authorization"] == "Bearer sk_sandbox"
    assert not any("crossed" in value for value in headers.values())


@pytest.mark.parametrize("name", CHOSEN or list(languages.LANGUAGES))
def test_the_eleventh_request_of_a_minute_is_answered(name, built):
    """Eleven answers at a plan of ten, with the retries that the snippet sets."""
    one = built(name)
    retries = next(it for it in one.language.names() if it.lower() == "retries")
    done, exchanges = one.run(retries)
    assert done.returncode == 0, done.stdout + done.stderr
    assert Counter(it.status for it in exchanges)[200] == 11


def test_a_toolchain_that_is_too_old_is_as_one_that_is_not_there():
    """Ruby 3.1 runs and cannot load the SDK: it is said which version is needed."""
    here = (sys.executable, "--version")
    ruby = dataclasses.replace(languages.LANGUAGES["ruby"], needs=(), versions=here)
    assert ruby.missing() == []
    old = dataclasses.replace(ruby, least=(99, 1))
    assert old.missing() == [f"{sys.executable} 99.1 or newer"]


def test_the_record_names_the_snippets_that_there_are():
    """No snippet without a record, and no record without a snippet."""
    there = {
        f"{name}/{snippet}"
        for name, language in languages.LANGUAGES.items()
        for snippet in language.names()
    }
    assert set(SEEN) == there


@pytest.mark.parametrize("name", CHOSEN or list(languages.LANGUAGES))
def test_a_cut_stream_is_noticed(name, built):
    """The snippet's look for a finish reason finds that none came."""
    one = built(name)
    stream = next(it for it in one.language.names() if it.lower() == "stream")
    one.sandbox.faults.add("cut=2; clean; dialect=electron")
    done, _ = one.run(stream)
    assert done.returncode != 0
    assert "the stream was cut" in done.stdout + done.stderr
