"""The grammar of JavaScript, which the page has loaded."""


def language() -> str:
    """Return its name."""
    return "javascript"
