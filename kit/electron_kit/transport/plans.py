"""Which plan an account has: whose limits the kit keeps."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ..contract import PLANS, STANDARD, UNLIMITED, Plan
from ..providers import ELECTRON, Account, ConfigurationError
from .policy import find_plan


def plan_of(account: Account, given: str | Plan | Mapping[str, str | Plan] | None) -> Plan:
    """Return the plan to keep to: the one given, the environment's, or the default.

    Args:
        account: Whose plan it is.
        given: A policy's `plan`.

    Raises:
        ConfigurationError: There is no such plan.
    """
    name = account.provider.name
    if isinstance(given, Mapping):
        given = given.get(name)
    elif name != ELECTRON.name:
        given = None
    if given is None and name == ELECTRON.name:
        named = os.environ.get("SMALLEST_PLAN")
        if named and named not in PLANS:
            known = ", ".join(repr(plan) for plan in PLANS)
            raise ConfigurationError(f"SMALLEST_PLAN is set to {named!r}: choose one of {known}.")
        given = named or (UNLIMITED if account.in_sandbox else STANDARD)
    return UNLIMITED if given is None else find_plan(given)
