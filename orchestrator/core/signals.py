"""What a committed transaction tells the rest of this process, so that nobody has to ask again and again.

`tell(session, "items", municipality, process)` is heard once the transaction is committed, and never if it
is not. A listener is called from the thread that committed: it should set an event and return. Another
process hears nothing: loops therefore still look by themselves, only more seldom.
"""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

Told = frozenset[tuple[str, ...]]
Listener = Callable[[Told], None]
_listeners: list[Listener] = []


def tell(session: Session, *what: str) -> None:
    """Say after the commit what has happened: `("items", municipality, process)`, `("outbox",)`, `("orders",)`."""
    session.info.setdefault("told", set()).add(what)


def listen(listener: Listener) -> Callable[[], None]:
    """Hear what is told from now on; answers how to stop hearing."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    told = session.info.pop("told", None)
    if told:
        for listener in list(_listeners):
            listener(frozenset(told))
