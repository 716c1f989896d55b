"""No page is stale: a build after another shows what the package says now."""

import json
import re

PAGES = {
    "index": "# A site\n\n```{toctree}\nfacts\nrules\nfloors\nquoting\n```\n",
    "facts": "# Facts\n\n```{contract-table} fields\n```\n\n"
    "```{contract-plans}\n```\n\n```{contract-limits}\n```\n",
    "rules": "# All rules\n\n```{audit-rules}\n```\n",
    "floors": "# Floors\n\n```{architecture}\n```\n",
    "quoting": "# Quoting\n\n[](#limit-context) is a limit.\n\n"
    "121 prompts take {fact}`plan-standard.full_minutes(121)` minutes.\n",
}
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


def test_the_next_build_shows_what_the_package_says_now(light):
    """A record, its name where it is quoted, a rule's docstring, an import and what was seen."""
    site = light(PAGES)
    kit = site.kit

    def built():
        # Links to the pages that are left out lead nowhere here; the site's own build fails on any.
        done = site.build()
        assert done.returncode == 0, done.stderr
        return {name: (site.out / f"{name}.html").read_text(encoding="utf-8") for name in PAGES}

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
    assert "121 prompts take 12 minutes" in before["quoting"]
    assert "121 prompts take 10 minutes" in after["quoting"]
    assert "Anew: " in after["rules"]
    assert "anew" in after["floors"]
    assert "observed otherwise" in after["facts"]
