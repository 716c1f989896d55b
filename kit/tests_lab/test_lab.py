"""JupyterLab as a reader meets it: the start page first, every lesson run to its end.

``tox run -e browser-lab`` runs it: it needs chromium, and works on a copy of the lessons.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
TOKEN = "a-token-of-the-tests"
IDLE = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  const session = panel && panel.sessionContext;
  return Boolean(session && session.isReady && session.session?.kernel?.status === "idle");
}"""
RUN = """() => window.jupyterapp.commands.execute("notebook:run-all-cells")"""
# The command is done at the first error, also at one that a lesson means to show, while the cells
# behind it still run; so every cell is waited for.
DONE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cells = [...panel.content.model.cells].filter(cell => cell.type === "code");
  return (
    cells.every(cell => cell.executionCount !== null) &&
    panel.sessionContext.session.kernel.status === "idle"
  );
}"""
CLEAR = """() => window.jupyterapp.commands.execute("notebook:clear-all-cell-outputs")"""
SAVE = """() => window.jupyterapp.commands.execute("docmanager:save")"""


def free_port():
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def lessons(tmp_path_factory):
    """A copy of the lessons, since JupyterLab saves what it runs, and of the pages beside them."""
    folder = tmp_path_factory.mktemp("lab") / "notebooks"
    shutil.copytree(NOTEBOOKS, folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    left_out = shutil.ignore_patterns("_*", "tests")
    shutil.copytree(NOTEBOOKS.parent / "docs", folder.parent / "docs", ignore=left_out)
    return folder


@pytest.fixture(scope="session")
def lab(lessons):
    """JupyterLab with the repository's settings, and the address of its start page."""
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
    command += [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    env = {**os.environ, "JUPYTER_CONFIG_PATH": str(lessons / ".jupyter")}
    server = subprocess.Popen(
        command, cwd=lessons, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 300
        while True:
            try:
                urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=60).read()
                break
            except OSError:
                assert server.poll() is None, "JupyterLab ended by itself"
                assert time.monotonic() < deadline, "JupyterLab did not answer"
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(300)


@pytest.fixture(scope="session")
def browser():
    """A headless chromium: CHROMIUM, or the first one on PATH."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.exit(
            "The JupyterLab tests need chromium and found none on PATH. On Debian and Ubuntu: "
            "apt-get install chromium. Elsewhere name one: CHROMIUM=/path/to/chrome.",
            returncode=2,
        )
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=flags)
        yield running
        running.close()


@pytest.fixture
def page(browser, lab):
    """A page that has logged in, and that notes what is asked of other hosts."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.outside = []
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((lab, lab.replace("http", "ws"), "data:", "blob:"))
            else opened.outside.append(request.url)
        ),
    )
    yield opened
    context.close()


def test_it_opens_on_the_start_page_and_asks_nobody_else(page, lab):
    """The tutorial is in front of the reader, without news, updates or a question."""
    page.goto(f"{lab}/?token={TOKEN}")
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady")
    page.get_by_role("heading", name="Start here").wait_for()
    page.get_by_text("01_move_one_call.ipynb").first.wait_for()
    assert page.locator(".jp-DirListing-item", has_text="conftest").count() == 0
    assert page.locator(".jp-Dialog").count() == 0
    assert page.url.endswith("/lab/tree/notebooks/index.ipynb")
    assert page.outside == []


def test_a_change_is_read_by_its_colours(page, lab):
    """A diff's lines stand on a ground of their own, the added on another than the removed."""
    page.goto(f"{lab}/lab/tree/notebooks/01_move_one_call.ipynb?token={TOKEN}&reset")
    page.wait_for_function(IDLE, timeout=300_000)
    lines = page.locator("code.language-diff").first.locator("span")
    grounds = {
        text.text_content()[0]: text.evaluate("it => getComputedStyle(it).backgroundColor")
        for text in lines.all()
    }
    assert len({grounds[sign] for sign in "+- "}) == 3


def test_a_link_to_a_page_of_the_site_opens_it(page, lab, lessons):
    """As Markdown that needs no build, and that cannot be saved in place of the page."""
    page.goto(f"{lab}/lab/tree/notebooks/10_budget_your_traffic.ipynb?token={TOKEN}&reset")
    page.wait_for_function(IDLE, timeout=300_000)
    page.get_by_role("link", name="The limits of a request").click()
    page.get_by_role("heading", name="Errors and limits").wait_for()
    shown = page.locator(".jp-MarkdownViewer").text_content()
    assert "32,768" in shown
    assert "contract-limits" not in shown
    page.get_by_text("file is read-only").wait_for()


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_to_its_end(page, lab, lessons, name):
    """*Run All Cells* executes every cell, and what it shows is what is committed."""
    page.goto(f"{lab}/lab/tree/notebooks/{name}?token={TOKEN}&reset")
    page.wait_for_function(IDLE, timeout=300_000)
    page.evaluate(CLEAR)  # counts and outputs are committed: what is looked at has to be new
    page.evaluate(RUN)
    page.wait_for_function(DONE, timeout=300_000)
    page.evaluate(SAVE)
    ran, committed = (
        [
            cell
            for cell in json.loads((folder / name).read_text(encoding="utf-8"))["cells"]
            if cell["cell_type"] == "code"
        ]
        for folder in (lessons, NOTEBOOKS)
    )
    assert [cell["execution_count"] for cell in ran] == list(range(1, len(committed) + 1))
    assert [shown(cell) for cell in ran] == [shown(cell) for cell in committed]
    assert page.outside == []


def shown(cell):
    """Return what a cell shows as text, streams joined by name, errors by their message."""
    streams = {}
    rest = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + "".join(output["text"])
        elif output["output_type"] == "error":
            rest.append((output["ename"], output["evalue"]))
        else:
            rest.append("".join(output["data"]["text/plain"]))
    return streams, rest
