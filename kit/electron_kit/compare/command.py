"""``electron-kit compare``: a user's own prompts at two providers, side by side."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from math import inf
from pathlib import Path

from ..contract import UNLIMITED, Plan, Price
from ..ledger.bill import price_of
from ..probe.detached import run_detached
from ..probe.terminal import PATIENCE, STATE_FOLDER, STOPPED, add_day, day, tell, until_told, write
from ..providers import PROVIDERS, Account, ConfigurationError
from ..transport.policy import find_plan
from .decision import MARGIN, decide
from .effort import effort_left
from .judging import check_schemas
from .progress import Progress
from .prompts import read_prompts
from .report import FORMATS
from .run import Comparison
from .sides import Side


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = (
        "Send your own prompts to two providers and decide whether the first may take over from "
        "the second: whether it passes no fewer of them, by more than you can bear. It judges only "
        "what can be checked. Without any key, both are the sandbox. Exit code 0: GO; 1: NO-GO; "
        "3: not enough evidence, with what would decide; 2: the command cannot be run as it was "
        "given; 130: interrupted, and the same command resumes."
    )
    parser.add_argument("prompts", type=Path, help="a file of JSON lines")
    parser.add_argument(
        "--providers",
        default="electron,openai",
        metavar="CANDIDATE,REFERENCE",
        help="(electron,openai)",
    )
    parser.add_argument(
        "--margin",
        type=float,
        default=100 * MARGIN,
        metavar="POINTS",
        help="the loss that can be borne, in prompts of a hundred (%(default)g)",
    )
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="K", help="ask each prompt so often (1)"
    )
    parser.add_argument(
        "--max-p95",
        type=float,
        metavar="SECONDS",
        help="no go if 95 of 100 of the candidate's answers take longer",
    )
    parser.add_argument(
        "--max-cost-per-1000",
        type=float,
        metavar="DOLLARS",
        help="no go if a thousand requests to the candidate cost more",
    )
    parser.add_argument(
        "--model", action="append", default=[], metavar="PROVIDER=NAME", help="repeatable"
    )
    parser.add_argument("--plan", help="whose limits to keep at Electron (standard)")
    parser.add_argument(
        "--price",
        action="append",
        default=[],
        metavar="PROVIDER=IN,CACHED,OUT",
        help="US dollars per million tokens; repeatable",
    )
    add_day(parser, "the day of the prices that are given")
    parser.add_argument("--format", choices=list(FORMATS), default="text", help="(text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report there")
    parser.add_argument("--state", type=Path, metavar="FILE", help="what is done; resumed")
    parser.add_argument("--fresh", action="store_true", help="do not resume, start anew")
    parser.add_argument("--dry-run", action="store_true", help="say what it will take, and end")
    parser.add_argument("--storage", metavar="URI", help="a Redis that workers share the budget in")
    parser.add_argument(
        "--part", default="1/1", metavar="K/N", help="this worker's part of the prompts"
    )
    parser.add_argument(
        "--merge",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="another worker's state file, whose answers count as well; repeatable",
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare, report, and return the exit code.

    Raises:
        ConfigurationError: An argument, a key or a file cannot be used.
    """
    _check_limits(arguments)
    number, parts = _part(arguments.part)
    prompts = read_prompts(arguments.prompts, (number, parts))
    check_schemas(prompts)
    with ExitStack() as stack:
        sides = stack.enter_context(_sides(arguments, os.environ))
        if arguments.max_cost_per_1000 is not None and sides[0].price is None:
            raise ConfigurationError(
                f"--max-cost-per-1000 needs a price: --price {sides[0].name}=IN,CACHED,OUT."
            )
        own = arguments.state is None and all(side.account.in_sandbox for side in sides)
        state = None if own or arguments.dry_run else arguments.state or _state(arguments)
        comparison = Comparison(
            prompts,
            sides,
            state=state,
            others=arguments.merge,
            storage=arguments.storage or os.environ.get("ELECTRON_KIT_STORAGE") or None,
            repeat=arguments.repeat,
            fresh=arguments.fresh,
            patience=PATIENCE,
            told=Progress(),
        )
        stack.callback(comparison.close)
        tell(
            f"{len(prompts):,} prompts, {len(comparison.answers):,} answers are there. "
            f"To send: {effort_left(comparison)}."
        )
        if arguments.dry_run:
            return 0
        with until_told(comparison.stopping) as told:
            if state is None or not any(
                os.environ.get(it.key_variable) for it in PROVIDERS.values()
            ):
                comparison()  # the sandbox that answers is this process's own
            else:
                run_detached(comparison, comparison.stopping)
                comparison.reload()
        decision = decide(
            comparison,
            margin=arguments.margin / 100,
            max_p95=arguments.max_p95,
            max_cost_per_1000=arguments.max_cost_per_1000,
            part="" if parts == 1 else arguments.part,
        )
        write(FORMATS[arguments.format](comparison, decision), arguments.output)
        if arguments.output is not None:
            tell(f"{decision.verdict}. The report is in {arguments.output}.")
        return STOPPED if told.is_set() else decision.exit_code


def _check_limits(arguments: argparse.Namespace) -> None:
    if not 0.5 <= arguments.margin < 100:
        raise ConfigurationError(
            f"--margin {arguments.margin:g}: write points, such as 5 for five prompts of a hundred."
        )
    if arguments.repeat < 1:
        raise ConfigurationError(f"--repeat {arguments.repeat}: ask each prompt at least once.")
    for name in ("max_p95", "max_cost_per_1000"):
        limit = getattr(arguments, name)
        if limit is not None and not 0 < limit < inf:
            raise ConfigurationError(
                f"--{name.replace('_', '-')} {limit:g}: write a number above 0."
            )


def _part(text: str) -> tuple[int, int]:
    try:
        number, _, parts = text.partition("/")
        found = int(number), int(parts)
    except ValueError:
        found = (0, 0)
    if not 1 <= found[0] <= found[1]:
        raise ConfigurationError(f"--part {text!r} is not a part: write for instance 2/4.")
    return found


@contextmanager
def _sides(arguments: argparse.Namespace, env: Mapping[str, str]) -> Iterator[list[Side]]:
    names = [name for name in arguments.providers.split(",") if name]
    unknown = [name for name in names if name not in PROVIDERS]
    if unknown or len(set(names)) != len(names) or len(names) != 2:
        raise ConfigurationError(
            f"--providers {arguments.providers!r}: name two of {', '.join(PROVIDERS)}."
        )
    models, prices = (
        _assigned(arguments.model, "--model"),
        _prices(arguments.price, day(arguments.as_of)),
    )
    with ExitStack() as stack:
        if any(env.get(PROVIDERS[name].key_variable) for name in names):
            accounts = [PROVIDERS[name].from_env(env) for name in names]
        else:
            from ..sandbox import Sandbox

            sandbox = stack.enter_context(Sandbox())
            urls = {"electron": sandbox.electron_url, "openai": sandbox.openai_url}
            accounts = [
                Account(PROVIDERS[name], urls[name], PROVIDERS[name].sandbox_key) for name in names
            ]
            tell("No key is set: the sandbox on this machine answers for both, and no model.")
        yield [
            Side(
                account,
                models.get(account.provider.name) or account.provider.model_from(),
                _plan(account, arguments.plan),
                prices.get(account.provider.name, account.provider.price),
            )
            for account in accounts
        ]


def _plan(account: Account, given: str | None) -> Plan:
    if account.provider.name != "electron":
        return UNLIMITED
    if given is None and account.in_sandbox:
        return UNLIMITED
    return find_plan(given or "standard")


def _assigned(given: list[str], option: str) -> dict[str, str]:
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if name not in PROVIDERS or not equals or not value:
            raise ConfigurationError(
                f"{option} {text!r}: write PROVIDER=VALUE with one of {', '.join(PROVIDERS)}."
            )
        found[name] = value
    return found


def _prices(given: list[str], as_of: date) -> dict[str, Price]:
    return {
        name: price_of(value, as_of, f"--price {name}={value}")
        for name, value in _assigned(given, "--price").items()
    }


def _state(arguments: argparse.Namespace) -> Path:
    told = f"{arguments.prompts.resolve()} {arguments.providers} {arguments.part}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:10]
    return STATE_FOLDER / f"compare-{digest}.jsonl"
