"""The one way to read XML from outside, such as an e-invoice: no entities, no document type, nothing fetched, limits.

A document type can make one kilobyte into gigabytes (billion laughs) or read our own files (XXE), and no format that we
take needs one. `defusedxml` refuses them; size, depth and encoding are held here.
"""

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from orchestrator.core.errors import BadInput, TooLarge

LARGEST = 20 * 1024 * 1024
DEEPEST = 100
_MOST_ELEMENTS = 500_000


def parse(content: bytes, name: str = "The file", most: int = LARGEST) -> Element:
    """The root element of a document of at most `most` bytes. Raises BadInput or TooLarge with what to do."""
    if len(content) > most:
        raise TooLarge(f"{name} is larger than {most // 1024**2} MB. Send it without attachments, or in parts.")
    parser = DefusedXMLParser(
        target=_Bounded(name), forbid_dtd=True, forbid_entities=True, forbid_external=True
    )  # fmt: skip
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException:
        raise BadInput(
            f"{name} has a document type or entities (<!DOCTYPE …>). These are not read: send it without."
        ) from None
    except ParseError as error:
        line, column = error.position
        raise BadInput(f"{name} is not whole XML: line {line}, column {column + 1}. Have it made again.") from None
    except (LookupError, ValueError):  # an encoding that is not known, or one of several bytes that expat cannot read
        raise BadInput(f"{name} is written in an encoding that is not read. Send it as UTF-8.") from None
    return root


class _Bounded(TreeBuilder):
    """Builds the tree until it is too deep or too long."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._depth, self._count = name, 0, 0

    def start(self, tag: Any, attrs: Any, /) -> Any:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > _MOST_ELEMENTS:
            raise TooLarge(f"{self._name} holds more elements, or deeper ones, than any document that we know of.")
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Any:
        self._depth -= 1
        return super().end(tag)
