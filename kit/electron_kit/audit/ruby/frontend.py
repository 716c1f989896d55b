"""The front end of the door for Ruby."""

from __future__ import annotations

from ..common.door import ReportOnly
from .lowering import RubyLowering

FRONT_END = ReportOnly(
    "ruby", "Ruby", (".rb", ".rake", ".ru", ".gemspec"), RubyLowering,
    names=frozenset({"rakefile", "gemfile", "vagrantfile"}),
)  # fmt: skip
