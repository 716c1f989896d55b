"""Numbers of the contract: the context, the plans, the price, the backoff advised."""

from .records import Limit, Plan, Price
from .sources import MIGRATION, OPENAPI, PAGES

CONTEXT_TOKENS = 32_768
"""Input and output tokens together that one request may use. [M S]"""

MAX_MESSAGES = 200
"""Messages that one request may carry. [S]"""

MAX_TOOLS = 64
"""Tools that one request may offer. [S D]"""

MAX_STOPS = 4
"""Stop sequences that one request may name. [S]"""

OPENAI_CACHED_FROM, OPENAI_CACHED_STEP = 1_024, 128
"""Tokens from which on OpenAI caches a prompt's start, and the steps in which it counts them.

Source: OpenAI's guide *Prompt caching*.
"""

STANDARD = Plan("standard", 10, 3, (MIGRATION, PAGES))
ENTERPRISE = Plan("enterprise", 200, 20, (MIGRATION, PAGES))
UNLIMITED = Plan("unlimited", None, None)
"""No plan of Smallest AI's: what a sandbox uses when limits are not the point."""

PLANS = {plan.name: plan for plan in (STANDARD, ENTERPRISE, UNLIMITED)}

ELECTRON_PRICE = Price(0.40, 0.10, 1.60, MIGRATION.read, MIGRATION)
"""The migration page's figures. Later pages name no price and refer to an account manager. [M]"""

BACKOFF_FIRST_SECONDS = 0.25
BACKOFF_LONGEST_SECONDS = 8.0
MAX_ATTEMPTS = 5
"""The documents advise to wait about 250 ms, doubling to 8 s, in at most five attempts. [D]"""

LIMITS = (
    Limit(
        "context",
        "Input and output tokens of a request together",
        CONTEXT_TOKENS,
        (MIGRATION, OPENAPI),
    ),
    Limit("messages", "Messages of a request", MAX_MESSAGES, (OPENAPI,)),
    Limit("tools", "Tools of a request", MAX_TOOLS, (OPENAPI, PAGES)),
    Limit("stops", "Stop sequences of a request", MAX_STOPS, (OPENAPI,)),
    Limit(
        "backoff",
        "Wait before trying again",
        f"about {BACKOFF_FIRST_SECONDS * 1000:.0f} ms, doubling to {BACKOFF_LONGEST_SECONDS:.0f} s",
        (PAGES,),
    ),
    Limit("attempts", "Attempts in all", MAX_ATTEMPTS, (PAGES,)),
)
"""The same numbers as rows of a table, each with its source."""
