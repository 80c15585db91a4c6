"""Page objects for Klarven: a client in the browser, a two-step login, saves that stand there a moment later."""

from shared_library.systems.case_system.klarven.pages import KlarvenPages

__all__ = ["KlarvenPages"]
