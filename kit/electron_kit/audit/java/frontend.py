"""The front end of the door for Java."""

from __future__ import annotations

from ..common.door import ReportOnly
from .lowering import JavaLowering

FRONT_END = ReportOnly(
    "java", "Java", (".java",), JavaLowering,
    settings=frozenset({"build.gradle", "build.gradle.kts"}),
)  # fmt: skip
