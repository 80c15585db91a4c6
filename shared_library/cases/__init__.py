"""Keywords for working through cases one by one: ``Library    shared_library.cases.Cases``."""

from shared_library.cases.case import Case
from shared_library.cases.library import Cases

__all__ = ["Case", "Cases"]
