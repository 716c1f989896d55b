"""Where a value comes from, to the last expression; and where that is not known, said so.

The resolver says what a value may be as far as it knows. A move has to know that it is all.
"""

from __future__ import annotations

from .origin import Origin
from .walk import Origins

__all__ = ["Origin", "Origins"]
