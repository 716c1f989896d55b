"""A fact in a sentence is what the contract says."""

import pytest

from electron_kit.contract import CONTEXT_TOKENS, ELECTRON_PRICE, STANDARD
from electron_kit.lesson.facts import fact


def test_a_fact_is_what_the_contract_says():
    """Numbers have commas, prices have cents, and what is not there is an error that names it."""
    assert fact("limit-context") == f"{CONTEXT_TOKENS:,}"
    assert fact("plan-standard.requests_per_minute") == str(STANDARD.requests_per_minute)
    assert fact("price.output") == f"${ELECTRON_PRICE.output:.2f}"
    assert fact("field-n.electron.fate") == "rejected"
    for key in ("plan-gold.in_flight", "plan-standard.price", "nothing"):
        with pytest.raises(KeyError, match=key):
            fact(key)
