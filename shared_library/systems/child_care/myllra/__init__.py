"""Page objects for Myllra: server-rendered, everything of an application on one page, each saving looked at twice."""

from shared_library.systems.child_care.myllra.pages import MyllraPages

__all__ = ["MyllraPages"]
