"""The front end of the door for Go."""

from __future__ import annotations

from ..common.door import ReportOnly
from .lowering import GoLowering

FRONT_END = ReportOnly("go", "Go", (".go",), GoLowering)
