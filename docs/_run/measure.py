"""What a reader waits for in the page that runs lessons: bytes, the first result, a cell.

``tox exec -e browser -- python docs/_run/measure.py`` after ``tox run -e browser`` has built the
site with its packs. The figures are this machine's, of now: say so where one is quoted.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import re
import shutil
import statistics
import threading
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

SITE = Path(__file__).parents[2] / "build/site"
LONG = 600_000  # milliseconds
TOOK = re.compile(r"ran here in ([\d.,]+) (ms|s)")


class _Files(http.server.SimpleHTTPRequestHandler):
    """Serves the site without a word."""

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def _milliseconds(said: str) -> float | None:
    found = TOOK.search(said)
    if found is None:
        return None
    return float(found[1].replace(",", "")) * (1 if found[2] == "ms" else 1000)


def measured(page: Page, address: str, lesson: str) -> dict[str, float]:
    """Return the figures of one lesson, run from its first cell to its last.

    Args:
        page: A page of a browser that has loaded nothing yet.
        address: Where the site is served.
        lesson: The lesson's name, such as ``01_move_one_call``.
    """
    loaded: list[Any] = []

    def note(request: Any) -> None:
        loaded.append(request)

    def size() -> int:
        total = sum(one.sizes()["responseBodySize"] for one in loaded if "/_run/" in one.url)
        loaded.clear()
        return total

    page.on("requestfinished", note)
    page.goto(f"{address}notebooks/{lesson}.html")
    page.wait_for_load_state("networkidle")
    bar = page.locator(".run-bar")
    before = size()
    clock = "() => performance.now()"
    began = page.evaluate(clock)
    first = page.locator("article .cell").first
    first.get_by_role("button", name="Run cell 1", exact=True).click()
    expect(first.locator(".run-took")).to_contain_text("ran here", timeout=LONG)
    seconds = (page.evaluate(clock) - began) / 1000
    after = size()
    bar.get_by_role("button", name="Run all cells").click()
    expect(page.locator(".run-status")).to_have_text(re.compile("^All |Stopped"), timeout=LONG)
    cells = [_milliseconds(said) for said in page.locator(".run-took").all_inner_texts()]
    return {
        "bytes of the script, at once": before,
        "bytes of the first click": after,
        "seconds to the first result": seconds,
        "a cell, median in milliseconds": statistics.median(it for it in cells if it is not None),
        "cells": len(cells),
    }


def main() -> None:
    """Measure lessons, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("lessons", nargs="*", default=["01_move_one_call"])
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    handler = functools.partial(_Files, directory=SITE)
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for lesson in parser.parse_args().lessons:
            context = browser.new_context()
            figures = measured(
                context.new_page(), f"http://127.0.0.1:{server.server_port}/", lesson
            )
            context.close()
            print(lesson)
            for name, figure in figures.items():
                print(f"  {name:32} {figure:12,.1f}")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
