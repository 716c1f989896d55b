"""Electron's and OpenAI's chat contract as data: one frozen record for every fact.

>>> from electron_kit.contract import field
>>> field("n").electron.fate.value
'rejected'
>>> field("max_completion_tokens").instead
'max_tokens, with the same number.'
"""

from .answers import BEHAVIOURS, ENDPOINTS, ERRORS
from .cell import Cell, Taken
from .cells import CELLS
from .disagreements import DISAGREEMENTS, Disagreement
from .endings import (
    AS_OF,
    ENDINGS,
    LASTING,
    NEVER,
    PLATFORM_ENDINGS,
    Ending,
    PlatformEnding,
    day_of,
    ending,
    has_ended,
)
from .families import (
    EFFORTS,
    FAMILIES,
    Family,
    cell,
    context_tokens,
    default_effort,
    efforts,
    family_of,
    refusal,
    undated,
)
from .fields import CONTENT_PARTS, FIELDS, FORMATS, ROLES
from .frameworks import FRAMEWORKS, Framework
from .limits import (
    BACKOFF_FIRST_SECONDS,
    BACKOFF_LONGEST_SECONDS,
    CONTEXT_TOKENS,
    ELECTRON_PRICE,
    ENTERPRISE,
    LIMITS,
    MAX_ATTEMPTS,
    MAX_MESSAGES,
    MAX_STOPS,
    MAX_TOOLS,
    PLANS,
    STANDARD,
    UNLIMITED,
)
from .names import Name, Use, read_name
from .records import (
    Basis,
    Behaviour,
    Claim,
    ContentPart,
    Endpoint,
    ErrorCase,
    Fate,
    Field,
    Format,
    Limit,
    Plan,
    Price,
    Record,
    Role,
    Source,
    Trait,
)
from .refusals import BOTH_LIMITS, FEWEST_TOKENS, Refusal
from .service import SERVICE
from .sources import SOURCES

RECORDS: tuple[Record, ...] = (
    *FIELDS,
    *ROLES,
    *CONTENT_PARTS,
    *FORMATS,
    *BEHAVIOURS,
    *ENDPOINTS,
    *ERRORS,
)
"""Every record, in the order in which the tables of the site show them."""

_BY_NAME = {record.name: record for record in FIELDS}
_BEHAVIOURS = {record.name: record for record in BEHAVIOURS}


def field(name: str) -> Field:
    """Return the record of a request field.

    Args:
        name: The field's name on the wire, such as ``"max_tokens"``.

    Raises:
        KeyError: The contract has no such field. Electron then treats it as
            *accepted, not promised*.
    """
    return _BY_NAME[name]


def behaviour(name: str) -> Behaviour:
    """Return the record of a behaviour.

    Args:
        name: Its phrase, such as ``"usage chunk"``.

    Raises:
        KeyError: The contract has no such behaviour.
    """
    return _BEHAVIOURS[name]


__all__ = [
    "AS_OF",
    "BACKOFF_FIRST_SECONDS",
    "BACKOFF_LONGEST_SECONDS",
    "BEHAVIOURS",
    "BOTH_LIMITS",
    "CELLS",
    "CONTENT_PARTS",
    "CONTEXT_TOKENS",
    "DISAGREEMENTS",
    "EFFORTS",
    "ELECTRON_PRICE",
    "ENDINGS",
    "ENDPOINTS",
    "ENTERPRISE",
    "ERRORS",
    "FAMILIES",
    "FEWEST_TOKENS",
    "FIELDS",
    "FORMATS",
    "FRAMEWORKS",
    "LASTING",
    "LIMITS",
    "MAX_ATTEMPTS",
    "MAX_MESSAGES",
    "MAX_STOPS",
    "MAX_TOOLS",
    "NEVER",
    "PLANS",
    "PLATFORM_ENDINGS",
    "RECORDS",
    "ROLES",
    "SERVICE",
    "SOURCES",
    "STANDARD",
    "UNLIMITED",
    "Basis",
    "Behaviour",
    "Cell",
    "Claim",
    "ContentPart",
    "Disagreement",
    "Ending",
    "Endpoint",
    "ErrorCase",
    "Family",
    "Fate",
    "Field",
    "Format",
    "Framework",
    "Limit",
    "Name",
    "Plan",
    "PlatformEnding",
    "Price",
    "Record",
    "Refusal",
    "Role",
    "Source",
    "Taken",
    "Trait",
    "Use",
    "behaviour",
    "cell",
    "context_tokens",
    "day_of",
    "default_effort",
    "efforts",
    "ending",
    "family_of",
    "field",
    "has_ended",
    "read_name",
    "refusal",
    "undated",
]
