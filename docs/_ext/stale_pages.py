"""Leave nothing behind that the next build would take for its own: pages that went, and warnings.

Pages that are no longer there are removed.

Sphinx leaves it in the folder, where tests, search engines and readers take it for
a page of this site. Starting from an empty folder would do as well, and take each
build the time of a first one. The copy of each page's source, which Sphinx keeps
beside the pages, tells what was written.

A build that warned is forgotten. Sphinx does not read a page again that has not changed, so the
next build would say nothing of it and pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


def _remove_stale(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    copies = out / "_sources"
    for copy in [path for path in copies.rglob("*.txt") if path.is_file()]:
        name = copy.relative_to(copies).with_suffix("").with_suffix("")  # faq.md.txt, of faq
        if name.as_posix() in app.env.found_docs:
            continue
        copy.unlink()
        for suffix in (".html", ".md"):
            (out / name).with_suffix(suffix).unlink(missing_ok=True)


def _forget_warnings(app: Sphinx, exception: Exception | None) -> None:
    if exception or app._warncount:
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("build-finished", _remove_stale)
    app.connect("build-finished", _forget_warnings)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
