"""What is kept for later is bounded."""

from electron_kit.sandbox.responses.store import Store, Stored


def kept(name: str, size: int = 100) -> Stored:
    item = {"id": f"msg_{name}"}
    return Stored({"id": name, "output": [item]}, [{"id": f"in_{name}"}], [], size)


def test_the_oldest_go_when_there_are_too_many() -> None:
    """A thousand responses are kept, and no more."""
    store = Store()
    for number in range(1_500):
        store.add("k", kept(str(number)))
    assert len(store) == 1_000
    assert store.get("k", "499") is None
    assert store.get("k", "500") is not None


def test_the_oldest_go_when_they_are_too_large() -> None:
    """Sixteen megabytes are kept, but for one that is larger by itself."""
    store = Store()
    for number in range(10):
        store.add("k", kept(str(number), 5_000_000))
    assert len(store) == 3
    store.add("k", kept("huge", 50_000_000))
    assert len(store) == 1


def test_what_is_stored_again_counts_once() -> None:
    """An equal id replaces what was there, and removing it frees its bytes."""
    store = Store()
    for _ in range(100):
        store.add("k", kept("same", 1_000_000))
    assert len(store) == 1
    assert store.remove("k", "same")
    assert not store.remove("k", "same")
    for number in range(16):
        store.add("k", kept(str(number), 1_000_000))
    assert len(store) == 16


def test_items_are_found_by_their_id_and_owner() -> None:
    """What was sent and what came back can be named by the one who sent it."""
    store = Store()
    store.add("k", kept("r"))
    assert store.item("k", "in_r") == {"id": "in_r"}
    assert store.item("k", "msg_r") == {"id": "msg_r"}
    assert store.item("other", "msg_r") is None
