"""Numbers of tokens in configuration that are more than Electron's context holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...contract.limits import CONTEXT_TOKENS
from ..facts import Confidence, Place, TokenBudget, Unit
from ..model_names import is_text_model
from .entry import Entry

_TOKENS = re.compile(
    r"(?i)^(?:(?:llm|ai|gpt\d*o?|openai|chat|model|agent|app)_)?(?:max_?(?:input_?|output_?|completion_?|context_?)?tokens|max_?(?:completion|output)(?:_test)?|context_?(?:window|length|size)|max_?context\w*|token_?limit)$"
)


def budget(unit: Unit, entry: Entry) -> Iterator[TokenBudget]:
    """Yield an entry as a budget, if its key and number say that it is too large a one.

    Args:
        unit: The file.
        entry: The entry.
    """
    if is_text_model(entry.value) or not _TOKENS.match(entry.key):
        return
    if re.fullmatch(r"\d[\d_]*", entry.value):
        tokens = int(entry.value.replace("_", ""))
        # What fits into Electron's context needs no other number.
        if tokens > CONTEXT_TOKENS:
            yield TokenBudget(
                place=Place(unit, entry.start, entry.end),
                name=entry.key,
                tokens=tokens,
                confidence=Confidence.MEDIUM,
            )
