"""What robots are built of: every keyword, searchable, with where it is used."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Response
from markupsafe import Markup

from orchestrator.entrypoints.keyword_docs.kept import keyword_docs
from orchestrator.entrypoints.portal.context import Visit, needs
from orchestrator.governance.people.rules import Action

router = APIRouter()
Json = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """A library with the keywords that were asked for."""

    id: str
    name: str
    package: str
    doc: Markup
    keywords: list[Json]


@router.get("/keywords")
def keywords(visiting: Annotated[Visit, needs(Action.SEE_KEYWORDS)], q: str = "", package: str = "") -> Response:
    """`q`: words that stand in a keyword's name or documentation. `package`: what that package uses, and its own."""
    with visiting.read() as page:
        every = keyword_docs()
        found = [one for one in (_shown(library, q, package) for library in every) if one.keywords]
        packages = sorted({library["package"] for library in every if library["package"]})
        return page.html(
            "keywords.html", libraries=found, q=q.strip(), package=package if package in packages else "",
            packages=packages, count=sum(len(one.keywords) for one in found),
            all_count=sum(len(library["keywords"]) for library in every),
        )  # fmt: skip


def _shown(library: Json, q: str, package: str) -> Shown:
    asked = q.casefold().split()
    kept = [
        {**one, "id": _id(library, one), "doc": Markup(one["doc"])}  # noqa: S704 - Libdoc escapes what it is given
        for one in library["keywords"]
        if all(word in f"{one['name']} {one['short']} {library['name']}".casefold() for word in asked)
        and (not package or library["package"] == package or any(use["package"] == package for use in one["used"]))
    ]
    # Every package has a tasks.robot: the package's name stands before its own files'.
    name = "/".join(filter(None, (library["package"], library["name"])))
    return Shown(_plain(name), name, library["package"], Markup(library["doc"]), kept)  # noqa: S704


def _id(library: Json, one: Json) -> str:
    return _plain(f"{library['package']} {library['name']} {one['name']}")


def _plain(text: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in text.casefold())
