"""The child-care system, whichever vendor: ``Library    shared_library.systems.child_care.ChildCareSystem``."""

from shared_library.systems.child_care.library import ChildCareSystem

__all__ = ["ChildCareSystem"]
