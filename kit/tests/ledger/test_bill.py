"""Behaviour of prices and counts."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.contract import ELECTRON_PRICE, Price
from electron_kit.ledger import Ledger
from electron_kit.ledger.bill import Counts, PriceList

DAY = date(2026, 11, 24)
TOKENS = st.integers(0, 10**9)
DOLLARS = st.decimals(0, 1000, places=2).map(float)
COUNTS = st.builds(
    lambda cached, more, out: Counts(1, 1, 0, cached + more, cached, out), TOKENS, TOKENS, TOKENS
)
PRICES = st.builds(Price, DOLLARS, DOLLARS, DOLLARS, st.just(DAY))

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10), st.floats(), st.text(max_size=3), st.just([])
)


@given(COUNTS, PRICES)
def test_cost_is_the_exact_sum(counts: Counts, price: Price) -> None:
    """Input less cached, cached and output, each at its price, as in exact arithmetic."""
    exact = (
        (counts.prompt - counts.cached) * Fraction(price.input)
        + counts.cached * Fraction(price.cached)
        + counts.completion * Fraction(price.output)
    ) / 10**6
    assert counts.cost(price) == pytest.approx(float(exact), rel=1e-12, abs=1e-12)


@given(COUNTS, COUNTS, PRICES)
def test_costs_add_up(one: Counts, other: Counts, price: Price) -> None:
    """The cost of a sum is the sum of the costs, so totals need not keep each call."""
    together = (one + other).cost(price)
    assert together == pytest.approx(one.cost(price) + other.cost(price), rel=1e-9, abs=1e-9)


def test_electron_costs_what_the_contract_says() -> None:
    """A million input, cached and output tokens each, at the migration page's price."""
    price = PriceList().of("electron", "electron")
    assert price is ELECTRON_PRICE
    assert Counts(prompt=2_000_000, cached=1_000_000, completion=1_000_000).cost(
        ELECTRON_PRICE
    ) == pytest.approx(0.40 + 0.10 + 1.60)


def test_without_the_cache_all_input_costs_the_same() -> None:
    """A provider that does not find the prefix charges for it in full."""
    price = Price(1.0, 0.0, 0.0, DAY)
    counts = Counts(prompt=1_000_000, cached=400_000)
    assert counts.cost(price) == pytest.approx(0.6)
    assert counts.cost(price, cached=False) == pytest.approx(1.0)


def test_openai_has_no_price_until_one_is_given() -> None:
    """A price that varies by model and time is not guessed."""
    assert PriceList().of("openai", "gpt-4o") is None
    given_price = Price(1.0, 0.5, 2.0, DAY)
    prices = PriceList({"gpt-4o": given_price})
    assert prices.of("openai", "gpt-4o") is given_price
    assert prices.of("openai", "gpt-4o-mini") is None


@pytest.mark.parametrize("model", ["gpt-4o-2024-08-06", "gpt-4o-0613", "gpt-4o-latest"])
def test_a_snapshot_costs_what_its_model_does(model: str) -> None:
    """OpenAI answers with the dated name of the model that was asked."""
    price = Price(1.0, 0.5, 2.0, DAY)
    own = Price(9.0, 9.0, 9.0, DAY)
    assert PriceList({"gpt-4o": price}).of("openai", model) is price
    assert PriceList({"gpt-4o": price, model: own}).of("openai", model) is own


def test_the_contracts_price_can_be_replaced() -> None:
    """An account manager's price counts instead of the page's."""
    price = Price(0.2, 0.1, 0.8, DAY)
    assert PriceList({"electron": price}).of("electron", "electron") is price


def test_a_price_that_makes_no_sense_is_refused() -> None:
    """The error names the price, and a missing one says how to give it."""
    with pytest.raises(ValueError, match="'gpt-4o'"):
        PriceList({"gpt-4o": Price(-1.0, 0.0, 0.0, DAY)})
    with pytest.raises(TypeError, match="'gpt-4o'"):
        PriceList({"gpt-4o": 2.5})
    with pytest.raises(LookupError, match=r"^No price for 'gpt-4o'.*Ledger\(prices="):
        PriceList()["gpt-4o"]


@given(st.dictionaries(st.sampled_from(["prompt_tokens", "completion_tokens", "cached"]), ODD))
def test_no_count_that_cannot_be_is_shown_or_paid(counts: dict[str, Any]) -> None:
    """Negative, in words, true, more cached than read: unknown, or without a cache."""
    usage = {**counts, "prompt_tokens_details": {"cached_tokens": counts.get("cached")}}
    ledger = Ledger(stable=True)
    ledger.add({"model": "electron", "usage": usage, "choices": []})
    found = ledger.counts
    assert 0 <= found.cached <= found.prompt
    assert found.completion >= 0
    assert ledger.cost >= 0
