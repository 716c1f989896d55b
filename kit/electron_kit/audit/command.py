"""``electron-kit audit``: arguments in, a report and an exit code out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from io import TextIOWrapper
from typing import Any

from ..providers import ConfigurationError
from .baseline import Entry, below, identified, load, save, without
from .engine import Progress, audit_sources, read
from .facts import Confidence
from .finding import Audit, Fix, MustReview, Problem, Style
from .fix_rounds import settled
from .frontend import Source, front_ends
from .options import Options
from .progress import Bar
from .reports import WRITERS, write
from .reports.left_out import plural, single, unread
from .reports.printable import printable
from .rewrite import apply_all, diff
from .routes import around, held
from .rules import rules
from .settings import settings_for

BASELINE = ".electron-audit-baseline.json"
EXCLUDED = "file that --exclude leaves out"


_EPILOG = """\
examples:
  electron-kit audit                         read this folder, show what breaks first
  electron-kit audit src --select B,P        what fails on Electron, below src only
  electron-kit audit --diff                  what --fix would change, file by file
  electron-kit audit --format html --output report.html    a page to plan the move by

codes: B and P fail, but B06 and B09, which behave differently, as C does; S is silently ignored,
       R is rewritten, I informs.

exit codes:
  0  nothing was found, and everything was read
  1  something was found; with --diff: something would change; with --fix: a file could not be
  2  the command was not understood
  3  nothing was found, but something that may hold a call was not read (--accept-unread: 0)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help="a file, or a folder to read with all below it (default: this folder); what git "
        "ignores and what others wrote is left out, and a file named here is read all the same",
    )
    parser.add_argument("--format", choices=list(WRITERS), default="text", help="the report's form")
    parser.add_argument("--output", metavar="FILE", help="write the report there")
    parser.add_argument(
        "--select", type=_codes, metavar="CODES", help="only these codes or prefixes"
    )
    parser.add_argument(
        "--ignore", type=_codes, metavar="CODES", help="all but these codes or prefixes"
    )
    parser.add_argument(
        "--exclude",
        action="append",
        metavar="PATTERN",
        help="leave out what matches, such as 'examples' or '*.gen.ts' (more than once)",
    )
    parser.add_argument(
        "--confidence",
        choices=[str(level) for level in Confidence],
        help="the least confidence to report (default: medium)",
    )
    parser.add_argument(
        "--style",
        choices=[style.value for style in Style],
        help="how fixes name URL, key and model: literally, by environment variables, by the kit",
    )
    parser.add_argument("--diff", action="store_true", help="show what --fix would change")
    parser.add_argument("--fix", action="store_true", help="make the changes that are safe")
    parser.add_argument(
        "--baseline", metavar="FILE", help="leave out the findings that this file lists"
    )
    parser.add_argument(
        "--write-baseline",
        action="store_true",
        help=f"write what is found to the baseline (default: {BASELINE}) and exit with 0",
    )
    parser.add_argument("--jobs", type=_processes, help="processes (default: one a core)")
    parser.add_argument(
        "--accept-unread",
        action="store_true",
        help="exit with 0 instead of 3 where something was not read and nothing was found",
    )
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever is found")
    parser.add_argument("--list-rules", action="store_true", help="list the rules, as text or json")


def run(arguments: argparse.Namespace) -> int:
    """Run the audit.

    Returns:
        0 if nothing was found and everything was read (or with ``--exit-zero``), 1 if
        something was found, 3 if nothing was found in what was read, but something that may
        hold a call was not (0 with ``--accept-unread``).

    Raises:
        ConfigurationError: A path does not exist, a code is unknown, two options are of
            different tasks, or the settings or the baseline cannot be used.
    """
    if arguments.list_rules:
        _list_rules(arguments.format)
        return 0
    _one_task(arguments)
    settings = settings_for(arguments.paths)
    least = Confidence[_first(arguments.confidence, settings.confidence, "medium").upper()]
    options = Options(
        select=_known(_first(arguments.select, settings.select, ())),
        ignore=_known(_first(arguments.ignore, settings.ignore, ())),
        # For a baseline, what is only not shown is not gone: everything is looked for.
        confidence=min(Confidence) if arguments.write_baseline else least,
        style=Style(_first(arguments.style, settings.style, Style.ENV.value)),
        jobs=_first(arguments.jobs, settings.jobs, 0),
    )
    exclude = (*(settings.exclude or ()), *(arguments.exclude or ()))
    problems: list[Problem] = []
    with Bar() as bar:
        try:
            sources = read(arguments.paths, options, problems)
        except FileNotFoundError as error:
            raise ConfigurationError(str(error)) from None
        kept = [source for source in sources if not _excluded(source.path, exclude)]
        problems = [problem for problem in problems if not _excluded(problem.path, exclude)]
        problems += [
            Problem(source.path, "left out", unread=False, kind=EXCLUDED)
            for source in sources
            if _excluded(source.path, exclude)
        ]
        audited = _Audited(options, kept, tuple(arguments.paths))
        if arguments.diff or arguments.fix:
            audited.look_around()
        result = audited.run(audited.sources, bar, problems)
    baseline = _first(arguments.baseline, settings.baseline, None)
    place = baseline or (BASELINE if arguments.write_baseline else "")
    if arguments.write_baseline:
        return _write_baseline(result, place, audited, least)
    result = replace(result, findings=identified(result.findings, place))
    known = load(baseline) if baseline is not None else None
    if known is not None:
        result = without(result, known)
    if arguments.diff or arguments.fix:
        # A baseline knows its findings by their lines, which the first round may have changed.
        again = audited.run if known is None else None
        return _rewrite(arguments, result, audited.sources, again)
    if arguments.output or arguments.format != "text":
        # The text report says it where it is read.
        _say_unread(result)
    if arguments.output:
        with open(arguments.output, "w", encoding="utf-8") as file:
            write(arguments.format, result, file)
    else:
        if isinstance(sys.stdout, TextIOWrapper):
            # A terminal that knows no such letter shows its number, and the report goes on.
            sys.stdout.reconfigure(errors="backslashreplace")
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        write(arguments.format, result, sys.stdout, colour=colour)
    return _exit_code(arguments, result, failed=bool(result.findings))


def _one_task(arguments: argparse.Namespace) -> None:
    """Refuse options of which one would be passed over in silence."""
    change = "--diff" if arguments.diff else "--fix" if arguments.fix else ""
    if not change:
        return
    if arguments.write_baseline:
        raise ConfigurationError(
            f"{change} and --write-baseline are two tasks: run {change} first, then the other."
        )
    given = "--output" if arguments.output else "--format" if arguments.format != "text" else ""
    if given:
        raise ConfigurationError(
            f"{change} writes no report, so {given} has nothing to say: leave it out, and run the "
            "audit again without "
            f"{change} for a report."
        )


def _list_rules(form: str) -> None:
    if form not in ("text", "json"):
        raise ConfigurationError(f"The rules are listed as text or json, not as {form}.")
    if form == "json":
        json.dump([rule.as_json() for rule in rules()], sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    for rule in rules():
        print(f"{rule.code}  {rule.name:26} {rule.severity.value:17} {rule.title}")


def _exit_code(arguments: argparse.Namespace, result: Audit, *, failed: bool) -> int:
    if arguments.exit_zero:
        return 0
    if failed:
        return 1
    return 3 if result.unread and not arguments.accept_unread else 0


def _say_unread(result: Audit) -> None:
    for problem in single(result):
        print(printable(f"electron-kit: {problem.path}: {problem.reason}"), file=sys.stderr)
    missing = unread(result)
    if missing:
        print(printable(f"electron-kit: this is not everything: {missing}."), file=sys.stderr)


class _Audited:
    """The sources of a run: those named, and for a change also what stands around them."""

    def __init__(self, options: Options, named: list[Source], paths: tuple[str, ...]) -> None:
        self.options = options
        self.paths = paths
        self.sources = named
        self.whole = True

    def look_around(self) -> None:
        """Read the projects of the paths too: what is not seen forbids a move."""
        claims = [end.claims for end in front_ends()]
        more, self.whole = around(self.paths, self.sources, claims, self.options.max_bytes)
        self.sources = [*self.sources, *more]

    def run(
        self,
        sources: Sequence[Source],
        progress: Progress | None = None,
        problems: Sequence[Problem] = (),
    ) -> Audit:
        """Audit the sources, as they are or as they are after a change."""
        result = audit_sources(sources, self.options, progress, problems)
        result = replace(result, roots=self.paths)
        if self.whole:
            return result
        reason = "stands in a project that is too large to be read whole: name its root"
        return held(result, dict.fromkeys((piece.key for piece in result.pieces), reason))


def _write_baseline(result: Audit, path: str, audited: _Audited, least: Confidence) -> int:
    """Write what is found with at least a confidence; what is below it is there all the same."""
    _say_unread(result)
    asked = [finding for finding in result.findings if finding.confidence >= least]
    # A run that does not see the others counts without them.
    found = identified(asked, path)
    there_still = {finding.id for finding in (*found, *identified(result.findings, path))}
    missed = {problem.path for problem in result.unread}
    read_now = {below(it.path, path) for it in audited.sources if it.path not in missed}
    folder = os.path.dirname(os.path.abspath(path))

    def looked(entry: Entry) -> bool:
        """Say whether a run of this part, with these codes, would have found it."""
        if entry.id in there_still or not audited.options.wants(entry.code):
            return False
        return entry.path in read_now or not os.path.exists(os.path.join(folder, entry.path))

    try:
        written = save(found, path, looked)
    except OSError as error:
        raise ConfigurationError(f"{path!r} cannot be written: {error.strerror}.") from None
    states = Counter(entry.state.value for entry in written)
    counted = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    print(
        f"{len(found)} findings are in the baseline {path}" + (f": {counted}." if counted else "."),
        file=sys.stderr,
    )
    return 0


def _rewrite(
    arguments: argparse.Namespace,
    result: Audit,
    sources: list[Source],
    again: Callable[[Sequence[Source]], Audit] | None,
) -> int:
    """Show or make the changes; list what a person has to look at.

    Returns:
        0, or 1 if a file could not be changed, or (with ``--diff``) if one would be, or 3
        if something was not read.
    """
    problems: list[Problem] = []
    failed = 0
    changes, left = settled(result, sources, again, problems)
    changed = len(changes)
    if arguments.diff:
        for change in changes:
            _write_patch(diff(change))
    else:
        errors = apply_all(changes)
        failed = len(errors)
        problems += [Problem(path, str(error)) for path, error in errors.items()]
    for problem in problems:
        print(printable(f"electron-kit: {problem.path}: {problem.reason}"), file=sys.stderr)
    _say_unread(result)
    # The lines are those of the files as they are now.
    shown = result if arguments.diff else left
    review = [each for each in shown.findings if each.asks and not isinstance(each.fix, Fix)]
    verb = "would change" if arguments.diff else "changed"
    done, left_over = changed - failed, len(review)
    print(
        f"{done} {plural('file', done)} {verb}; "
        f"{left_over} {plural('finding', left_over)} must be reviewed.",
        file=sys.stderr,
    )
    for finding in review:
        cell = f"cell {finding.cell}:" if finding.cell is not None else ""
        reason = finding.fix.reason if isinstance(finding.fix, MustReview) else finding.message
        told = printable(f"{finding.path}:{cell}{finding.line}: {finding.code} {reason}")
        print(f"  {told}", file=sys.stderr)
    would = arguments.diff and bool(changed)
    return _exit_code(arguments, result, failed=bool(failed) or would)


def _write_patch(text: str) -> None:
    """Write a patch byte for byte: in its file's own encoding, with its own ends of lines."""
    data = text.encode("utf-8", "surrogateescape")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(data.decode("utf-8", "replace"))


def _first(*values: Any) -> Any:
    """Return the first value that is set: the command line's, the project's, the default."""
    return next((value for value in values if value is not None), None)


def _excluded(path: str, patterns: tuple[str, ...]) -> bool:
    """Say whether a path or a folder above it matches, wherever the audit began."""
    return any(
        fnmatch(f"/{path}", f"*/{pattern}") or fnmatch(f"/{path}", f"*/{pattern}/*")
        for pattern in (pattern.removeprefix("./").rstrip("/") for pattern in patterns)
        if pattern
    )


def _processes(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes, such as 2")
    return int(text)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in text.split(",") if code.strip())


def _known(codes: tuple[str, ...]) -> tuple[str, ...]:
    for code in codes:
        if not any(rule.code.startswith(code) for rule in rules()):
            known = ", ".join(rule.code for rule in rules())
            raise ConfigurationError(f"There is no rule {code!r}. The rules are {known}.")
    return codes
