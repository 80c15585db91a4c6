"""The systems that a municipality may have, by vendor and process. A vendor's own modules are fetched when needed."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Vendor:
    """A system under ``infra/testbed/{name}`` in which a process is handled. Every vendor has these modules, with the
    same functions in them: ``app`` (open_store, create_app, FAULTS), ``intake``, ``access`` (add_account) and
    ``truth``."""

    name: str
    title: str
    process: str = "economic_assistance"

    @property
    def app(self) -> Any:
        return self._module("app")

    @property
    def intake(self) -> Any:
        return self._module("intake")

    @property
    def access(self) -> Any:
        return self._module("access")

    @property
    def truth(self) -> Any:
        return self._module("truth")

    def _module(self, name: str) -> Any:
        return importlib.import_module(f"infra.testbed.{self.name}.{name}")


_ALL = (Vendor("sambis", "Sambis"), Vendor("klarven", "Klarven"), Vendor("tidvis", "Tidvis", "leave"),
        Vendor("myllra", "Myllra", "preschool"))  # fmt: skip
VENDORS = {vendor.name: vendor for vendor in _ALL}
DEFAULT = "sambis"
# Its cases come to the platform as documents, and it knows of none before one is registered: no case system like those.
LEDGER = Vendor("raknar", "Räknar", "supplier_invoices")
