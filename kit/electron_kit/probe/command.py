"""``electron-kit probe``: hold an endpoint against what its documents say."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from ..contract import PLANS, Price
from ..ledger.bill import price_of
from ..providers import PROVIDERS, ConfigurationError, Provider
from .detached import run_detached
from .drift import observed_file
from .endpoint import endpoint_and_key
from .estimate import estimate
from .report import FORMATS
from .run import Probe, Report, chosen
from .target import Target
from .terminal import PATIENCE, STATE_FOLDER, STOPPED, add_day, day, tell, until_told, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = (
        "Hold an endpoint against what its documents say. Without a key and without --base-url "
        "a sandbox is started and probed. Exit code 0: all checks compatible; 1: one is not, or "
        "the run is incomplete; 2: the command cannot be run as it was given; 130: interrupted."
    )
    parser.add_argument("--base-url", metavar="URL", help="the endpoint, up to /chat/completions")
    parser.add_argument(
        "--key-env", metavar="NAME", help="the variable that holds the key for that endpoint"
    )
    parser.add_argument(
        "--dialect", default="electron", help="whose documents: electron, openai (electron)"
    )
    parser.add_argument("--model", help="the model to ask for; the provider's usual one by default")
    parser.add_argument("--plan", help=f"whose pace to keep: {', '.join(PLANS)} (standard)")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="CHECKS",
        help="groups, checks or patterns, separated by commas; repeatable",
    )
    parser.add_argument("--format", choices=list(FORMATS), default="text", help="(text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report there")
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="what is done so far; resumed if unfinished"
    )
    parser.add_argument("--fresh", action="store_true", help="do not resume, start anew")
    parser.add_argument(
        "--price", metavar="IN,CACHED,OUT", help="US dollars per million tokens, for the estimate"
    )
    parser.add_argument(
        "--write-observed", type=Path, metavar="FILE", help="what was seen, for the contract"
    )
    add_day(parser, "the day to note beside what is seen")
    parser.add_argument("--dry-run", action="store_true", help="say what it will take, and end")
    parser.add_argument("--list", action="store_true", help="list the checks, and end")


def run(arguments: argparse.Namespace) -> int:
    """Probe, report, and return the exit code.

    Raises:
        ConfigurationError: An argument, a key or a file cannot be used.
    """
    only = [part for text in arguments.only for part in text.split(",") if part]
    if arguments.list:
        for check in chosen(_dialect(arguments.dialect).name, only):
            said = check.said[arguments.dialect]
            print(f"{check.id:<28} {said.states} [{said.sources or 'open'}]")
        return 0
    with ExitStack() as stack:
        target = stack.enter_context(_target(arguments, os.environ))
        checks = chosen(target.dialect, only)
        plan = estimate(checks, target, _price(arguments.price, day(arguments.as_of)))
        tell(f"{target.endpoint}: {plan}; {target.plan} plan")
        if arguments.dry_run:
            return 0
        state = arguments.state or _state(target, [check.id for check in checks])
        probe = Probe(
            target,
            only=only,
            state=state,
            fresh=arguments.fresh,
            patience=PATIENCE,
            tell=tell,
            as_of=day(arguments.as_of),
        )
        if probe.resumed:
            done = len(probe.checks) - len(probe.left)
            tell(f"resuming {state}: {done} of {len(probe.checks)} checks are done")
        try:
            with until_told(probe.stopping) as told:
                if state is None:
                    probe.send()
                else:
                    run_detached(probe.send, probe.stopping)
            report = probe.report()
            write(FORMATS[arguments.format](report), arguments.output)
            if arguments.write_observed is not None:
                write(observed_file(report), arguments.write_observed)
        except BaseException:
            probe.close()
            raise
        interrupted = told.is_set() and bool(report.stopped)
        probe.close(reported=not report.stopped or _final(report))
    if interrupted:
        tell(f"interrupted; the same command resumes from {state}")
        return STOPPED
    return 0 if report.compatible else 1


def _final(report: Report) -> bool:
    """Say whether a run that stopped would only stop again: what refused it is in its results."""
    return any(result.verdict == "incompatible" for result in report.results[:1])


def _dialect(name: str) -> Provider:
    if name not in PROVIDERS:
        raise ConfigurationError(f"Unknown dialect {name!r}. Choose one of {', '.join(PROVIDERS)}.")
    return PROVIDERS[name]


@contextmanager
def _target(arguments: argparse.Namespace, env: Mapping[str, str]) -> Iterator[Target]:
    """Yield the target that the arguments and the environment describe."""
    provider = _dialect(arguments.dialect)
    model = arguments.model or provider.model_from()
    given = arguments.base_url is not None or arguments.key_env is not None
    if not given and not env.get(provider.key_variable):
        from ..sandbox import Sandbox

        with Sandbox() as sandbox:
            urls = {"electron": sandbox.electron_url, "openai": sandbox.openai_url}
            plan = arguments.plan or "unlimited"
            tell(
                f"{provider.key_variable} is not set: the sandbox on this machine is probed. "
                "It proves the sandbox, not the service."
            )
            url, key = urls[provider.name], provider.sandbox_key
            yield Target(url, key, provider.name, model, plan, stand_in=True)
        return
    base_url, key = endpoint_and_key(provider, arguments.base_url, arguments.key_env, env)
    yield Target(base_url, key, provider.name, model, arguments.plan or "standard")


def _price(text: str | None, as_of: date) -> Price | None:
    return None if text is None else price_of(text, as_of, f"--price {text!r}")


def _state(target: Target, checks: list[str]) -> Path | None:
    """Return the usual state file of a run: one for each endpoint and choice of checks."""
    if target.stand_in:
        return None
    told = json.dumps([target.endpoint, target.dialect, target.model, checks])
    digest = hashlib.sha256(told.encode()).hexdigest()[:10]
    return STATE_FOLDER / f"probe-{target.dialect}-{digest}.jsonl"
