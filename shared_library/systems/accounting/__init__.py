"""Accounting systems: verbs, and one folder of page objects a vendor."""

from shared_library.systems.accounting.library import Accounting

__all__ = ["Accounting"]
