"""The parts of routes in JavaScript: clients, requests, models, keys, and who else reads them."""

from .parts import route_parts

__all__ = ["route_parts"]
