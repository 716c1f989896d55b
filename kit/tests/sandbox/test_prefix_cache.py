"""Prefix caching: counted by tokens, forgotten when idle, bounded."""

from hypothesis import given
from hypothesis import strategies as st

from electron_kit.sandbox.prefix_cache import BLOCK, PrefixCache

TOKENS = [f"t{n}" for n in range(100)]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_time_counts_nothing_and_the_second_all_but_one() -> None:
    """An equal prompt is known but for its last token, which is computed anew."""
    cache = PrefixCache(clock=Clock())
    assert cache.seen("a", TOKENS) == 0
    assert cache.seen("a", TOKENS) == 99
    assert cache.seen("b", TOKENS) == 0


@given(st.integers(0, 99), st.integers(1, 50))
def test_a_shared_beginning_counts_to_the_token(shared: int, rest: int) -> None:
    """Two prompts share exactly the tokens before they part."""
    cache = PrefixCache(clock=Clock())
    cache.seen("a", TOKENS)
    other = TOKENS[:shared] + [f"x{n}" for n in range(rest)]
    assert cache.seen("a", other) == min(shared, len(other) - 1)


@given(st.lists(st.lists(st.sampled_from("ab"), max_size=70), max_size=6))
def test_whole_blocks_are_what_is_left_of_the_count_in_steps_of_a_block(
    prompts: list[list[str]],
) -> None:
    """Counting whole blocks only gives the same number in steps of 128 tokens, and of one block."""
    cache, whole = PrefixCache(clock=Clock()), PrefixCache(clock=Clock())
    for prompt in prompts:
        for step in (BLOCK, 128):
            counted = cache.seen("a", prompt) // step
            assert whole.seen("a", prompt, whole_blocks=True) // step == counted


def test_what_is_idle_is_forgotten_and_what_is_used_is_not() -> None:
    """A prompt lives as long as it is used within the idle time."""
    clock = Clock()
    cache = PrefixCache(idle_seconds=300, clock=clock)
    cache.seen("a", TOKENS)
    for clock.now in (200.0, 400.0, 600.0):
        assert cache.seen("a", TOKENS) == 99
    clock.now = 901.0
    assert cache.seen("a", TOKENS) == 0


def test_the_least_recently_used_go_first() -> None:
    """Beyond the bound the oldest prompt is forgotten and the number of blocks stays."""
    cache = PrefixCache(limit=10, clock=Clock())
    prompts = [[f"{n} {i}" for i in range(2 * BLOCK)] for n in range(20)]
    for number, prompt in enumerate(prompts):
        cache.seen(str(number), prompt)
    assert len(cache) <= 10
    assert cache.seen("19", prompts[19]) == 2 * BLOCK - 1
    assert cache.seen("0", prompts[0]) == 0


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=40), max_size=8))
def test_it_never_claims_more_than_some_earlier_prompt_shares(prompts: list[list[str]]) -> None:
    """The count is at most the longest beginning shared with an earlier prompt."""

    def common(one: list[str], other: list[str]) -> int:
        pairs = zip(one, other, strict=False)
        return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))

    cache = PrefixCache(clock=Clock())
    for number, prompt in enumerate(prompts):
        seen = cache.seen("a", prompt)
        longest = max((common(prompt, other) for other in prompts[:number]), default=0)
        assert seen <= min(longest, len(prompt) - 1)
