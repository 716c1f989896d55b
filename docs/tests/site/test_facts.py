"""The role ``fact`` says what the contract says."""

import sys
from pathlib import Path

import pytest

from electron_kit.contract import CONTEXT_TOKENS, ELECTRON_PRICE, STANDARD

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))


def test_a_fact_is_what_the_contract_says():
    """Numbers have commas, prices have cents, and what is not there is an error that names it."""
    from facts import fact

    assert fact("limit-context") == f"{CONTEXT_TOKENS:,}"
    assert fact("plan-standard.requests_per_minute") == str(STANDARD.requests_per_minute)
    assert fact("price.output") == f"${ELECTRON_PRICE.output:.2f}"
    assert fact("field-n.electron.fate") == "rejected"
    for key in ("plan-gold.in_flight", "plan-standard.price", "nothing"):
        with pytest.raises(KeyError, match=key):
            fact(key)
