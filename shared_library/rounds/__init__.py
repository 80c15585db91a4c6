"""The keyword library ``Rounds``: for packages whose cases are ranked with others before a person decides."""

from shared_library.rounds.library import Rounds

__all__ = ["Rounds"]
