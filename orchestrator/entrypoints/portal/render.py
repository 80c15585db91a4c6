"""Templates: one environment a language, made once."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape

from orchestrator.core.clock import now
from orchestrator.entrypoints.portal import labels, navigation, subscription_words
from orchestrator.entrypoints.portal.fixed_texts import OneLanguage
from orchestrator.entrypoints.portal.i18n import LANGUAGES
from orchestrator.entrypoints.portal.processes import (
    asks_applicant,
    effect_title,
    has_letter,
    ledger_of,
    outcome_title,
    picture_title,
    process_title,
    segment_title,
)
from orchestrator.entrypoints.portal.words import Words, words
from orchestrator.governance.people.rules import Action

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=len(LANGUAGES))
def environment(language: str) -> OneLanguage:
    """The templates of a language, with its texts and its way of writing."""
    said = words(language)
    made = OneLanguage(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.translate = said.gettext
    made.install_gettext_callables(said.gettext, said.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(said.names())
    made.filters["process_title"] = lambda name: said.told(process_title(name))
    made.filters["segment_title"] = lambda segment, process: said.told(segment_title(process, segment))
    made.filters["outcome_title"] = lambda outcome, process: said.told(outcome_title(process, outcome))
    made.filters["assessed_title"] = lambda outcome, process: (
        said.gettext("till en handläggare") if outcome == "hand_over" else said.told(outcome_title(process, outcome))
    )
    made.filters.update(ledger_of=ledger_of, has_letter=has_letter, asks_applicant=asks_applicant)
    made.filters["ledger_result"] = lambda ledger, summary: _ledger_result(said, ledger, summary)
    made.filters["effect_title"] = lambda kind, process: said.told(effect_title(process, kind))
    made.filters["picture_title"] = lambda name, process: said.told(picture_title(process, name))
    made.filters["gettext_pairs"] = lambda pairs: [(value, said.gettext(word)) for value, word in pairs]
    made.filters["same_pair"] = lambda word: (word, word)
    made.filters["name_pair"] = lambda name: (name, name.capitalize())
    made.filters["days_later"] = lambda moment, days: moment + timedelta(days=days)
    made.globals.update(
        labels=labels, sw=subscription_words, languages=LANGUAGES, menu=navigation.MENU, Action=Action, said=said
    )
    return made


def _ledger_result(said: Words, ledger: dict[str, Any], summary: dict[str, Any]) -> str:
    """The last row's words with the sums of the groups in them, in the column's unit and without their signs."""
    sums = {name.removesuffix("_ore"): said.bare_kronor(abs(sum_ or 0)) for name, sum_ in summary.items()
            if name.endswith("_ore")}  # fmt: skip
    sums |= {name.removesuffix("_days"): said.days(sum_) for name, sum_ in summary.items() if name.endswith("_days")}
    return said.told(ledger.get("result")).format_map(sums)


def render(request: Request, said: Words, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page."""
    values = {"visitor": None, "todo": [], "request": request, "now": now(), **values}
    html = environment(said.language).get_template(template).render(values)
    return HTMLResponse(html, status)
