"""The interval against published tables, and what a verdict on it promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.compare import paired
from electron_kit.compare.paired import Flips, interval, rules_out_loss, shows_loss
from electron_kit.compare.planning import MOST_PROMPTS, prompts_needed

# Published two-sided intervals by Tango's score method: lost and gained of n, level, bounds.
PUBLISHED = [
    # M. Fagerland, S. Lydersen, P. Laake, Recommended tests and confidence intervals for paired
    # binomial proportions, Statistics in Medicine 33, 2014: airway hyper-responsiveness.
    (7, 1, 21, 0.95, -0.517, -0.026, 3),
    # The same authors' Statistical Analysis of Contingency Tables, 2017, chapter 8, as tested by
    # the R package contingencytables 3.0.0: complete response before and after consolidation.
    (16, 6, 161, 0.95, -0.1240, -0.0054, 4),
    (0, 3, 3, 0.95, -0.1230, 1.0, 4),
    (3, 0, 3, 0.95, -1.0, 0.1230, 4),
    # R package PropCIs 0.3-0, scoreci.mp(25, 28, 618).
    (25, 28, 618, 0.90, -0.0148, 0.0247, 4),
]


@pytest.mark.parametrize(("lost", "gained", "n", "level", "low", "high", "digits"), PUBLISHED)
def test_the_score_method_gives_the_published_intervals(
    lost, gained, n, level, low, high, digits, monkeypatch
):
    """Tango's bounds come out to the digits in which they are published."""
    monkeypatch.setattr(paired, "Z", paired.NormalDist().inv_cdf((1 + level) / 2))
    # What is added to Tango's method is about seldom flips; here it is his alone.
    monkeypatch.setattr(paired, "_at_most", lambda *_: 0.0)
    found = interval(Flips(n, lost, gained, lost + gained))
    assert (round(found.low, digits), round(found.high, digits)) == (low, high)


def outcomes(n, lost, gained):
    """Yield every likely count of lost and gained prompts with its probability."""
    from math import exp, lgamma, log, sqrt

    def around(rate):
        spread = 8 * sqrt(n * rate * (1 - rate)) + 4
        return range(max(0, int(n * rate - spread)), min(n, int(n * rate + spread)) + 1)

    for b in around(lost):
        for c in around(gained):
            rest = n - b - c
            if rest < 0 or (not gained and c):
                continue
            logs = lgamma(n + 1) - lgamma(b + 1) - lgamma(c + 1) - lgamma(rest + 1)
            logs += b * log(lost) + (c * log(gained) if c else 0) + rest * log(1 - lost - gained)
            yield Flips(n, b, c, b + c), exp(logs)


@pytest.mark.parametrize("n", [20, 52, 63, 100, 200])
@pytest.mark.parametrize("flips", [0.05, 0.1, 0.3])
def test_a_loss_of_the_margin_is_seldom_ruled_out(n, flips):
    """At a true loss of exactly 5 points at most 6 of 100 comparisons say that it is less."""
    rates = (flips + 0.05) / 2, max(0.0, (flips - 0.05) / 2)
    wrong = sum(chance for seen, chance in outcomes(n, *rates) if rules_out_loss(seen, 0.05))
    assert wrong <= 0.06


@pytest.mark.parametrize("n", [10, 15, 40, 100])
@pytest.mark.parametrize("flips", [0.05, 0.2, 0.6])
def test_no_loss_is_seldom_taken_for_one(n, flips):
    """Where both sides are equal, at most 6 of 100 comparisons show a loss."""
    wrong = sum(it for seen, it in outcomes(n, flips / 2, flips / 2) if shows_loss(seen))
    assert wrong <= 0.06


@given(
    st.lists(st.sampled_from([-1.0, -0.6, -0.2, 0.0, 0.2, 1.0]), min_size=1, max_size=80),
    st.sampled_from([0.01, 0.03, 0.05, 0.1, 0.5]),
)
def test_interval_and_statement_agree(differences, loss):
    """What lies below the interval is ruled out, and what was seen lies within it."""
    flips = Flips.of(differences)
    found = interval(flips)
    assert -1 <= found.low <= flips.difference <= found.high <= 1
    if abs(found.low + loss) > 1e-6:
        assert rules_out_loss(flips, loss) == (found.low > -loss)


@pytest.mark.parametrize(("margin", "flips", "known"), [(0.1, 0.1, 100), (0.05, 0.1, 300)])
def test_the_number_of_prompts_is_that_of_the_tables(margin, flips, known):
    """Ten points take some 100 prompts at 10 % flips and five points some 300."""
    seen = Flips(40, 40 * flips / 2, 40 * flips / 2, 40 * flips)
    assert 0.6 * known <= prompts_needed(seen, margin) <= 1.4 * known


def test_what_lies_at_the_margin_is_not_promised():
    """Where even 10,000 prompts would seldom decide, no number is named."""
    seen = Flips(8_000, 500, 100, 600)
    assert abs(seen.difference + 0.05) < 1e-9
    assert prompts_needed(seen, 0.05) is None
    assert prompts_needed(Flips(12, 0, 0, 0), 0.05) < MOST_PROMPTS
