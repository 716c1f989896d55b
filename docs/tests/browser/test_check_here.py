"""The audit in the page finds what the command finds, and sends nothing."""

import http.server
import json
import re
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from electron_kit.audit.config import examples as config
from electron_kit.audit.javascript import examples as javascript
from electron_kit.audit.rules import rules

ROOT = Path(__file__).parents[3]
PAGE = "check/here.html"
LONG = 180_000  # milliseconds after which a machine is taken to hang; nothing waits for it
NOT_HERE = (".go", ".java", ".rb")  # the page has no grammars for them
CODE = """\
import os

from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
reply = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "🦆"}])
"""


@pytest.fixture(scope="module", autouse=True)
def _packs(site):
    assert (site / "_run").is_dir(), "the site was built without packs: run `tox run -e packs`"


def code_of(page):
    return page.get_by_role("textbox", name="Your code")


def status(page):
    return page.locator(".here-go .run-status")


def checked(page):
    """Press *Check*, and wait until it was done."""
    page.get_by_role("button", name="Check", exact=True).click()
    expect(status(page)).to_have_text(re.compile("^Checked here|does not run"), timeout=LONG)
    assert status(page).text_content().startswith("Checked here")


def seen(page):
    """Return the findings that the page shows, as a place and a rule."""
    lines = page.locator(".here-findings > li").all()
    return [
        (one.locator("code").first.inner_text(), one.locator("a").inner_text().split()[0])
        for one in lines
    ]


def found_by_command(folder):
    """Return the findings that the command prints for a folder, as a place and a rule."""
    command = [sys.executable, "-m", "electron_kit", "audit", ".", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    places = []
    for one in json.loads(done.stdout)["findings"]:
        cell = "" if one["cell"] is None else f"cell {one['cell']}:"
        places.append((f"{one['path']}:{cell}{one['line']}", one["code"]))
    return places


def test_pasted_code_is_found_changed_and_downloaded(open_page):
    """Findings by keyboard, the change as a diff, and the changed file to take away."""
    page = open_page(PAGE)
    code_of(page).fill(CODE)
    code_of(page).press("Tab")
    checked(page)
    assert {("app.py:5", "R01"), ("app.py:6", "R02")} <= set(seen(page))
    expect(page.locator(".here-results h2").first).to_be_focused()
    assert (
        '+reply = client.chat.completions.create(model="electron"'
        in page.locator(".here-diff").inner_text()
    )
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download app.py").click()
    changed = Path(taken.value.path()).read_text(encoding="utf-8")
    assert 'model="electron"' in changed
    assert "🦆" in changed
    assert "SMALLEST_API_KEY" in changed
    code_of(page).fill(changed)
    checked(page)
    assert {"R01", "R02"}.isdisjoint(code for _, code in seen(page))
    code_of(page).fill("print(1)")
    checked(page)
    assert seen(page) == []
    assert "Nothing stands in the way" in page.locator(".here-results").inner_text()


def examples():
    """Yield the examples of every rule in every language, good and bad, but for cells."""
    for rule in rules():
        yield from ((rule.code, one) for one in rule.invalid + rule.valid)
    for module in (javascript, config):
        for group in (module.INVALID, module.VALID):
            yield from ((code, one) for code, some in group.items() for one in some)


def test_every_rules_examples_are_found_as_by_the_command(open_page, tmp_path):
    """One folder with all examples, each in a folder of its own; what is not read here is said."""
    languages = Counter()
    for number, (code, example) in enumerate(examples()):
        if example.language == "notebook":
            continue
        languages[example.path.rpartition(".")[2]] += 1
        for name, text in {example.path: example.source, **example.files}.items():
            path = tmp_path / f"{number}_{code}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    expected = [
        (place, code)
        for place, code in found_by_command(tmp_path)
        if not place.partition(":")[0].endswith(NOT_HERE)
    ]
    assert languages["py"] > 140
    assert {"mjs", "ts"} <= set(languages)
    assert len({code for _, code in expected}) > 20
    page = open_page(PAGE)
    page.get_by_label("A folder").set_input_files(tmp_path)
    checked(page)
    assert [
        (place.removeprefix(f"{tmp_path.name}/"), code) for place, code in seen(page)
    ] == expected
    assert languages["go"] > 0
    said = page.locator(".here-problem").first
    expect(said).to_have_text(f"Not everything was read (Go {languages['go']}).")


def test_an_application_is_found_as_by_the_command(open_page):
    """Python, a notebook, TypeScript and settings of the lesson's application, in one folder."""
    folder = ROOT / "notebooks" / "audit_example"
    expected = found_by_command(folder)
    kinds = {place.partition(":")[0].rpartition(".")[2] for place, _ in expected}
    assert {"py", "ts", "ipynb"} <= kinds
    page = open_page(PAGE)
    page.get_by_label("A folder").set_input_files(folder)
    checked(page)
    assert [(place.removeprefix("audit_example/"), code) for place, code in seen(page)] == expected


WAYS = (Path(__file__).parent / "ways_out.js").read_text(encoding="utf-8").strip()
ATTEMPT = f"""async ([name, to]) => {{
  const ways = {WAYS};
  try {{ await ways[name](to); return "sent"; }} catch {{ return "refused"; }}
}}"""
IN_WORKER = ("fetch", "request", "socket", "events", "module", "worker")
IN_PAGE = (*IN_WORKER, "beacon", "image", "style", "script", "frame", "form")


@pytest.fixture
def elsewhere():
    """Another host, and what it was asked."""
    asked, heard = [], threading.Condition()

    class Ears(http.server.BaseHTTPRequestHandler):
        def answer(self):
            with heard:
                asked.append(self.path)
                heard.notify_all()
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", "text/javascript")
            self.end_headers()
            if self.path == "/worker":
                self.wfile.write(b"postMessage('here')")

        def log_message(self, *_args):
            """Stay silent."""

    Ears.do_GET = Ears.do_POST = Ears.answer
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ears) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked, heard
        server.shutdown()


def test_the_ways_out_are_open_without_the_policy(browser, elsewhere):
    """The attempts are real: from a page without a policy each reaches the host."""
    host, asked, heard = elsewhere
    page = browser.new_page()
    page.goto(f"{host}/page")
    for name in IN_PAGE:
        page.evaluate(ATTEMPT, [name, f"{host}/{name}"])
    with heard:  # a beacon and a form are sent when the browser gets to it
        assert heard.wait_for(lambda: {f"/{name}" for name in IN_PAGE} <= set(asked), LONG / 1000)
    page.close()


def test_nothing_leaves_the_page_or_its_worker(open_page, address, elsewhere):
    """Twelve ways out of the page and six out of its worker, to another host and to this one."""
    host, asked, _ = elsewhere
    page = open_page(PAGE)
    for name in IN_PAGE:  # before anything is loaded, the other host is out of reach already
        page.evaluate(ATTEMPT, [name, f"{host}/early-{name}"])
    code_of(page).fill(CODE)
    checked(page)
    (worker,) = page.workers
    answered = []
    page.context.on("response", lambda response: answered.append(response.url))
    for target in (host, address.rstrip("/")):
        for name in IN_PAGE:
            page.evaluate(ATTEMPT, [name, f"{target}/index.html?{name}"])
        for name in IN_WORKER:
            arguments = [name, f"{target}/index.html?worker-{name}"]
            assert worker.evaluate(ATTEMPT, arguments) == "refused", name
    checked(page)  # it still works, and is the last that the browser does
    assert asked == []
    assert [url for url in answered if "index.html" in url] == []
    open_page.wrong.clear()  # the browser tells of each refusal in its console


def test_the_page_is_accessible(open_page):
    """axe finds nothing with findings shown, and on a phone all fits and a finger hits."""
    page = open_page(PAGE, width=390, height=844, scheme="dark")
    code_of(page).fill(CODE)
    checked(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for control in page.locator(".here :is(button, select, input, a.button)").all():
        if control.is_visible():
            assert control.bounding_box()["height"] >= 44
    page.evaluate("scrollTo(0, 0)")  # further down the theme shows a link of its own
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_what_is_left_out_is_said(open_page, tmp_path):
    """Files of packages and of git are not read, and no all-clear is given."""
    for name in ("app.py", "node_modules/x/index.js", ".git/config"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", encoding="utf-8")
    page = open_page(PAGE)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(status(page)).to_have_text("Paste some code, or choose files, first.")
    page.get_by_label("A folder").set_input_files(tmp_path / "project")
    checked(page)
    assert "1 file read, 2 left out" in page.locator(".here-results h2").first.inner_text()
    assert "Nothing stands in the way" not in page.locator(".here-results").inner_text()


def test_without_scripts_or_from_a_file_it_names_the_command(open_page, site, browser):
    """Where it cannot run, the page says so, and looks as it should."""
    assert "electron-kit audit" in open_page(PAGE, scripts=False).locator(".here").inner_text()
    page = browser.new_page()
    page.goto((site / PAGE).as_uri())
    assert "electron-kit audit" in page.locator(".here").inner_text()
    margin = page.locator("h1").evaluate("(one) => getComputedStyle(one).fontFamily")
    assert "Times" not in margin  # the site's styles are there
    page.close()
