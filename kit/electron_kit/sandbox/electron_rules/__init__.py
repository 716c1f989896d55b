"""Electron's rules for a request, as its contract states them.

What the contract is silent about is refused where a migrating user is better
off knowing, and accepted with ``lenient``; the contract's records say which
rules those are (`Basis.ASSUMED`).
"""

from __future__ import annotations

from .fields import not_promised, violations

__all__ = ["not_promised", "violations"]
