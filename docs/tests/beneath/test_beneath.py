"""The kit beneath frameworks: the page's programs run, with the kit's clients in them.

``tox run -e frameworks`` runs it: the frameworks are installed there beside the kit.
"""

import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest
import redis
import run_snippets as runner

from electron_kit.sandbox import Sandbox

ROOT = Path(__file__).parents[3]
BENEATH = ROOT / "docs/snippets/beneath"
MINUTE = 3  # seconds in a minute of the sandbox that keeps to a plan
# Each call of the kit's clients ends in a line of this logger.
LOG = "import logging\n\nlogging.basicConfig(level=logging.INFO)\n"
LINE = re.compile(r"^INFO:electron_kit:", re.MULTILINE)


@pytest.fixture(scope="module")
def sandbox():
    """A sandbox of this module's own."""
    with Sandbox() as running:
        yield running


@pytest.fixture
def redis_uri():
    """Where a server of the Redis protocol listens."""
    place = ROOT / "kit/tests/transport/valkey.py"
    spec = importlib.util.spec_from_file_location("redis_server_of_the_tests", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.valkey_server() as server:
        yield f"{server.connection_url}/0"


def copy(snippet, place, *replaced):
    """Return a copy of a snippet, with some of its text replaced."""
    text = snippet.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    made = place / snippet.name
    made.write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize("snippet", sorted(BENEATH.glob("*_kit.py")), ids=lambda path: path.stem)
def test_a_framework_asks_by_the_kits_client(snippet, sandbox, tmp_path):
    """It gets its answer from Electron, by chat completions, and the kit saw the call."""
    source = tmp_path / "source"
    source.mkdir()
    logged = source / snippet.name
    logged.write_text(LOG + snippet.read_text(encoding="utf-8"), encoding="utf-8")
    done = runner.run(logged, sandbox, tmp_path)
    assert done.code == 0, done.errors
    assert done.output.strip()
    sent = [(it.dialect, it.path.partition("/v1")[2], it.status) for it in done.exchanges]
    assert sent == [("electron", "/chat/completions", 200)]
    assert [it.not_promised for it in done.exchanges] == [()]
    assert len(LINE.findall(done.errors)) == 1


def test_four_workers_keep_to_one_plan(redis_uri, tmp_path, monkeypatch):
    """LangChain in four processes, at ten a minute: all is answered, out of one budget."""
    monkeypatch.setenv("REDIS_URL", redis_uri)
    shortened = ('plan="standard"', f'plan="standard", minute={MINUTE}')
    source = tmp_path / "source"
    source.mkdir()
    snippet = copy(BENEATH / "langchain_workers.py", source, shortened)
    with Sandbox(plan="standard", minute=MINUTE) as paced:
        done = runner.run(snippet, paced, tmp_path)
    assert done.code == 0, done.errors
    assert done.output.split() == [str(number) for number in range(24)]
    statuses = Counter(it.status for it in done.exchanges)
    assert statuses[200] == 24
    # Under load a request may be later on its way than was allowed for: a 429, waited out.
    assert set(statuses) <= {200, 429}
    with redis.Redis.from_url(redis_uri) as server:
        scripts = server.info("commandstats")["cmdstat_evalsha"]["calls"]
    assert scripts >= 24  # each took its place in the minute there
