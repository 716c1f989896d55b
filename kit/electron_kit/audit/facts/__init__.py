"""What the audit knows about code, in words that hold for every language.

A front end turns files into *facts*; a rule turns a fact into findings. A rule
never sees a syntax tree, so one rule file serves Python, notebooks, JavaScript,
TypeScript and configuration alike.

How to write a front end
    1. Make a class that satisfies `electron_kit.audit.frontend.FrontEnd`, and
       name it in `electron_kit.audit.frontend.FRONT_ENDS` (imported lazily).
    2. In ``analyse(sources, problems)`` make one `Unit` for every text with an
       offset scale of its own (a file; a notebook's cell) and return facts. All
       sources of one project come in one call, so that constants and wrappers can
       be followed across files. A file that cannot be read as its language is
       appended to ``problems``, and the others go on.
    3. Every fact carries a `Place`: byte offsets into its unit's UTF-8 text. Lines
       and columns follow from it. Put it where a person would make the change:
       the keyword ``n=3`` for a field, the literal for a model's name, the
       statement ``params["n"] = 3`` if a field is set apart from the call.
    4. Resolve before you emit. `Field.values` holds everything that the field may
       be at run time, each with its place and confidence: HIGH if read off the
       code without a guess, MEDIUM where one step was guessed (a receiver known by
       its attribute path only, a parameter known by its name), LOW for a hunch.
       LOW findings are hidden by default.
    5. Leave out what is not OpenAI's: another vendor's client, a client on
       Electron's base URL already, mocks, type-only uses. A client that *is*
       Electron's still gets its calls emitted, with ``provider=Provider.ELECTRON``:
       the rules about requests hold there all the more. Calls to
       ``Provider.OTHER`` are not emitted.
    6. Each rule's ``valid`` and ``invalid`` examples name their language; add
       yours to the rule's file and ``pytest kit/tests/audit`` runs them.
    7. ``edits(repair, style)`` turns a `Repair` into byte edits, or says why a
       person has to do it.
"""

from __future__ import annotations

from ..endpoints import ENDPOINTS, TOP
from ..units import Place, Unit
from ..values import Confidence, Field, Kind, Scalar, Value
from .bodies import GrowingHistory, MessagePart, MessageRole, SchemaOutput, TokenBudget
from .fact import Fact, Facts, FactT, Provider
from .readings import ChunkIndex, ContentUse, ErrorRead, ModelLogic
from .repairs import Part, Repair, part_key
from .requests import (
    Call,
    ClientMade,
    CredentialRead,
    FanOut,
    FrameworkClient,
    LegacyUse,
    ModelName,
    RawRequest,
    RetrySetting,
)

__all__ = [
    "ENDPOINTS",
    "TOP",
    "Call",
    "ChunkIndex",
    "ClientMade",
    "Confidence",
    "ContentUse",
    "CredentialRead",
    "ErrorRead",
    "Fact",
    "FactT",
    "Facts",
    "FanOut",
    "Field",
    "FrameworkClient",
    "GrowingHistory",
    "Kind",
    "LegacyUse",
    "MessagePart",
    "MessageRole",
    "ModelLogic",
    "ModelName",
    "Part",
    "Place",
    "Provider",
    "RawRequest",
    "Repair",
    "RetrySetting",
    "Scalar",
    "SchemaOutput",
    "TokenBudget",
    "Unit",
    "Value",
    "part_key",
]
