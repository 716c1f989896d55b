"""Routes: what moves together, or not at all.

A front end says which parts a route has (`electron_kit.audit.facts.Part`): where a key comes
from, who makes a client, which requests it sends, which models they name, and who else reads the
same names. Each part says without which others it does not move. `pieces` adds what the rules
know, `unread_readers` and `held_by_tests` what else holds a change back, and `decision` decides: a
part moves if nothing stands in its own way, and if everything moves that it needs.
"""

from .decision import Route, decided, held
from .pieces import Piece, Pieces
from .project_files import around
from .unread_readers import with_unseen

__all__ = ["Piece", "Pieces", "Route", "around", "decided", "held", "with_unseen"]
