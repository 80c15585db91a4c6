"""The case systems that a municipality may have, by vendor. A vendor's own modules are fetched when they are needed."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Vendor:
    """A case system under ``infra/testbed/{name}``. Every vendor has these modules, with the same functions in
    them: ``app`` (open_store, create_app, FAULTS), ``intake``, ``access`` (add_account) and ``truth``."""

    name: str
    title: str

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


VENDORS = {vendor.name: vendor for vendor in (Vendor("sambis", "Sambis"), Vendor("klarven", "Klarven"))}
DEFAULT = "sambis"
