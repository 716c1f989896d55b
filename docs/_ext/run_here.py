"""Lessons run in the page: put in place what `tox -e packs` made, and the kit as it is now.

Where nothing was made, or it was made of other versions than are pinned now, the site is
built without it: its pages are complete as they are.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

RUN = Path(__file__).parents[1] / "_run"
ROOT = RUN.parents[1]
sys.path.insert(0, str(RUN))

import packs  # noqa: E402  (it is beside what it packs)

# What a lesson's code names, and the pack that it then needs.
NEEDS = {
    "pytest": re.compile(r"\bpytest\b"),
    "jsonschema": re.compile(r"\bjsonschema\b|electron_kit\.compare"),
    "grammars": re.compile(r"electron_kit\.audit|electron-kit audit"),
}
CHECK = ROOT / "docs" / "check" / "here.md"
# Pages with words that stand only where lessons run in the page.
NAMING = (CHECK, ROOT / "docs" / "index.md", ROOT / "docs" / "quickstart.md")
# From the start nothing leads to another host; `python.mjs` closes what is still open here.
POLICY = (
    "default-src 'none'; connect-src 'self'; script-src 'self' 'unsafe-inline' blob: "
    "'wasm-unsafe-eval'; worker-src blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; form-action 'self'; base-uri 'none'"
)
log = logging.getLogger(__name__)


def _prepare(app: Sphinx) -> None:
    """Make what is to be copied, in memory."""
    folder = Path(app.config.run_packs)
    app.run_here = None
    if app.builder.format != "html":
        return
    if not packs.fresh(folder, ROOT / "constraints.txt", RUN / "package.json"):
        log.info("run here: left out, since %s has no packs of these pins (tox -e packs)", folder)
        return
    app.run_here = Parts(folder)
    app.tags.add("run_here")


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages that name these files, where an earlier build named others."""
    now = app.run_here and (app.run_here.shared_at, app.run_here.own_at)
    before, env.run_here_at = getattr(env, "run_here_at", None), now
    if before == now:
        return []
    sources = {name: Path(str(env.doc2path(name))) for name in env.found_docs}
    return [name for name, path in sources.items() if path.suffix == ".ipynb" or path in NAMING]


class Parts:
    """The files of ``_run``, each below a name that changes with its content.

    Args:
        folder: What `tox -e packs` made.
    """

    def __init__(self, folder: Path) -> None:
        self.shared = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        self.lock = json.loads(self.shared.pop("versions.json"))["lock"]
        self.own = dict(packs.tree(RUN / "page"))
        self.own["kit.pack"] = packs.pack(packs.kit(ROOT))
        self.shared_at = f"_run/{packs.digest_of(self.shared)}/"
        self.own_at = f"_run/{packs.digest_of(self.own)}/"

    def plan(self, needs: set[str], to: Any) -> dict[str, Any]:
        """Return what a page's script has to know.

        Args:
            needs: The packs that the page needs besides the interpreter and the kit.
            to: Makes an address relative to the page.
        """
        names = [*packs.CORE, *(f"{name}" for name in sorted(needs - {"grammars"}))]
        if "grammars" in needs:
            names += [path.rpartition("/")[2] for path in packs.GRAMMARS]
        files = {f"{name}.pack": to(f"{self.shared_at}{name}.pack") for name in names}
        files["kit.pack"] = to(f"{self.own_at}kit.pack")
        size = sum(len(self.shared.get(name) or self.own[name]) for name in files)
        return {
            "own": to(self.own_at),
            "licences": to(f"{self.shared_at}licences.txt"),
            "files": files,
            "packs": [*(f"{name}.pack" for name in sorted(needs - {"grammars"})), "kit.pack"],
            "grammars": "grammars" in needs,
            "lock": self.lock,
            "megabytes": f"{size / 1e6:.0f}",
        }

    def write(self, out: Path) -> None:
        """Put the files in place, and remove those of another build."""
        shutil.rmtree(out / "_run", ignore_errors=True)
        for at, files in ((self.shared_at, self.shared), (self.own_at, self.own)):
            (out / at).mkdir(parents=True)
            for name, content in files.items():
                (out / at / name).write_bytes(content)


def needs_of(notebook: Path) -> set[str]:
    """Return the packs that a lesson's code needs."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "code")
    return {"env", *(name for name, pattern in NEEDS.items() if pattern.search(code))}


# Where the bar will be. A page that was opened as a file runs no module, and so has no bar.
_PLACE = (
    '<div class="run-place"></div><script>location.protocol==="file:"&&'
    'document.querySelector(".run-place").remove()</script>'
)


def script(plan: dict[str, Any], name: str) -> str:
    """Return the element that starts a page's script."""
    data = json.dumps(plan).replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;")
    return f'<script type="module" src="{plan["own"]}{name}" data-run=\'{data}\'></script>'


def _add_script(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    def to(address: str) -> str:
        return str(context["pathto"](address, resource=True))

    source = Path(str(app.env.doc2path(pagename)))
    if source == CHECK:
        context["metatags"] += f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    if app.run_here is None:
        return
    if source == CHECK:
        context["body"] += script(app.run_here.plan({"grammars"}, to), "check.mjs")
    elif source.suffix == ".ipynb":
        context["body"] = context["body"].replace(
            '<div class="cell ', _PLACE + '<div class="cell ', 1
        )
        context["body"] += script(app.run_here.plan(needs_of(source), to), "run.mjs")


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    if app.run_here is None:
        shutil.rmtree(Path(app.outdir, "_run"), ignore_errors=True)
    else:
        app.run_here.write(Path(app.outdir))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("run_packs", str(ROOT / "build" / "packs"), "html", str)
    app.connect("builder-inited", _prepare)
    app.connect("env-get-outdated", _outdated)
    app.connect("html-page-context", _add_script, priority=950)  # after what trims the body
    app.connect("build-finished", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
