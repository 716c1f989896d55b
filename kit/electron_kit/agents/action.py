"""What `action.yml` runs: one audit of the project, told in the places where GitHub shows things.

The whole project is read. Annotations stand on the files that the change touches; the summary and
the SARIF file hold everything.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..audit.finding import Severity
from ..audit.reports import github
from ..cli import main as electron_kit
from ..providers import ConfigurationError

_FAIL_ON = ("breaks", "any", "never")
_MOST_ROWS = 50


def main(env: Mapping[str, str] | None = None) -> int:
    """Audit and tell.

    Args:
        env: The environment that a workflow's step has; this process's own by default.

    Returns:
        0, or 1 if the job is to fail, or 2 if an input cannot be used.
    """
    env = os.environ if env is None else env
    fail_on = env.get("AUDIT_FAIL_ON") or "breaks"
    if fail_on not in _FAIL_ON:
        print(f"::error::fail-on is one of {', '.join(_FAIL_ON)}, not {fail_on!r}.")
        return 2
    folder = Path(env.get("RUNNER_TEMP") or ".")
    report, sarif = folder / "electron-kit.json", folder / "electron-kit.sarif"
    given = ["audit", env.get("AUDIT_PATH") or ".", "--exit-zero"]
    if env.get("AUDIT_BASELINE"):
        given += ["--baseline", env["AUDIT_BASELINE"]]
    for form, path in (("json", report), ("sarif", sarif)):
        code = electron_kit([*given, "--format", form, "--output", str(path)])
        if code:
            return code
    told = json.loads(report.read_text(encoding="utf-8"))
    _append(env.get("GITHUB_OUTPUT"), f"report={report}\nsarif={sarif}\n")
    _append(env.get("GITHUB_STEP_SUMMARY"), summary(told))
    touched = changed(env.get("AUDIT_BASE") or "")
    shown = [it for it in told["findings"] if touched is None or _path(it) in touched]
    for finding in shown:
        print(annotation(finding))
    rest = len(told["findings"]) - len(shown)
    if rest:
        print(
            f"{rest} findings more are in files that this change does not touch: see the summary."
        )
    return 1 if failing(told, fail_on, env.get("AUDIT_ACCEPT_UNREAD") == "true") else 0


def failing(told: dict[str, Any], fail_on: str, accept_unread: bool) -> bool:
    """Say whether the job fails, and print why.

    Args:
        told: The JSON report.
        fail_on: ``"breaks"``, ``"any"`` or ``"never"``.
        accept_unread: Whether it may pass although not everything was read.
    """
    breaking = sum(it["severity"] == "breaks" for it in told["findings"])
    bad = {"breaks": breaking, "any": len(told["findings"]), "never": 0}[fail_on]
    if bad:
        print(f"::error::{bad} findings {'break on Electron' if fail_on == 'breaks' else 'stand'}.")
    unread = not told["complete"] and not accept_unread and fail_on != "never"
    if unread:
        print("::error::Not everything was read, so this is no all-clear: see the summary.")
    return bool(bad or unread)


def changed(base: str) -> set[str] | None:
    """Return the files that differ from a commit; None if that cannot be told.

    Args:
        base: The commit; empty or all zeros where there is none.
    """
    if not base.strip("0"):
        return None
    command = ["git", "diff", "--name-only", "-z", base, "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        return None  # a shallow clone has no such commit
    return {name for name in done.stdout.split("\0") if name}


def annotation(finding: dict[str, Any]) -> str:
    """Return the workflow command that shows a finding on its line."""
    return github.annotation(
        Severity(finding["severity"]),
        f"{finding['code']} {finding['name']}",
        finding["message"],
        finding["instead"],
        path=_path(finding),
        lines=(finding["line"], finding["end_line"]),
        cell=finding["cell"],
    )


def summary(told: dict[str, Any]) -> str:
    """Return the job's summary as Markdown.

    Args:
        told: The JSON report.
    """
    found = told["findings"]
    severities = Counter(it["severity"] for it in found)
    counted = ", ".join(f"{number} {name}" for name, number in severities.most_common())
    lines = ["## electron-kit audit", "", f"{len(found)} findings: {counted or 'none'}.", ""]
    if not told["complete"]:
        lines += ["**Not everything was read.**", ""]
        lines += [f"- {it['path']}: {it['reason']}" for it in told["problems"] if it["unread"]][:20]
        lines.append("")
    if found:
        rules = Counter((it["severity"], it["code"], it["name"]) for it in found)
        lines += ["| rule | severity | findings |", "|---|---|--:|"]
        lines += [
            f"| {code} {name} | {sev} | {n} |" for (sev, code, name), n in sorted(rules.items())
        ]
        lines += ["", "| where | rule | what | instead |", "|---|---|---|---|"]
        first = sorted(found, key=lambda it: it["severity"] != "breaks")
        for it in first[:_MOST_ROWS]:
            cells = (f"{_path(it)}:{it['line']}", it["code"], it["message"], it["instead"])
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        if len(first) > _MOST_ROWS:
            lines += ["", f"{len(first) - _MOST_ROWS} more are in the SARIF file."]
    return "\n".join(lines) + "\n"


def _path(finding: dict[str, Any]) -> str:
    path = Path(finding["path"])
    return os.path.normpath(os.path.relpath(path) if path.is_absolute() else path).replace(
        os.sep, "/"
    )


def _append(path: str | None, text: str) -> None:
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ConfigurationError as error:
        print(f"::error::{error}")
        sys.exit(2)
