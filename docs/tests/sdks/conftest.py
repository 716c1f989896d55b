"""Says which toolchains run the snippets."""

import subprocess
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
        done = subprocess.run(language.versions, capture_output=True, text=True, check=False)
        lines.append(f"{name}: {(done.stdout or done.stderr).splitlines()[0]}")
    return lines
