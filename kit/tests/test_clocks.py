"""Which tests `kit/benchmarks/under_load.py` repeats beside heavy neighbours."""

import re
import subprocess
import sys
from pathlib import Path

import clocks
import pytest
import stillness

ROOT = clocks.ROOT
OF_A_CLOCK = re.compile(r"\b(time\.sleep|asyncio\.sleep|time\.monotonic|Popen|wait_for)\(")
HELPERS = """
import subprocess, threading, time
from http.server import ThreadingHTTPServer
def until(done):
    while not done():
        time.sleep(0.01)
def patient(code):
    return subprocess.run(code, timeout=300)
class Server:
    def __init__(self):
        threading.Thread(target=ThreadingHTTPServer(None, None).serve_forever).start()
class Wire:
    def __init__(self):
        threading.Thread(target=self.serve, daemon=True).start()
    def serve(self):
        while True:
            threading.Thread(target=self.listener.accept()).start()
"""


@pytest.mark.parametrize(
    ("code", "meets"),
    [
        ("def test_it():\n    time.sleep(1)", True),
        ("async def test_it():\n    async with asyncio.timeout(2):\n        pass", True),
        ("def test_it():\n    client(policy=quick(deadline=0.3))", True),
        ("def test_it():\n    faults.add('ttft=60s')", True),
        ("FAULT = 'stall=1; times=2'\ndef test_it():\n    faults.add(FAULT)", True),
        ("from .helpers import until\ndef test_it():\n    until(ready)", True),
        ("from .helpers import until as wait_until\ndef test_it():\n    wait_until(ready)", True),
        ("@pytest.fixture\ndef lease():\n    time.sleep(1)\ndef test_it(lease):\n    pass", True),
        ("def test_it(shared):\n    pass", True),
        ("@pytest.mark.usefixtures('shared')\ndef test_it():\n    pass", True),
        ("def test_it():\n    assert 1 + 1 == 2", False),
        ("def test_it():\n    subprocess.run(command, timeout=300)", False),
        ("def test_it():\n    client(timeout=None)", False),
        ("LONG = 300\ndef of(end=LONG):\n    client(timeout=end)\ndef test_it():\n    of()", False),
        ("SOON = 5\ndef test_it():\n    client(timeout=SOON)", True),
        ("LONG = 300\ndef test_it():\n    client(timeout=LONG)", False),
        ("from .helpers import patient\ndef test_it():\n    patient('pass')", False),
        ("from .helpers import Server\ndef test_it():\n    Server()", False),
        ("def test_it():\n    changed.wait_for(ready, 300)", False),
        ("def test_it():\n    changed.wait_for(ready, timeout=300)", False),
        ("def test_it():\n    changed.wait_for(ready, 3)", True),
        ("from .helpers import Wire\ndef test_it():\n    Wire()", False),
        ("def test_it():\n    wait = budget.take()", False),
        ("def test_it():\n    asyncio.sleep(0)", False),
        ("def test_it():\n    with anyio.move_on_after(0.1):\n        pass", True),
        ("def test_it(server):\n    server.pause = 0.1", True),
        ("def test_it(monkeypatch):\n    monkeypatch.setattr(kit, 'RENEW_SECONDS', 0.05)", True),
        ("LONG = 300\ndef test_it(patch):\n    patch.setattr(kit, 'AWAY_SECONDS', LONG)", False),
        ("def test_it():\n    asyncio.sleep(0.1)", True),
        ("def test_other():\n    time.sleep(1)\ndef test_it():\n    pass", False),
    ],
)
def test_what_waits_meets_a_clock(tmp_path, code, meets):
    """By its own words, a helper's, a fixture's or a constant's; a late end is none."""
    (tmp_path / "helpers.py").write_text(HELPERS)
    (tmp_path / "conftest.py").write_text(
        "from .helpers import until\n@pytest.fixture\ndef shared():\n    until(all)\n"
    )
    path = tmp_path / "test_one.py"
    path.write_text(code)
    assert ("test_it" in clocks.meeting(path)) is meets


def test_no_module_that_waits_is_left_out():
    """Each that names a sleep, a clock or a process that runs beside it has a test in the list."""
    waiting = {
        path
        for folder in clocks.FOLDERS
        for path in (ROOT / folder).rglob("test_*.py")
        if OF_A_CLOCK.search(path.read_text(encoding="utf-8"))
    }
    # What these have stands in texts that the audit reads, or that a test here writes.
    waiting -= {it for it in waiting if "audit" in it.parts} | {Path(__file__)}
    assert len(waiting) > 10
    assert [it for it in waiting if not any(clocks.meeting(it))] == []


def test_no_property_test_fails_because_examples_are_made_slowly():
    """Hypothesis counts a busy machine's seconds, unless it is told not to."""
    asked = [
        (path.name, text)
        for path in (ROOT / "kit").rglob("test_*.py")
        for text in re.findall(r"suppress_health_check=(\w+|\[[^]]*\])", path.read_text("utf-8"))
    ]
    assert len(asked) > 5
    assert [it for it in asked if "too_slow" not in it[1] and it[1] != "QUIET"] == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system has no /proc")
def test_who_stands_still_is_below_a_run_and_goes_on():
    """A process of a process is stopped, not the run itself, and ends as if nothing had been."""
    child = "import sys; print('begun', flush=True); print('heard', sys.stdin.readline())"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "begun\n"
        (below,) = stillness.descendants(run.pid)
        assert below != run.pid
        with stillness.now_and_then(run.pid, 0.01) as stops:
            assert run.communicate("a word\n")[0].startswith("heard a word")
    assert set(stops) <= {0, 1}
