"""Parity: a user's own prompts at two providers, side by side, judged where that can be done.

What is judged: whether an answer came, whether JSON parses, whether a schema holds, whether the
tool that was expected was called and with arguments that fit. Which of two texts is better is
left to the reader: the page shows them beside each other.
"""

from .decision import Decision, decide
from .judging import Verdict, verdicts
from .prompts import Prompt, read_prompts
from .run import Comparison
from .sides import Answer, Side

__all__ = [
    "Answer",
    "Comparison",
    "Decision",
    "Prompt",
    "Side",
    "Verdict",
    "decide",
    "read_prompts",
    "verdicts",
]
