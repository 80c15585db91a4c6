"""The municipality's case system, whichever vendor: ``Library    shared_library.systems.case_system.CaseSystem``."""

from shared_library.systems.case_system.library import CaseSystem

__all__ = ["CaseSystem"]
