"""Headers as they are read and added to: quickly, and else in the public way."""

from collections.abc import Callable

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.transport.headers import by_name, tell, values_of

NAMES = st.sampled_from([b"X-Request-Id", b"x-request-id", b"Retry-After", b"Set-Cookie", b"A"])
PAIRS = st.lists(st.tuples(NAMES, st.binary(max_size=6).map(bytes.hex).map(str.encode)), max_size=6)


class Public(httpx2.Headers):
    """Headers of a version that keeps no list of that name."""

    @property
    def _list(self) -> list[tuple[bytes, bytes, bytes]]:
        if self.closed:
            raise AttributeError
        return self.kept

    @_list.setter
    def _list(self, kept: list[tuple[bytes, bytes, bytes]]) -> None:
        self.kept = kept

    @property
    def raw(self) -> list[tuple[bytes, bytes]]:
        """What is sent, in its order."""
        return [(name, value) for name, _, value in self.kept]

    closed = False


def public(pairs: list[tuple[bytes, bytes]]) -> httpx2.Headers:
    """Return headers that can be asked in their public way only."""
    made = Public(pairs)
    made.encoding = "ascii"
    made.closed = True
    return made


@pytest.mark.parametrize("kind", [httpx2.Headers, public])
@given(pairs=PAIRS)
def test_headers_are_read_by_their_names_in_lower_case(
    kind: Callable[[list[tuple[bytes, bytes]]], httpx2.Headers], pairs: list[tuple[bytes, bytes]]
) -> None:
    """Each value as it came, and of several the last."""
    headers = kind(pairs)
    assert by_name(headers) == {name.lower(): value for name, value in pairs}
    for name in (b"x-request-id", b"a"):
        assert values_of(headers, name) == [value for n, value in pairs if n.lower() == name]


@pytest.mark.parametrize("kind", [httpx2.Headers, public])
@given(pairs=PAIRS)
def test_what_is_told_stands_instead_of_what_came(
    kind: Callable[[list[tuple[bytes, bytes]]], httpx2.Headers], pairs: list[tuple[bytes, bytes]]
) -> None:
    """The rest stays as it came, in its order and its spelling."""
    response = httpx2.Response(200)
    response.headers = kind(pairs)
    tell(response, [(b"a", b"ours")], instead_of=frozenset({b"a"}))
    theirs = [(name, value) for name, value in pairs if name.lower() != b"a"]
    assert response.headers.raw == [*theirs, (b"a", b"ours")]
    assert response.headers["A"] == "ours"
