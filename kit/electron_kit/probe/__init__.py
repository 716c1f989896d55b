"""The probe: what an endpoint really does, held against what its documents say.

>>> from electron_kit.probe import Probe, Target
>>> from electron_kit.sandbox import Sandbox
>>> with Sandbox() as sandbox:
...     target = Target(sandbox.electron_url, "sk_sandbox", "electron", "electron", "unlimited")
...     report = Probe(target, only=["auth"])()
>>> report.exact, report.requests
(True, 4)
"""

from .check import CHECKS, Check, Result, Said
from .estimate import Estimate, estimate
from .run import Probe, Report, chosen
from .target import Target

__all__ = [
    "CHECKS",
    "Check",
    "Estimate",
    "Probe",
    "Report",
    "Result",
    "Said",
    "Target",
    "chosen",
    "estimate",
]
