"""The names of httpcore2 that the kit's deadlines are made of; in a page there is no connection.

httpx2 does without httpcore2 in the browser, so none of these is ever met: what a page's clients
send through keeps to deadlines itself.
"""


class NetworkBackend:
    """What makes connections of threads."""


class AsyncNetworkBackend:
    """What makes connections of event loops."""


class NetworkStream:
    """A connection of a thread."""


class AsyncNetworkStream:
    """A connection of an event loop."""


class ConnectTimeout(Exception):  # noqa: N818  (their names)
    """No connection in time."""


class ReadTimeout(Exception):  # noqa: N818
    """Nothing to read in time."""


class WriteTimeout(Exception):  # noqa: N818
    """Nothing was taken in time."""
