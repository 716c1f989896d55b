"""The role ``fact``: a figure of the contract in the middle of a sentence.

```` {fact}`plan-standard.requests_per_minute` ```` is what the contract says, so that a sentence
cannot say something else. The part before the first dot names a plan, a limit, the price, an
endpoint or a record by the key that links to it; the rest names what of it is meant.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import reduce
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from electron_kit import contract
from electron_kit.providers import PROVIDERS


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
        key: Such as ``plan-standard.in_flight``, ``limit-context`` or ``price.input``.

    Raises:
        KeyError: There is no such fact; the message says what there is.
    """
    name, _, rest = key.partition(".")
    known = things()
    if name not in known:
        raise KeyError(f"no fact {key!r}: there is no {name!r} in the contract")
    rest = rest or ("value" if name.startswith(("limit-", "service-")) else "name")
    try:
        value = reduce(getattr, rest.split("."), known[name])
    except AttributeError as error:
        raise KeyError(f"no fact {key!r}: {error}") from None
    if isinstance(value, float):
        return f"${value:.2f}" if name == "price" else f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)


class Fact(SphinxRole):
    """Puts a fact into a sentence."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the fact's text, or fail the build."""
        try:
            return [nodes.Text(fact(self.text))], []
        except KeyError as error:
            message = self.inliner.reporter.error(error.args[0], line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_role("fact", Fact())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
