"""Work items for robots: the adapters that ``RPA_WORKITEMS_ADAPTER`` names.

``shared_library.work_items.PlatformAdapter`` (the platform's queue) and
``shared_library.work_items.FileCases`` (a laptop: JSON file in, recorded outcome out).
"""

from typing import TYPE_CHECKING

from shared_library import lazily

if TYPE_CHECKING:
    from shared_library.work_items.files import FileCases
    from shared_library.work_items.platform import PlatformAdapter
else:
    __getattr__ = lazily.names(
        __name__,
        {
            "FileCases": "shared_library.work_items.files",
            "PlatformAdapter": "shared_library.work_items.platform",
        },
    )

__all__ = ["FileCases", "PlatformAdapter"]
