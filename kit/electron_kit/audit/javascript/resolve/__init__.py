"""What an expression of JavaScript may be at run time."""

from .resolver import Resolver

__all__ = ["Resolver"]
