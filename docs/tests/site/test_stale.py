"""No page is stale: a build after another shows what the package says now."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGES = {
    "index": "# A site\n\n```{toctree}\nfacts\nrules\nfloors\nquoting\n```\n",
    "facts": "# Facts\n\n```{contract-table} fields\n```\n\n"
    "```{contract-plans}\n```\n\n```{contract-limits}\n```\n",
    "rules": "# All rules\n\n```{audit-rules}\n```\n",
    "floors": "# Floors\n\n```{architecture}\n```\n",
    "quoting": "# Quoting\n\n[](#limit-context) is a limit.\n",
}
LIGHTER = """
heavy = {"machine_readable", "myst_nb", "signatures", "slim_assets"}
heavy |= {"sphinx.ext.autodoc", "sphinx.ext.napoleon"}
extensions = [name for name in extensions if name not in heavy] + ["myst_parser"]
html_theme = "basic"
html_theme_options = {}
"""
SEEN = {
    "date": "2026-11-30",
    "provider": "electron",
    "endpoint": "https://api.example",
    "records": {"field-n": {"fate": "supported", "note": "Two answers came."}},
}


def change(path, pattern, by):
    """Change what a pattern finds in a file, which has to be there."""
    text, count = re.subn(pattern, by, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert count == 1, f"{path} has no {pattern}"
    path.write_text(text, encoding="utf-8")


def test_the_next_build_shows_what_the_package_says_now(tmp_path):
    """A record, its name where it is quoted, a rule's docstring, an import and what was seen."""
    source, out = tmp_path / "source", tmp_path / "out"
    kit = source / "kit" / "electron_kit"
    ignored = shutil.ignore_patterns("__pycache__", "tests", "*.md", "snippets")
    shutil.copytree(ROOT / "kit/electron_kit", kit, ignore=ignored)
    shutil.copytree(ROOT / "docs", source / "docs", ignore=ignored)
    # The site's own settings, without what takes time and renders nothing here.
    with (source / "docs/conf.py").open("a", encoding="utf-8") as conf:
        conf.write(LIGHTER)
    for name, text in PAGES.items():
        (source / f"docs/{name}.md").write_text(text, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(source / "kit")}

    def built():
        # Links to the pages that are left out lead nowhere here; the site's own build fails on any.
        command = [sys.executable, "-m", "sphinx", "-c", source / "docs", "-q", source, out]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return {name: (out / f"{name}.html").read_text(encoding="utf-8") for name in PAGES}

    before = built()
    change(kit / "contract/limits.py", r"(STANDARD = Plan\(.*?)\b10\b", r"\g<1>12")
    change(kit / "contract/fields.py", r"Send that many requests", "Send so many requests")
    change(
        kit / "contract/limits.py",
        r"Input and output tokens of a request",
        "Tokens of a request, anew,",
    )
    change(kit / "audit/rules/b01_rejected_param.py", r'(class \w+\(.*?\n    """)', r"\g<1>Anew: ")
    (kit / "anew.py").write_text("from . import text\n", encoding="utf-8")
    (kit / "contract/observed.json").write_text(json.dumps(SEEN), encoding="utf-8")
    after = built()
    assert ">12<" in after["facts"]
    assert ">12<" not in before["facts"]
    assert "Send so many requests" in after["facts"]
    assert "Tokens of a request, anew," in after["quoting"]
    assert "Anew: " in after["rules"]
    assert "anew" in after["floors"]
    assert "observed otherwise" in after["facts"]
