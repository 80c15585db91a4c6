"""What the keyword libraries of systems with several vendors share: which pages, one login, and a session that ends.

A session that the system ended while the robot read is opened again once; after the commit point it is an application
exception, and the next attempt begins with the checks.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from shared_library.browser import BrowserSession
from shared_library.cases import Case
from shared_library.client import ApiClient
from shared_library.errors import ApplicationException, SessionEnded
from shared_library.keywords import keyword

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class LogsIn(Protocol):
    """The one verb that every vendor's page objects have, whatever the system."""

    def log_in(self) -> None: ...


P = TypeVar("P", bound=LogsIn)
R = TypeVar("R")
D = TypeVar("D")


class VendorLibrary(Generic[P]):
    """`SYSTEM`: the configuration's name of the system; `CALLED`: what an error calls it; `VENDORS`: page objects by
    vendor, made from the address. The keywords are the library's own."""

    SYSTEM: ClassVar[str]
    CALLED: ClassVar[str]
    VENDORS: ClassVar[Mapping[str, Callable[[str], LogsIn]]]

    def __init__(self) -> None:
        self._pages: P | None = None
        self._logged_in = False

    @property
    def pages(self) -> P:
        """The page objects of the municipality's own vendor."""
        if self._pages is None:
            chosen = ApiClient.from_environment().configuration()[self.SYSTEM]
            vendor = chosen["vendor"]
            if vendor not in self.VENDORS:
                raise ApplicationException(
                    "vendor_unknown",
                    f"No page objects for the {self.CALLED} '{vendor}'. Known: {', '.join(self.VENDORS)}. "
                    "Choose one in the subscription's configuration, or write a folder for it.",
                )
            self._pages = self.VENDORS[vendor](chosen["url"])  # type: ignore[assignment]  # a library's are of its kind
        return self._pages  # type: ignore[return-value]

    @keyword
    def close_browser_session(self) -> None:
        """Close the browser. A task may do without: it also ends with the robot."""
        self._logged_in = False
        BrowserSession.shared().close()

    def _log_in(self) -> None:
        if not self._logged_in:
            self.pages.log_in()
            self._logged_in = True

    @abstractmethod
    def _open(self, case: Case) -> None:
        """Open the case in the system, for a reading that begins anew."""

    def _read(self, case: Case, verb: Callable[[], R]) -> R:
        def reopen() -> R:
            self._open(case)
            return verb()

        return self._again_after_logout(verb, reopen)

    def _looked_up(self, case: Case, verb: Callable[[], DataclassInstance | None]) -> None:
        """Keep what stands in the system as the outcome, if anything, for *Read Outcomes*. ``verb`` only reads."""
        seen = self._read(case, verb)
        case.notes["decided"] = seen and asdict(seen)

    def _reads_decisions(self, reader: type[D]) -> D:
        """The pages as what reads decisions; a vendor's without that verb are told as ``not_supported``."""
        if not isinstance(self.pages, reader):
            system = getattr(getattr(self.pages, "screen", None), "system", self.CALLED)
            raise ApplicationException(
                "not_supported", f"The page objects of {system} have no read_decision: write it as interface.py says."
            )
        return self.pages

    def _again_after_logout(self, verb: Callable[[], R], again: Callable[[], R] | None = None) -> R:
        try:
            return verb()
        except SessionEnded:
            self._logged_in = False
            self._log_in()
            return (again or verb)()
