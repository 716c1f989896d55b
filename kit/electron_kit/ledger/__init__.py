"""The bill for every call: tokens, cost, time and request ids.

With the plain SDK one reads the counts from each answer and multiplies::

    usage = response.usage
    cached = usage.prompt_tokens_details.cached_tokens
    dollars = ((usage.prompt_tokens - cached) * 0.40 + cached * 0.10
               + usage.completion_tokens * 1.60) / 1_000_000

A ledger does so for every call, by hand or as the callback of a client:

>>> from electron_kit.ledger import Ledger
>>> ledger = Ledger(stable=True)
>>> ledger.add({"model": "electron", "usage": {"prompt_tokens": 1000, "completion_tokens": 100}})
>>> ledger
provider  model     calls  requests     in  cached  out       cost
electron  electron      1         1  1,000       0  100  $0.000560
"""

from ..contract import Price
from .table import Table
from .totals import Ledger

__all__ = ["Ledger", "Price", "Table"]
