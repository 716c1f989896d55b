"""A figure of the contract in the middle of a sentence, by the key that links to it.

The site's role ``fact`` says it, and so do the pages that JupyterLab opens, so that a sentence
cannot say something else than the contract.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import reduce
from typing import Any

from .. import contract
from ..providers import PROVIDERS


def things() -> dict[str, Any]:
    """Return what can be named, by its key."""
    named: dict[str, Any] = {f"plan-{plan.name}": plan for plan in contract.PLANS.values()}
    named |= {record.key: record for record in contract.RECORDS}
    named |= {limit.key: limit for limit in contract.LIMITS}
    named |= {trait.key: trait for trait in contract.SERVICE}
    named |= {f"provider-{name}": provider for name, provider in PROVIDERS.items()}
    return {**named, "price": contract.ELECTRON_PRICE}


def fact(key: str) -> str:
    """Return a fact as it stands in a sentence.

    Args:
        key: Such as ``plan-standard.in_flight``, ``limit-context`` or ``price.input``, or with a
            number, such as ``plan-standard.full_minutes(147)``.

    Raises:
        KeyError: There is no such fact; the message says what there is.

    >>> fact("field-n.electron.fate")
    'rejected'
    >>> fact("plan-enterprise.full_minutes(100)")
    '0'
    """
    name, _, rest = key.partition(".")
    known = things()
    if name not in known:
        raise KeyError(f"no fact {key!r}: there is no {name!r} in the contract")
    rest = rest or ("value" if name.startswith(("limit-", "service-")) else "name")
    rest, _, number = rest.partition("(")
    try:
        value = reduce(getattr, rest.split("."), known[name])
        value = value(int(number.removesuffix(")"))) if number else value
    except (AttributeError, TypeError, ValueError) as error:
        raise KeyError(f"no fact {key!r}: {error}") from None
    if isinstance(value, float):
        return f"${value:.2f}" if name == "price" else f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)
