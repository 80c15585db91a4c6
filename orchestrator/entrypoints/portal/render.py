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
from orchestrator.entrypoints.portal.processes import process_title, segment_title
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
    made.filters["gettext_pairs"] = lambda pairs: [(value, said.gettext(word)) for value, word in pairs]
    made.filters["same_pair"] = lambda word: (word, word)
    made.filters["name_pair"] = lambda name: (name, name.capitalize())
    made.filters["days_later"] = lambda moment, days: moment + timedelta(days=days)
    made.globals.update(
        labels=labels, sw=subscription_words, languages=LANGUAGES, menu=navigation.MENU, Action=Action, said=said
    )
    return made


def render(request: Request, said: Words, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page."""
    values = {"visitor": None, "todo": [], "request": request, "now": now(), **values}
    html = environment(said.language).get_template(template).render(values)
    return HTMLResponse(html, status)
