"""The audit's precision and recall on public code that was labelled by hand.

    python kit/benchmarks/audit_score.py SOURCES [--split held-out] [--round N]
        [--language go] [--wrong]

``SOURCES`` holds a folder for each repository, ``owner+name``, at the commit that its label
file names. Sources are never part of this project; labels are in ``audit_corpus/labels``:

    {"repo": "owner/name", "commit": "…", "split": "tune" | "held-out", "language": "go",
     "files": ["the files that were read"],
     "labels": [{"path": "app.py", "line": 3, "code": "R02", "cell": null, "indirect": true}]}

``language`` stands where one door was labelled for: ``go``, ``java``, ``ruby``. Labels hold what
doors look for there, so not how histories grow, fan-outs, and how replies and errors are read.
Only the files named are scored. A finding matches a label of the same file, cell and code
whose line is at most one away. ``held-out`` repositories were labelled before the rules
were changed on their account. ``round`` numbers the blind rounds: repositories that no set held,
labelled before the audit was first run on them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from electron_kit.audit import Options, audit
from electron_kit.audit.finding import Severity
from electron_kit.audit.rules import rules

LABELS = Path(__file__).parent / "audit_corpus" / "labels"
Key = tuple[str, int | None, int, str]


@dataclass
class Tally:
    """What was found, what was missed, what was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    indirect_found: int = 0
    indirect: int = 0


def main() -> int:
    """Print the score by rule and overall."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources", type=Path)
    parser.add_argument("--split", choices=["tune", "held-out"])
    parser.add_argument(
        "--language", help="only repositories labelled for it, or `any` for all that are"
    )
    parser.add_argument("--round", type=int, help="only the repositories of this blind round")
    parser.add_argument("--wrong", action="store_true", help="list what was wrong or missed")
    arguments = parser.parse_args()
    tally, scored, absent = Tally(), 0, []
    for file in sorted(LABELS.glob("*.json")):
        labelled = json.loads(file.read_text(encoding="utf-8"))
        if arguments.split and labelled["split"] != arguments.split:
            continue
        if not _asked(labelled.get("language"), arguments.language):
            continue
        if arguments.round is not None and labelled.get("round") != arguments.round:
            continue
        folder = arguments.sources / labelled["repo"].replace("/", "+")
        if not folder.is_dir():
            absent.append(labelled["repo"])
            continue
        scored += 1
        _score(labelled, folder, tally, arguments.wrong)
    if absent:
        print("not in SOURCES:", ", ".join(absent), file=sys.stderr)
    _show(tally, scored)
    return 0


def _asked(language: str | None, wanted: str | None) -> bool:
    return wanted is None or language == wanted or (wanted == "any" and language is not None)


def _score(labelled: dict, folder: Path, tally: Tally, verbose: bool) -> None:
    files = set(labelled["files"])
    found: set[Key] = set()
    for finding in audit([folder], Options(jobs=1)).findings:
        path = Path(finding.path).relative_to(folder).as_posix()
        # I02 says what OpenAI has announced, which is nobody's to label.
        if path in files and finding.code != "I02":
            found.add((path, finding.cell, finding.line, finding.code))
    open_ = set(found)
    for label in labelled["labels"]:
        key = (label["path"], label.get("cell"), label["line"], label["code"])
        match = next(
            (k for k in sorted(open_, key=lambda k: abs(k[2] - key[2]))
             if (k[0], k[1], k[3]) == (key[0], key[1], key[3]) and abs(k[2] - key[2]) <= 1),
            None,
        )  # fmt: skip
        tally.indirect += bool(label.get("indirect"))
        if match is None:
            tally.missed[label["code"]] += 1
            if verbose:
                print(f"missed {labelled['repo']} {key}")
        else:
            open_.discard(match)
            tally.right[label["code"]] += 1
            tally.indirect_found += bool(label.get("indirect"))
    for key in sorted(open_, key=str):
        tally.wrong[key[3]] += 1
        if verbose:
            print(f"wrong  {labelled['repo']} {key}")


def _show(tally: Tally, scored: int) -> None:
    print(f"{scored} repositories\ncode  labels  right  wrong  missed  precision  recall")
    for code in sorted(tally.right | tally.wrong | tally.missed):
        _line(code, tally.right[code], tally.wrong[code], tally.missed[code])
    _line("all", tally.right.total(), tally.wrong.total(), tally.missed.total())
    if tally.indirect:
        share = tally.indirect_found / tally.indirect
        print(f"indirect: {tally.indirect_found} of {tally.indirect}, recall {share:.2f}")
    changes = {rule.code for rule in rules() if rule.severity is Severity.BEHAVIOUR_CHANGE}
    right = sum(tally.right[code] for code in changes)
    if all_ := right + sum(tally.missed[code] for code in changes):
        print(f"behaviour changes: {right} of {all_}, recall {right / all_:.2f}")


def _line(code: str, right: int, wrong: int, missed: int) -> None:
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    counts = f"{right + missed:6}  {right:5}  {wrong:5}  {missed:6}"
    print(f"{code:4}  {counts}  {precision:9.2f}  {recall:6.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
