"""Page objects for Sambis: server-rendered, a case's tabs in a frame, confirmation pages before each save."""

from shared_library.systems.case_system.sambis.pages import SambisPages

__all__ = ["SambisPages"]
