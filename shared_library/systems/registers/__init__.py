"""The municipality's register portal: ``Library    shared_library.systems.registers.Registers``."""

from shared_library.systems.registers.library import Registers

__all__ = ["Registers"]
