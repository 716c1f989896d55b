"""The site as it was built: the folder is named by SITE_DIR, ``build/site`` by default."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def site():
    """The folder of the built site."""
    folder = Path(os.environ.get("SITE_DIR", ROOT / "build/site"))
    assert (folder / "index.html").exists(), f"no site in {folder}: run `tox run -e docs` first"
    return folder


@pytest.fixture(scope="session")
def pages(site):
    """Every page that a reader can reach."""
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


LIGHTER = """
heavy = {"finding", "machine_readable", "myst_nb", "signatures", "slim_assets"}
heavy |= {"sphinx.ext.autodoc", "sphinx.ext.napoleon"}
extensions = [name for name in extensions if name not in heavy] + ["myst_parser"]
html_theme = "basic"
html_theme_options = {}
"""


class Light:
    """A copy of the kit, and of the site's own settings without what takes time, with few pages.

    Attributes:
        source: Its folder.
        kit: The package in it, from which its pages are made.
        out: Where it is built.
    """

    def __init__(self, folder, pages):
        self.source, self.out = folder / "source", folder / "out"
        self.kit = self.source / "kit" / "electron_kit"
        ignored = shutil.ignore_patterns("__pycache__", "tests", "*.md", "snippets")
        shutil.copytree(ROOT / "kit/electron_kit", self.kit, ignore=ignored)
        shutil.copytree(ROOT / "docs", self.source / "docs", ignore=ignored)
        with (self.source / "docs/conf.py").open("a", encoding="utf-8") as conf:
            conf.write(LIGHTER)
        for name, text in pages.items():
            (self.source / f"docs/{name}.md").write_text(text, encoding="utf-8")

    def build(self, *options):
        """Build it, and return the process that did."""
        command = [sys.executable, "-m", "sphinx", "-c", self.source / "docs", "-q", *options]
        env = {**os.environ, "PYTHONPATH": str(self.kit.parent), "NO_COLOR": "1"}
        return subprocess.run(
            [*command, self.source, self.out], env=env, capture_output=True, text=True, check=False
        )


@pytest.fixture
def light(tmp_path):
    """Make such a site of pages by their names."""
    return lambda pages: Light(tmp_path, pages)
