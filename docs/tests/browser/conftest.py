"""A browser, and the built site on a file server that knows nothing but files."""

import functools
import http.server
import os
import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[3]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

# Milliseconds; five seconds by default, which a busy machine may take for a page.
expect.set_options(timeout=180_000)


class _Files(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word, and the site's own page where there is none."""

    def log_message(self, *_args):
        """Stay silent."""

    def send_error(self, code, message=None, explain=None):
        """Answer with 404.html, as GitHub Pages does."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())


@pytest.fixture(scope="session")
def site():
    """The folder of the built site."""
    folder = Path(os.environ.get("SITE_DIR", ROOT / "build/site"))
    assert (folder / "index.html").exists(), f"no site in {folder}: run `tox run -e docs` first"
    return folder


@pytest.fixture(scope="session")
def address(site):
    """The address that the site is served at."""
    handler = functools.partial(_Files, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """A headless chromium: CHROMIUM, or the first one on PATH."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.exit(
            "The browser tests need chromium and found none on PATH. On Debian and Ubuntu: "
            "apt-get install chromium. Elsewhere name one: CHROMIUM=/path/to/chrome.",
            returncode=2,
        )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


@pytest.fixture
def open_page(browser, address):
    """Open a page of the site; in the end no error and no outside request may be on record."""
    contexts, wrong = [], []

    def opened(path="", *, width=1280, height=800, scheme="light", scripts=True, touch=False):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
            has_touch=touch,
            is_mobile=touch,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((address, "data:", "blob:")) or wrong.append(request.url)
            ),
        )
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return page

    opened.wrong = wrong
    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
