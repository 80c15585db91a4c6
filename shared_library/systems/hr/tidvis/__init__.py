"""Page objects for Tidvis: server-rendered, a schedule of one week a page, a confirmation that must be ticked."""

from shared_library.systems.hr.tidvis.pages import TidvisPages

__all__ = ["TidvisPages"]
