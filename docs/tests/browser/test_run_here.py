"""Every lesson runs inside the built site, and gives what is committed."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

ROOT = Path(__file__).parents[3]
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
LONG = 180_000  # milliseconds after which a machine is taken to hang; nothing waits for it
FIRST = "notebooks/01_move_one_call.html"

# What stands below each cell, whoever put it there: the kind of each output and what it shows.
SHOWN = """() => [...document.querySelectorAll("article .cell")].map((cell) =>
  [...cell.querySelectorAll(".cell_output .output")].map((output) => {
    const kind = ["stream", "stderr", "traceback", "text_plain"].find((one) =>
      output.classList.contains(one));
    const html = output.innerHTML.replace(/ tabindex="0"| class="nohighlight"/g, "").trim();
    return kind ? [kind, output.querySelector("pre").textContent.trimEnd()] : ["html", html];
  }))"""
TAKE_OUT = """() => {
  for (const output of document.querySelectorAll("article .cell_output .output")) output.remove();
}"""


@pytest.fixture(scope="module", autouse=True)
def _packs(site):
    assert (site / "_run").is_dir(), "the site was built without packs: run `tox run -e packs`"


def status(page):
    return page.locator(".run-status")


def run_all(page):
    page.get_by_role("button", name="Run all cells").click()
    expect(status(page)).to_have_text(re.compile("^All |Stopped|does not"), timeout=LONG)
    return status(page).text_content()


def cell_of(page, code):
    """Return the cell whose code has some words."""
    return page.locator("article .cell").filter(has=page.locator("pre", has_text=code)).first


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_gives_what_is_committed(open_page, lesson):
    """With its outputs taken out first, each cell's text, errors and HTML come back equal."""
    page = open_page(f"notebooks/{lesson}.html")
    committed = page.evaluate(SHOWN)
    page.evaluate(TAKE_OUT)
    assert not any(page.evaluate(SHOWN))
    said = run_all(page)
    shown = page.evaluate(SHOWN)
    wrong = [one for cell in shown for one in cell if one[0] in ("stderr", "traceback")]
    assert said.startswith(f"All {len(committed)} cells ran"), (said, wrong)
    for number, (got, want) in enumerate(zip(shown, committed, strict=True), 1):
        assert got == want, f"cell {number}"


def test_a_lesson_is_light(open_page, site):
    """Nothing is loaded before the first click but its script; then at most 12 MB."""
    page = open_page("index.html")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(page.url.replace("index.html", FIRST))
    page.wait_for_load_state("networkidle")

    def size(urls):
        names = [url.partition("/_run/")[2] for url in urls]
        return sum((site / "_run" / name).stat().st_size for name in names if name)

    inline = page.evaluate("document.querySelector('script[data-run]').outerHTML.length")
    assert 0 < size(loaded) + inline < 15_000
    loaded.clear()
    cell = cell_of(page, "lesson.start()")
    cell.get_by_role("button", name="Run cell 1", exact=True).click()
    expect(cell.locator(".run-took")).to_contain_text("ran here", timeout=LONG)
    assert 9_000_000 < size(loaded) < 12_000_000
    loaded.clear()
    page.get_by_role("button", name="Start over").click()
    cell.get_by_role("button", name="Run cell 1", exact=True).click()
    expect(cell.locator(".run-took")).to_contain_text("ran here", timeout=LONG)
    assert [url for url in loaded if not url.startswith("blob:")] == []


def test_a_cell_is_edited_and_run_by_keyboard(open_page):
    """Shift+Enter runs the edited code, after the cells above it; an error names itself."""
    page = open_page(FIRST)
    code = page.get_by_role("textbox", name="Code of cell 2", exact=True)
    code.fill("import sys\n\nfor number in (6, 7):\n    print(number * 7, sys.platform)")
    code.press("Shift+Enter")
    second = page.locator("article .cell").nth(1)
    expect(second.locator(".run-took")).to_contain_text("ran here", timeout=LONG)
    assert second.locator(".output.stream").inner_text().split() == [
        "42",
        "emscripten",
        "49",
        "emscripten",
    ]
    assert "Sandbox: both endpoints" in page.locator("article .cell").first.inner_text()
    code.fill("print('before')\nnobody")
    code.press("Shift+Enter")
    expect(second.locator(".output.traceback")).to_have_text(
        "NameError: name 'nobody' is not defined", timeout=LONG
    )
    assert second.locator(".output.stream").inner_text().strip() == "before"
    assert "failed" in second.get_attribute("class")


def test_exercises_are_checked(open_page):
    """A wrong answer does not hold, a right one does, and without one the given one is named."""
    page = open_page("notebooks/06_live_within_the_limits.html")
    check = page.get_by_role("button", name=re.compile("Check your answer")).first
    answer = page.locator("article .cell.tag_hide-cell").first
    said = answer.locator(".run-took")
    check.click()
    expect(said).to_have_text(re.compile("^The given answer holds"), timeout=LONG)
    given = page.locator("article .cell").filter(has_text=re.compile(r"^\s*mine = None")).first
    name = given.get_by_role("textbox").get_attribute("aria-label")
    code = page.get_by_role("textbox", name=name, exact=True)
    code.fill("def mine(calls, plan):\n    return 7")
    check.click()
    expect(said).to_have_text("Not yet: your answer does not hold.", timeout=LONG)
    wrong = "AssertionError: On the standard plan the last of 1 calls waits 0 minutes, not 7."
    assert wrong in answer.locator(".output.traceback").inner_text()
    code.fill("def mine(calls, plan):\n    return (calls - 1) // plan.requests_per_minute")
    check.click()
    expect(said).to_have_text("Your answer holds.", timeout=LONG)


def test_start_over_ends_a_loop_without_an_end(open_page):
    """While a cell runs for ever the page answers; "Start over" brings all back, and it runs."""
    page = open_page(FIRST)
    was = page.evaluate(SHOWN)
    code = page.get_by_role("textbox", name="Code of cell 2", exact=True)
    text = code.inner_text()
    code.fill("print('on and on')\nwhile True:\n    pass")
    second = page.locator("article .cell").nth(1)
    second.get_by_role("button", name="Run cell 2", exact=True).click()
    expect(second.locator(".output.stream")).to_contain_text("on and on", timeout=LONG)
    expect(second.locator(".run-took")).to_have_text("running …")
    page.get_by_role("button", name="Start over").click()
    expect(status(page)).to_have_text("Everything is as it was.")
    assert page.evaluate(SHOWN) == was
    assert code.inner_text() == text
    expect(page.get_by_role("button", name="Run all cells")).to_be_focused()
    second.get_by_role("button", name="Run cell 2", exact=True).click()
    expect(second.locator(".run-took")).to_contain_text("ran here", timeout=LONG)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_lesson_that_ran_is_accessible(open_page, scheme):
    """axe finds nothing after a run, on a phone too, where all fits and a finger hits."""
    page = open_page(FIRST, width=390, height=844, scheme=scheme, touch=True)
    assert run_all(page).startswith("All ")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.locator(".run-bar button, .run-cell").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_without_scripts_or_from_a_file_the_page_is_as_it_was(open_page, site, browser):
    """No bar and no button are there that could not work."""
    assert open_page(FIRST, scripts=False).locator(".run-bar, .run-cell").count() == 0
    page = browser.new_page()
    page.goto((site / FIRST).as_uri())
    page.wait_for_load_state("networkidle")
    assert page.locator(".run-bar, .run-cell").count() == 0
    assert "Sandbox: both endpoints" in page.locator("article .cell").first.inner_text()
    page.close()


def test_once_it_runs_nothing_leaves_the_page(open_page, address):
    """The page's policy binds the worker: what tries to send is refused by the browser."""
    page = open_page(FIRST)
    page.get_by_role("button", name="Run cell 1", exact=True).click()
    first = page.locator("article .cell").first
    expect(first.locator(".run-took")).to_contain_text("ran here", timeout=LONG)
    tried = page.locator("article .cell").nth(1)
    page.get_by_role("textbox", name="Code of cell 2", exact=True).fill(
        f"import js\nfrom pyodide.http import pyfetch\n"
        f"request = js.XMLHttpRequest.new()\nrequest.open('GET', '{address}index.html', False)\n"
        f"try:\n    request.send()\nexcept Exception as error:\n    print('refused', error.name)\n"
        f"print(await pyfetch('{address}index.html'))"
    )
    page.get_by_role("button", name="Run cell 2", exact=True).click()
    expect(tried.locator(".run-took")).to_contain_text("ran here", timeout=LONG)
    assert "refused NetworkError" in tried.inner_text()
    assert "fetches nothing" in tried.inner_text()
    # The browser says so in its console, which is what was wanted here.
    open_page.wrong[:] = [one for one in open_page.wrong if "Content Security Policy" not in one]
