"""Prefix caching: how many tokens at the start of a prompt were seen recently, and are told of."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from operator import eq

from electron_kit.contract.limits import OPENAI_CACHED_FROM, OPENAI_CACHED_STEP

from .tokens import MESSAGE_OVERHEAD

# Prompts are compared in blocks of so many tokens. Where two part, what they share of the block
# counts too; of its endings so many are remembered, the latest.
BLOCK = 16
_SIBLINGS = 4


class PrefixCache:
    """Remembers prompts as chains of blocks and finds the longest known beginning.

    A block is known under the digest of all that stands before it, so two prompts
    share blocks exactly as far as they are equal; inside the block where they part,
    tokens are compared one by one.

    Args:
        idle_seconds: After how many seconds without use a block is forgotten.
        limit: How many blocks of sixteen tokens are kept; the least recently used go first.
        clock: Seconds from any start that never go back.
    """

    def __init__(
        self,
        idle_seconds: float = 300.0,
        limit: int = 16_384,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.idle_seconds = idle_seconds
        self.limit = limit
        self._clock = clock
        # digest of what stands before → the blocks that followed it, with their last use
        self._after: OrderedDict[int, dict[tuple[str, ...], float]] = OrderedDict()

    def seen(self, scope: str, tokens: Sequence[str], *, whole_blocks: bool = False) -> int:
        """Return how many tokens at the beginning are known, and remember all of them.

        Args:
            scope: What prompts are shared within, such as one key and one model.
            tokens: The prompt.
            whole_blocks: Count only blocks that are known as a whole.

        Returns:
            A number below ``len(tokens)``: the last token is always computed anew.
        """
        now = self._clock()
        after = self._after
        known = 0
        following = True
        before = hash(scope)
        for start in range(0, len(tokens), BLOCK):
            block = tuple(tokens[start : start + BLOCK])
            blocks = after.get(before)
            if blocks is None:
                following = False
                after[before] = {block: now}
            else:
                after.move_to_end(before)
                self._forget_idle(blocks, now)
                if following and block in blocks:
                    known += len(block)
                elif following:
                    following = False
                    if not whole_blocks:
                        known += max([_common(block, other) for other in blocks], default=0)
                blocks.pop(block, None)
                blocks[block] = now
                if len(blocks) > _SIBLINGS:
                    del blocks[next(iter(blocks))]
            before = hash((before, block))
        while len(after) > self.limit:
            after.popitem(last=False)
        return min(known, max(len(tokens) - 1, 0))

    def clear(self) -> None:
        """Forget every prompt."""
        self._after.clear()

    def __len__(self) -> int:
        return len(self._after)

    def _forget_idle(self, blocks: dict[tuple[str, ...], float], now: float) -> None:
        # They are in the order of their last use, so the first that is not idle ends it.
        while blocks and now - next(iter(blocks.values())) > self.idle_seconds:
            del blocks[next(iter(blocks))]


def told(known: int, *, electron: bool) -> int:
    """Return how many cached tokens an endpoint tells of, where so many are known.

    Args:
        known: The tokens at the prompt's beginning that were seen.
        electron: Whether the endpoint is Electron's, or else OpenAI's.

    >>> [told(1_500, electron=False), told(1_000, electron=False), told(4, electron=True)]
    [1408, 0, 0]
    """
    if electron:
        # The frame of the first message is nothing that anyone wrote.
        return known if known > MESSAGE_OVERHEAD else 0
    return known - known % OPENAI_CACHED_STEP if known >= OPENAI_CACHED_FROM else 0


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many tokens at the beginning of two blocks are equal."""
    same = [*map(eq, one, other)]
    return same.index(False) if False in same else len(same)
