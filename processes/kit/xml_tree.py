"""XML from outside as a plain tree, for processes that read documents: no document type, no entities, limits.

Rules stand on the standard library, so this is expat with its doors closed: a document type is refused before anything
in it is expanded (billion laughs, XXE), and size, depth and count are held while the document is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from processes.kit.errors import DocumentRefused

LARGEST = 25 * 1024 * 1024
DEEPEST = 60
MOST_ELEMENTS = 300_000


@dataclass
class Node:
    """An element: `name` without its namespace, which stands in `space`; `text` is what stands directly in it."""

    space: str
    name: str
    attributes: dict[str, str]
    text: str = ""
    children: "list[Node]" = field(default_factory=list)

    def all(self, path: str) -> "Iterator[Node]":
        """Every element at a path of names, such as `TaxTotal/TaxSubtotal`, in the document's order."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def one(self, path: str) -> "Node | None":
        """The first of them, or None."""
        return next(self.all(path), None)

    def told(self, path: str) -> str | None:
        """The text of the first of them, its spaces as one; None when there is none or it says nothing."""
        found = self.one(path)
        return " ".join(found.text.split()) or None if found else None


class _Building:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        node = Node(space, local, attributes)
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > MOST_ELEMENTS:
            raise DocumentRefused(
                "too_deep", "The document holds more elements, or deeper ones, than any invoice that we know of.",
                "Dokumentet har fler eller djupare element än någon faktura vi känner till.",
            )  # fmt: skip
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, data: str) -> None:
        self._open[-1].text += data


def read(content: bytes) -> Node:
    """The document's root element. Raises DocumentRefused with what is wrong and what to do."""
    if len(content) > LARGEST:
        raise DocumentRefused(
            "too_large", f"The document is larger than {LARGEST // 1024**2} MB. Send it without attachments.",
            f"Dokumentet är större än {LARGEST // 1024**2} MB. Skicka det utan bilagor.",
        )  # fmt: skip
    building = _Building()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = building.start, building.end
    parser.CharacterDataHandler = building.text
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise DocumentRefused(
            "not_xml", f"The document is not whole XML: line {error.lineno}. Have it made again.",
            f"Dokumentet är inte hel XML: rad {error.lineno}. Låt avsändaren göra om det.",
        ) from None  # fmt: skip
    except (LookupError, ValueError):
        raise DocumentRefused(
            "encoding", "The document is written in an encoding that is not read. Send it as UTF-8.",
            "Dokumentet har en teckenkodning som inte läses. Skicka det som UTF-8.",
        ) from None  # fmt: skip
    if building.root is None:  # expat calls an empty document an error already
        raise DocumentRefused("not_xml", "The document is empty.", "Dokumentet är tomt.")
    return building.root


def _no_document_type(*_told: Any) -> None:
    raise DocumentRefused(
        "document_type", "The document has a document type or entities (<!DOCTYPE …>), which no invoice needs. "
        "Send it without.",
        "Dokumentet har en dokumenttyp eller entiteter (<!DOCTYPE …>), som ingen faktura behöver. Skicka det utan.",
    )  # fmt: skip
