"""The built site: addresses, weight, twins, and a build that fails on what is broken."""

import re
import shutil
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from electron_kit.contract import DISAGREEMENTS, ENDPOINTS, ERRORS, LIMITS, RECORDS

ROOT = Path(__file__).parents[3]
MADE = {"genindex.html", "py-modindex.html", "search.html", "404.html"}
WEIGHT = 500_000  # bytes, without pictures


class Page(HTMLParser):
    """Collects what a page refers to, what it loads and what can be referred to in it."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.ids = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "link" and "stylesheet" in given.get("rel", ""):
            self.loads.append(given["href"])
        if tag in {"script", "img", "iframe", "source"} and given.get("src"):
            self.loads.append(given["src"])


@cache
def page_of(path):
    """Return what a page holds, which is read once for all tests."""
    return Page(path)


def local(site, page, link):
    """Return the file that a link of a page leads to."""
    base = site if page.name == "404.html" else page.parent
    target = (base / unquote(urlsplit(link).path)).resolve() if urlsplit(link).path else page
    return target / "index.html" if target.is_dir() else target


def test_the_landing_page_is_at_the_root(site):
    """No address has the name of the folder that pages are written in."""
    assert (site / "index.html").exists()
    assert not (site / "docs").exists()
    assert (site / "notebooks/01_move_one_call.html").exists()


def test_every_link_of_every_page_leads_somewhere(site, pages):
    """Files and anchors, also those that the theme and the templates write."""
    parsed = {page.resolve(): page_of(page) for page in pages}
    broken = []
    for page, content in parsed.items():
        for link in content.links:
            if urlsplit(link).scheme:
                continue
            target = local(site.resolve(), page, link)
            anchor = unquote(urlsplit(link).fragment)
            known = parsed[target].ids if target in parsed else set()
            if not target.exists() or (anchor and target in parsed and anchor not in known):
                broken.append(f"{page.relative_to(site.resolve())}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(pages):
    """No page names a script, a style or a picture of another host."""
    foreign = {load for page in pages for load in page_of(page).loads if urlsplit(load).netloc}
    assert foreign == set()


def test_no_page_is_heavier_than_it_may_be(site, pages):
    """A page with all its styles and scripts stays under 500 kB."""
    for page in pages:
        loads = {load for load in page_of(page).loads if not re.search(r"\.(svg|png|jpe?g)$", load)}
        files = {page, *(local(site, page, load) for load in loads)}
        weight = sum(file.stat().st_size for file in files)
        assert weight < WEIGHT, f"{page.relative_to(site)} weighs {weight:,} bytes"


def test_every_page_has_a_markdown_twin_and_is_listed(site, pages):
    """Programs find each page as Markdown, in llms.txt and in the sitemap."""
    listed = (site / "llms.txt").read_text(encoding="utf-8")
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    for page in pages:
        name = page.relative_to(site).as_posix()
        if name in MADE:
            continue
        twin = page.with_suffix(".md")
        assert twin.read_text(encoding="utf-8").startswith("# "), name
        assert f"/{name.removesuffix('.html')}.md)" in listed, name
        assert f"/{name.removesuffix('index.html')}</loc>" in sitemap, name


def test_a_picture_is_its_title_and_its_description_in_the_twin(site):
    """Each once; the labels in the picture, which say the same, are left out."""
    for page, words in {
        "guide/fleet": "25 calls of two clients, eight threads. Minute 1: 10 of 10 accepted.",
        "live/index": "Electron answers 503, OpenAI answers. electron: 503. ",
        "notebooks/06_live_within_the_limits": "Asking every two seconds. Minute 1: ",
    }.items():
        twin = (site / f"{page}.md").read_text(encoding="utf-8")
        assert f"\n{words}" in twin, page


def test_every_record_of_the_contract_can_be_linked_to(site):
    """Each row has its key as an anchor."""
    reference = site / "reference"
    contract = page_of(reference / "contract.html").ids
    errors = page_of(reference / "errors_and_limits.html").ids
    disagreements = page_of(reference / "disagreements.html").ids
    assert {record.key for record in RECORDS} - {error.key for error in ERRORS} <= contract
    assert {error.key for error in ERRORS} | {limit.key for limit in LIMITS} <= errors
    assert {item.key for item in DISAGREEMENTS} <= disagreements
    assert len(ENDPOINTS) == sum(key.startswith("endpoint-") for key in contract)


def test_each_lesson_can_be_downloaded_as_it_is(site):
    """The notebook that a page offers is the one in the repository."""
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        page = site / f"notebooks/{notebook.stem}.html"
        (link,) = {link for link in page_of(page).links if link.endswith((".ipynb", ".ipynb.txt"))}
        assert local(site, page, link).read_bytes() == notebook.read_bytes()


def test_each_page_says_which_contract_it_goes_by(pages):
    """The version and the date of the contract are in the footer."""
    for page in pages:
        assert re.search(r"Contract: .*\d{4}-\d{2}-\d{2}", page.read_text(encoding="utf-8")), page


BROKEN = {
    "[gone](nowhere.md)": "nowhere.md",
    "[gone](#field-of-dreams)": "field-of-dreams",
    "```{eval-rst}\n:py:func:`electron_kit.no_such_function`\n```": "no_such_function",
    "```{contract-table} dreams\n```": "no table 'dreams'",
    "```{literalinclude} snippets/python/gone.py\n```": "gone.py",
    "```{snippet-diff} faq.md faq.md\n```": "are the same",
}


def test_the_build_fails_on_what_is_broken(light):
    """A link, a row, a name, a table or a snippet that is not there stops the build."""
    tree = "# A site\n\n```{toctree}\nfaq\n```\n"
    site = light({"index": tree, "faq": "# Asked\n\nNothing.\n"})
    assert site.build("-nW", "--keep-going").returncode == 0
    with (site.source / "docs/faq.md").open("a", encoding="utf-8") as page:
        page.write("\n\n" + "\n\n".join(BROKEN) + "\n")
    done = site.build("-nW", "--keep-going")
    assert done.returncode != 0
    for text, message in BROKEN.items():
        assert message in done.stderr, f"nothing was said about {text}"
    assert [
        line for line in done.stderr.splitlines() if "WARNING" in line and "faq.md" not in line
    ] == []


def small_site(source):
    """Write a site of three pages, with the extensions that look after what is left behind."""
    (source / "docs").mkdir(parents=True)
    (source / "docs/conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'docs/_ext')!r})\n"
        "extensions = ['flat_urls', 'machine_readable', 'page_head', 'stale_pages']\n"
        "extensions += ['myst_parser']\n"
        "project = 'A site'\nsite_description = 'Of two pages.'\n",
        encoding="utf-8",
    )
    for name, others in {"index": "stays\ngone", "stays": "", "gone": ""}.items():
        tree = f"```{{toctree}}\n{others}\n```\n" if others else ""
        (source / f"docs/{name}.md").write_text(f"# {name}\n\n{tree}", encoding="utf-8")


def test_a_page_that_is_gone_leaves_nothing_behind(tmp_path):
    """The next build removes page, twin and source; it needs no memory of the one before."""
    source, out = tmp_path / "source", tmp_path / "out"
    small_site(source)

    def built():
        command = [sys.executable, "-m", "sphinx", "-c", source / "docs", "-nWq", source, out]
        subprocess.run(command, check=True)
        names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
        return {
            name for name in names if name.startswith(("index.", "stays.", "gone.", "_sources/"))
        }

    before = built()
    assert {"gone.html", "gone.md", "_sources/gone.md.txt"} <= before
    (source / "docs/gone.md").unlink()
    index = source / "docs/index.md"
    index.write_text(index.read_text(encoding="utf-8").replace("gone\n", ""), encoding="utf-8")
    shutil.rmtree(out / ".doctrees")
    assert built() == {name for name in before if "gone" not in name}


def test_what_is_broken_fails_each_build_until_it_is_mended(tmp_path):
    """Sphinx warns of a page when it reads it; a second build does not pass by not reading it."""
    source, out = tmp_path / "source", tmp_path / "out"
    small_site(source)
    stays = source / "docs/stays.md"
    stays.write_text("# stays\n\n[gone](nowhere.md)\n", encoding="utf-8")
    options = ["-c", source / "docs", "-nW", "--keep-going", "-q"]
    command = [sys.executable, "-m", "sphinx", *options, source, out]

    def failed():
        return subprocess.run(command, capture_output=True, check=False).returncode != 0

    assert [failed(), failed()] == [True, True]
    stays.write_text("# stays\n", encoding="utf-8")
    assert not failed()
