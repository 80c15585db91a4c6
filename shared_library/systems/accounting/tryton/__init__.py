"""Page objects of Tryton 8, as its own web client shows it."""

from shared_library.systems.accounting.tryton.pages import TrytonPages

__all__ = ["TrytonPages"]
