"""The municipality's HR system, whichever vendor: ``Library    shared_library.systems.hr.HrSystem``."""

from shared_library.systems.hr.library import HrSystem

__all__ = ["HrSystem"]
