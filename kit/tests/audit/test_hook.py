"""The pre-commit hook hands the audit the files that it reads, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from electron_kit.audit.frontend import front_ends

HOOKS = Path(__file__).parents[3] / ".pre-commit-hooks.yaml"


def _pattern() -> re.Pattern[str]:
    found = re.search(r"^  files: (.+)$", HOOKS.read_text(encoding="utf-8"), re.M)
    assert found
    return re.compile(found[1])


@pytest.mark.parametrize(
    "path",
    [
        "app.py", "src/n.ipynb", "a.js", "a.cjs", "a.mjs", "a.ts", "a.tsx", "a.jsx", ".env",
        "web/.env.local", "prod.env", "env.example", "docker-compose.yml", "conf/a.yaml",
        "pyproject.toml", "models.json", "tsconfig.jsonc", "Dockerfile", "Dockerfile.web",
        "App.vue", "a.svelte", "a.astro", "index.html", "ask.sh", "Makefile", "rules.mk", "a.ini",
        "setup.cfg", "application.properties", "a.pyw", "a.cts", ".envrc",
        "web.dockerfile", "Containerfile", "cmd/main.go", "src/Bot.java", "lib/bot.rb", "Rakefile",
        "bot.gemspec", "build.gradle.kts", ".dev.vars", ".github/workflows/ci.yml",
        "start.bat", "setup.ps1", ".example.env.local", "env_sample",
    ],
)  # fmt: skip
def test_the_hook_is_given_what_the_audit_reads(path: str) -> None:
    """A file that a front end claims, or would but for its name alone, reaches the hook."""
    assert _pattern().search(path)
    assert any(end.claims(path) for end in front_ends())


@pytest.mark.parametrize(
    "path", ["README.md", "a.txt", "a.pyi", "Bot.cs", "environment", "requirements.txt", "a.lock"]
)
def test_the_hook_is_not_given_what_the_audit_does_not_read(path: str) -> None:
    """A file that no front end claims does not reach the hook."""
    assert not _pattern().search(path)
    assert not any(end.claims(path) for end in front_ends())
