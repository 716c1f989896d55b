"""``electron-kit compare``: a user's own prompts at two providers, side by side."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from ..contract import UNLIMITED, Plan, Price
from ..probe.command import (
    PATIENCE,
    STATE_FOLDER,
    STOPPED,
    add_day,
    day,
    tell,
    until_told,
    write,
)
from ..probe.detached import run_detached
from ..providers import PROVIDERS, Account, ConfigurationError
from ..transport.policy import find_plan
from .judging import check_schemas, verdicts
from .prompts import read_prompts
from .report import FORMATS
from .run import Comparison, pairs
from .sides import Side


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = (
        "Send your own prompts to two providers and show the answers side by side. It judges only "
        "what can be checked. Without any key, both are the sandbox. Exit code 0: everything that "
        "was checked holds; 1: something does not, or requests are left; 2: the command cannot be "
        "run as it was given; 130: interrupted, and the same command resumes."
    )
    parser.add_argument("prompts", type=Path, help="a file of JSON lines")
    parser.add_argument(
        "--providers", default="electron,openai", metavar="A,B", help="(electron,openai)"
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
        help="US dollars for a million tokens; repeatable",
    )
    add_day(parser, "the day of the prices that are given")
    parser.add_argument("--format", choices=list(FORMATS), default="text", help="(text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report there")
    parser.add_argument("--state", type=Path, metavar="FILE", help="what is done; resumed")
    parser.add_argument("--fresh", action="store_true", help="do not resume, start anew")
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
    prompts = read_prompts(arguments.prompts, _part(arguments.part))
    check_schemas(prompts)
    with ExitStack() as stack:
        sides = stack.enter_context(_sides(arguments, os.environ))
        own = arguments.state is None and all(side.account.in_sandbox for side in sides)
        state = None if own else arguments.state or _state(arguments)
        comparison = Comparison(
            prompts,
            sides,
            state=state,
            others=arguments.merge,
            storage=arguments.storage or os.environ.get("ELECTRON_KIT_STORAGE") or None,
            fresh=arguments.fresh,
            patience=PATIENCE,
            tell=tell,
        )
        stack.callback(comparison.close)
        tell(
            f"{len(prompts)} prompts, {comparison.left} requests to send, "
            f"{len(comparison.answers)} answers are there"
        )
        with until_told(comparison.stopping) as told:
            if state is None or not any(
                os.environ.get(it.key_variable) for it in PROVIDERS.values()
            ):
                comparison()  # the sandbox that answers is this process's own
            else:
                run_detached(comparison, comparison.stopping)
                comparison.reload()
        write(FORMATS[arguments.format](comparison), arguments.output)
        if told.is_set():
            return STOPPED
        holds = all(
            answer is not None and all(it.holds for it in verdicts(prompt, answer))
            for prompt, answers in pairs(comparison)
            for answer in answers
        )
        return 0 if holds else 1


def _part(text: str) -> tuple[int, int]:
    try:
        number, _, parts = text.partition("/")
        found = int(number), int(parts)
    except ValueError:
        found = (0, 0)
    if not 1 <= found[0] <= found[1]:
        raise ConfigurationError(f"--part {text!r} is none: write for instance 2/4.")
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
    found = {}
    for name, value in _assigned(given, "--price").items():
        try:
            read, cached, written = (float(part) for part in value.split(","))
            if min(read, cached, written) < 0:
                raise ValueError
        except ValueError:
            raise ConfigurationError(
                f"--price {name}={value} is not three numbers such as 0.40,0.10,1.60."
            ) from None
        found[name] = Price(read, cached, written, as_of)
    return found


def _state(arguments: argparse.Namespace) -> Path:
    told = f"{arguments.prompts.resolve()} {arguments.providers} {arguments.part}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:10]
    return STATE_FOLDER / f"compare-{digest}.jsonl"
