"""Keywords for working through cases one by one: ``Library    shared_library.cases.Cases``."""

from typing import TYPE_CHECKING

from shared_library import lazily

if TYPE_CHECKING:
    from shared_library.cases.case import Case
    from shared_library.cases.found import FoundCases
    from shared_library.cases.library import Cases
else:
    __getattr__ = lazily.names(
        __name__,
        {
            "Case": "shared_library.cases.case",
            "Cases": "shared_library.cases.library",
            "FoundCases": "shared_library.cases.found",
        },
    )

__all__ = ["Case", "Cases", "FoundCases"]
