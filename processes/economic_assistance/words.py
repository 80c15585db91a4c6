"""Names of persons, kinds and agencies as they are said in both languages."""

from processes.kit.text import Text, plain
from processes.kit.worksheet import Worksheet


def person(sheet: Worksheet, who: str) -> Text:
    """`sökande`, `medsökande`, `barn 2`."""
    if who.startswith("child_"):
        return sheet.text("person.child", number=plain(who.removeprefix("child_")))
    return sheet.text(f"person.{who}")


def income(sheet: Worksheet, kind: str) -> Text:
    return sheet.text(f"income.{kind}")


def cost(sheet: Worksheet, kind: str) -> Text:
    return sheet.text(f"cost.{kind}")


def agency(sheet: Worksheet, code: str) -> Text:
    return sheet.text(f"agency.{code}")
