"""Says which toolchains run the snippets."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "snippets"))

import languages


def pytest_report_header():
    """Name each toolchain's version, or what is missing."""
    lines = []
    for name, language in languages.LANGUAGES.items():
        if missing := language.missing():
            lines.append(f"{name}: not here ({', '.join(missing)})")
            continue
        lines.append(f"{name}: {language.toolchain()}")
    return lines
