"""Tell the platform which places are free, so that it ranks the cases that wait. Nothing is offered here."""

from __future__ import annotations

from typing import Any, cast

from robot.api import logger
from robot.api.deco import library
from robot.libraries.BuiltIn import BuiltIn
from RPA.Robocorp.WorkItems import WorkItems

from shared_library.keywords import keyword
from shared_library.work_items import FileCases, PlatformAdapter


@library(scope="GLOBAL", auto_keywords=False)
class Rounds:
    """Import ``RPA.Robocorp.WorkItems    autoload=${False}`` beside it, as for ``Cases``."""

    @keyword
    def lay_round(self, places: dict[str, Any]) -> int:
        """Lay a round from the places that were read: ``{"units": [{"unit", "at", "places": [{"place",
        "free_from"}]}], "current_places": {reference: place}}``. Gives how many cases took part. A person decides on
        its proposals in the portal; a round that was open is closed."""
        items = cast(WorkItems, BuiltIn().get_library_instance("RPA.Robocorp.WorkItems"))
        told = cast(PlatformAdapter | FileCases, items.adapter).lay_round(places)
        free = sum(len(unit["places"]) for unit in places["units"])
        logger.info(f"Round {told['number']}: {told['children']} children, {free} free places.", also_console=True)
        return int(told["children"])
