"""Languages. Swedish is the source; English stands in `locale/en/LC_MESSAGES/portal.po`, read at start."""

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"sv": "Svenska", "en": "English"}
LOCALE = Path(__file__).parent / "locale"


def N_(text: str) -> str:  # gettext's own name: marks a text where it is declared
    return text


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """The catalogue of a language. Compiled in memory: no `.mo` file can be older than its source."""
    path = LOCALE / language / "LC_MESSAGES" / "portal.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_of(accept_language: str) -> str:
    """The best of our languages by the browser's wish; Swedish when it names none of them."""
    wishes = []
    for place, part in enumerate(accept_language.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        if language in LANGUAGES:
            wishes.append((-_number(quality), place, language))
    return min(wishes)[2] if wishes else "sv"


def _number(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
