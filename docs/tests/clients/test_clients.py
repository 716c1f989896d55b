"""Other SDKs and frameworks: their snippets run, and send what the page says that they send."""

import json
from pathlib import Path

import pytest
import run_snippets as runner

from electron_kit.sandbox import Sandbox

SNIPPETS = Path(__file__).parents[2] / "snippets"

SEEN = json.loads(runner.SEEN.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sandbox():
    """A sandbox of this module's own."""
    with Sandbox() as running:
        yield running


@pytest.mark.parametrize("snippet", runner.sent_snippets(), ids=runner.name)
def test_a_client_sends_what_the_page_says(snippet, sandbox):
    """Its requests are those on record (to renew: docs/snippets/run_snippets.py --record)."""
    done = runner.run(snippet, sandbox)
    assert done.code == 0, done.errors
    assert done.output.strip()
    assert runner.seen(done.exchanges) == SEEN[runner.name(snippet)]


def test_curl_gets_an_answer(sandbox):
    """The curl call prints a completion."""
    runner.program("curl")  # says so if there is none
    done = runner.run(SNIPPETS / "shell/electron_call.sh", sandbox)
    assert done.code == 0, done.errors
    assert json.loads(done.output)["object"] == "chat.completion"


def test_no_record_is_left_of_a_snippet_that_is_gone():
    """The record names the snippets that exist, and only those."""
    assert sorted(SEEN) == sorted(runner.name(path) for path in runner.sent_snippets())
