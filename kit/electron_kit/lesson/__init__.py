"""What a notebook calls: `start` decides who answers, `exercise` tries the reader's own answer.

>>> from electron_kit import lesson
>>> lesson.start()  # doctest: +SKIP
Sandbox: both endpoints are stand-ins on this machine. No key is used and no model answers.
"""

from .exercise import Solution, exercise
from .mode import folder, start

__all__ = ["Solution", "exercise", "folder", "start"]
