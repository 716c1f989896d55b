"""The built site in a browser: with a mouse, a keyboard, on a phone, without scripts."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

ROOT = Path(__file__).parents[3]
WRITTEN = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
LESSONS = [path.relative_to(ROOT) for path in (ROOT / "notebooks").glob("*.ipynb")]
MADE = ["genindex.html", "py-modindex.html", "search.html?q=json_schema"]
PAGES = sorted(path.with_suffix(".html").as_posix() for path in [*WRITTEN, *LESSONS]) + MADE


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(path, scheme, open_page):
    """Contrast, names, roles, landmarks, order of headings: no finding but minor ones."""
    page = open_page(path, scheme=scheme)
    found = Axe().run(page).response["violations"]
    wrong = {
        f"{item['id']}: {item['nodes'][0]['html'][:160]} ({len(item['nodes'])} places)"
        for item in found
        if item["impact"] != "minor"
    }
    assert wrong == set()


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_the_whole_width(path, open_page):
    """Nothing makes the page wider than a phone of 390 pixels, and nothing is cut off."""
    page = open_page(path, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.content').scrollWidth") <= 390


QUESTIONS = {
    "How do I start?": (["Start the tutorial"], "tox run -e lab"),
    "What does it cost?": (["What does it cost?"], "per million tokens"),
    "Where do I get a key?": (["Start the tutorial"], "the vendor's console"),
    "How do I go back?": (["keep a way back"], "is the way back by hand"),
    "Which options has the audit?": (["Check your code"], "electron-kit audit --diff"),
    "Does json_schema work?": (["Does json_schema work?"], "the kit assumes that it is refused"),
    "What are the limits?": (["What are the limits?"], "Requests a minute"),
    "How do I fall back?": (["How do I fall back?"], "A provider that is down"),
    "How do I fall back, in production?": (["Keep a way back"], "Fail-over is the one that needs"),
    "How do I check my code?": (["Check your code"], "nothing was found, and everything was read"),
    "What does rule S01 mean?": (["Check your code", "rule"], "S01 max-completion-tokens"),
    "What happens to my fields?": (["Is each field supported?"], "max_completion_tokens"),
}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_within_two_clicks(question, width, open_page):
    """By links in the text of the landing page, so without the navigation or a search."""
    links, answer = QUESTIONS[question]
    assert len(links) <= 2
    page = open_page(width=width)
    for link in links:
        page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()
    expect(page.get_by_role("main").get_by_text(answer).first).to_be_visible()


FIRST = {
    "429": "errors_and_limits",
    "400": "errors_and_limits",
    "32768": "errors_and_limits",
    "32,768": "errors_and_limits",
    "rollback": "live/index",
    "quota": "errors_and_limits",
    "price": "errors_and_limits",
    "workers": "guide/fleet",
    "context window": "errors_and_limits",
    "api key": "errors_and_limits",
    "latency": "errors_and_limits",
    "json_schema": "contract",
    "fine-tuned models": "contract",
    "responses api": "faq",
    "monitoring": "live/index",
    "command line": "reference/commands",
    "github pages": "publish",
    "timeouts": "when-waiting-is-too-long",
    "cost per call": "what-does-it-cost",
    "streaming": "notebooks/02_stream.html",
    "function calling": "notebooks/03_call_tools.html",
    "async": "notebooks/01_move_one_call.html#asynchronous-code",
    "fork": "several-processes-several-hosts",
    "developer role": "role-developer",
    "GDPR": "what-happens-to-my-data",
    "data retention": "what-happens-to-my-data",
    "fine-tune": "can-i-bring-a-fine-tuned-model",
    "vision": "can-it-read-images",
    "token limit": "limit-context",
    "system prompt": "role-system",
    "base url": "change-the-three-strings",
    "gpt-4o": "openai_models",
    "is json_schema supported?": "json-schema",
    "how do I count tokens?": "count",
    "sandbox": "testing",
}


@pytest.mark.parametrize("words", FIRST)
def test_search_has_the_right_page_first(words, open_page):
    """By names and by the words that people have for them; the API's objects come last."""
    page = open_page()
    page.get_by_role("textbox", name="Search").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("search.html"))
    link = page.locator(".found-first a").first
    expect(link).to_be_visible()
    assert FIRST[words] in link.get_attribute("href")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


SEARCHES = {
    "max_completion_tokens": ["The contract", "Move one call"],
    "json_schema": ["FAQ", "Get JSON"],
    "electron-kit probe": ["Probe, compare, go live", "Go live"],
    "Redis": ["Run it at fleet scale"],
    "shadow": ["Cut over"],
}


@pytest.mark.parametrize("words", SEARCHES)
def test_search_finds(words, open_page):
    """The search page lists the pages and the lesson that a reader would want for these words."""
    page = open_page()
    page.get_by_role("textbox", name="Search").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("search.html"))
    results = page.locator("#search-results li a")
    for found in SEARCHES[words]:  # they come in one by one
        expect(results.get_by_text(found, exact=True).first).to_be_visible()


def test_a_found_page_opens_where_it_is_published(open_page):
    """The addresses that the search makes are the flat ones."""
    page = open_page("search.html?q=fine-tuned")
    page.locator("#search-results li a", has_text="FAQ").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("FAQ")


def test_a_drawing_keeps_its_style_when_a_search_has_led_to_it(open_page):
    """Words of a drawing's style and description are not highlighted."""
    page = open_page("notebooks/02_stream.html")
    style = "document.querySelector('.ek-draw style').sheet.cssRules.length"
    rules = page.evaluate(style)
    page.evaluate("localStorage.setItem('sphinx_highlight_terms', 'text stream')")
    page.reload()
    expect(page.locator("span.highlighted").first).to_be_visible()
    assert page.evaluate(style) == rules
    assert page.locator(".ek-draw :is(style, title, desc) .highlighted").count() == 0


def test_tabs_switch_by_click_and_by_keyboard(open_page):
    """One language's code is shown at a time."""
    page = open_page("sdks/index.html")
    expect(page.get_by_text("from openai import OpenAI").first).to_be_visible()
    page.get_by_text("JavaScript", exact=True).first.click()
    expect(page.get_by_text('import OpenAI from "openai";').first).to_be_visible()
    expect(page.get_by_text("from openai import OpenAI").first).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("openai.NewClient").first).to_be_visible()


def test_the_copy_button_copies_the_command_without_a_prompt(open_page):
    """What lands on the clipboard can be pasted into a shell."""
    page = open_page("quickstart.html")
    block = page.locator(".highlight-sh", has_text="tox run -e lab").first
    block.hover()
    block.get_by_role("button").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    command = ROOT / "docs/snippets/shell/open_the_tutorial.sh"
    assert copied.strip() == command.read_text(encoding="utf-8").strip()


def test_dark_mode_follows_the_system_and_the_button(open_page):
    """The ground is dark where the system says so, and the button overrules it."""
    ground = "getComputedStyle(document.body).backgroundColor"
    light = open_page().evaluate(ground)
    page = open_page(scheme="dark")
    dark = page.evaluate(ground)
    assert light != dark
    button = page.locator(".theme-toggle-content button")
    button.click()
    if page.evaluate(ground) == dark:
        button.click()
    assert page.evaluate(ground) == light


def test_the_menu_opens_on_a_phone(open_page):
    """The navigation slides in, and leads on."""
    page = open_page("quickstart.html", width=390, height=844)
    link = page.get_by_role("link", name="Errors and limits").first
    assert page.locator(".sidebar-drawer").bounding_box()["x"] < 0
    page.locator("label.nav-overlay-icon").click()
    page.wait_for_function(
        "document.querySelector('.sidebar-drawer').getBoundingClientRect().x >= 0"
    )
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Errors and limits")


def test_the_contract_is_filtered_by_word_and_by_state(open_page):
    """Rows that do not match go, their sections with them, and the count says so."""
    page = open_page("reference/contract.html")
    rows = page.locator("table.contract-records tbody tr")
    visible = (
        "[...document.querySelectorAll('.contract-records tbody tr')].filter(r => !r.hidden).length"
    )
    everything = rows.count()
    page.get_by_label("Find a name or a word").fill("json_schema")
    assert 0 < page.evaluate(visible) < everything
    expect(page.locator("#format-json-schema")).to_be_visible()
    expect(page.get_by_role("heading", name="Endpoints")).to_be_hidden()
    page.get_by_label("Find a name or a word").fill("")
    page.get_by_label("On Electron").select_option(label="accepted, not promised")
    assert page.evaluate(visible) == page.locator(".row-accepted-not-promised").count()
    expect(page.get_by_role("status")).to_contain_text(f"of {everything} rows")


def test_a_link_to_a_row_works_while_it_is_filtered_away(open_page):
    """The filter gives way to the address."""
    page = open_page("reference/contract.html")
    page.get_by_label("Find a name or a word").fill("embeddings")
    expect(page.locator("#field-n")).to_be_hidden()
    page.evaluate("location.hash = '#field-n'")
    expect(page.locator("#field-n")).to_be_visible()


def test_the_contract_is_whole_without_scripts(open_page):
    """Every row is there, and no control that would do nothing."""
    page = open_page("reference/contract.html", scripts=False)
    assert page.locator("form.contract-filter").count() == 0
    assert page.locator(".contract-records tbody tr:visible").count() > 60


def test_ticks_stay_and_are_set_by_keyboard(open_page):
    """A tick set with the space bar is there after a reload, and can be cleared."""
    page = open_page("checklist.html")
    boxes = page.get_by_role("checkbox").filter(visible=True)
    first = boxes.first
    first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("1 of")
    page.reload()
    expect(boxes.first).to_be_checked()
    page.get_by_role("button", name="Clear all ticks").click()
    expect(boxes.first).not_to_be_checked()


def test_a_missing_page_is_answered_with_links_that_work(open_page):
    """However deep the address, styles load and the links lead on."""
    page = open_page("no/such/page.html")
    open_page.wrong.clear()  # the browser reports the 404 itself
    expect(page.get_by_role("heading", level=1)).to_contain_text("no such page")
    page.get_by_role("link", name="The limits", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Errors and limits")


def test_the_keyboard_reaches_the_content_first(open_page):
    """The first stop skips the navigation."""
    page = open_page("quickstart.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#furo-main-content")
