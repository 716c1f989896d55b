"""What becomes of a value: followed forward from where it is written to where it ends.

The resolver asks where an expression comes from; a move also has to know who else gets it.
Nothing is guessed: a way that is not understood ends in an ``other`` use.
"""

from .walk import Uses

__all__ = ["Uses"]
