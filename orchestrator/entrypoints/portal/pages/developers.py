"""The machine API as a page, written from its own OpenAPI document: without sign-in, for it holds no data."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from orchestrator.entrypoints.portal.context import Public
from orchestrator.entrypoints.portal.render import render

router = APIRouter()
_METHODS = ("get", "post", "put", "delete")
Json = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of a body or an answer, or one part of an address."""

    name: str
    kind: str
    needed: bool
    about: str


@dataclass(frozen=True)
class Call:
    """One call. `model` and `answers` name the schemas that the page shows below."""

    name: str
    method: str
    path: str
    title: str
    about: list[str]
    token: str
    asked: list[Field]
    model: str
    answers: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Group:
    name: str
    about: str
    calls: list[Call]


@router.get("/developers")
def developers(visiting: Public, request: Request) -> Response:
    """Every call with what it takes and answers, its refusals, and every model."""
    api: FastAPI = request.app.state.machine_api
    document = api.openapi()
    models = {name: _fields(model) for name, model in sorted(document["components"]["schemas"].items())}
    told = {name: model.get("description", "") for name, model in document["components"]["schemas"].items()}
    return render(
        request, visiting.browser_words, "developers.html", about=document["info"]["description"].split("\n\n"),
        groups=_groups(document), models=models, told=told, tokens=document["components"]["securitySchemes"],
    )  # fmt: skip


def _groups(document: Json) -> list[Group]:
    calls = [
        (operation["tags"][0], _call(path, method, operation))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in _METHODS
    ]
    return [
        Group(tag["name"], tag["description"], [call for name, call in calls if name == tag["name"]])
        for tag in document["tags"]
    ]


def _call(path: str, method: str, operation: Json) -> Call:
    body = operation.get("requestBody", {})
    return Call(
        name=operation["operationId"], method=method.upper(), path=path, title=operation["summary"],
        about=operation.get("description", "").split("\n\n"), token=next(iter(operation["security"][0])),
        asked=[
            Field(f"{part['name']} ({part['in']})", _kind(part["schema"]), part.get("required", False), _about(part))
            for part in operation.get("parameters", ())
        ],
        model=_model_of(body), answers=[
            (status, answer["description"], _model_of(answer))
            for status, answer in sorted(operation["responses"].items())
        ],
    )  # fmt: skip


def _model_of(part: Json) -> str:
    """The schema's name, the content type where there is no schema, or nothing where there is no content."""
    for content_type, content in part.get("content", {}).items():
        return _kind(content["schema"]) if content.get("schema", {}).get("$ref") else content_type
    return ""


def _fields(model: Json) -> list[Field]:
    needed = set(model.get("required", ()))
    return [
        Field(name, _kind(field), name in needed, _about(field)) for name, field in model.get("properties", {}).items()
    ]


def _about(field: Json) -> str:
    limits = {
        "minLength": "at least {} characters", "maxLength": "at most {} characters", "minimum": "from {}",
        "maximum": "to {}", "maxItems": "at most {}", "default": "{} if left out",
    }  # fmt: skip
    narrowed = {**field, **field.get("schema", {})}
    for choice in narrowed.get("anyOf", ()):
        narrowed = {**choice, **narrowed}
    said = [text.format(narrowed[name]) for name, text in limits.items() if narrowed.get(name) not in (None, "", {})]
    return " ".join(filter(None, (field.get("description", ""), f"({', '.join(said)})" if said else "")))


def _kind(schema: Json) -> str:
    """A type in words: `integer`, `string, date-time`, `list of NewItemBody`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return ", ".join(filter(None, (str(schema.get("type", "any")), schema.get("format", ""))))
