"""XML from outside: entities, bombs and odd encodings are refused in words, an ordinary document is read."""

import pytest

from orchestrator.core import xml
from orchestrator.core.errors import BadInput, TooLarge

_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n > 1 else "&a;" * 10}">' for n in range(1, 10))
    + "]><l>&a9;</l>"
)


def test_an_ordinary_document_is_read() -> None:
    root = xml.parse('<?xml version="1.0" encoding="UTF-8"?><f:faktura xmlns:f="urn:x"><b>Ö 1</b></f:faktura>'.encode())
    assert (root.tag, root[0].text) == ("{urn:x}faktura", "Ö 1")


@pytest.mark.parametrize(
    "told",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]><a/>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>',
        '<!DOCTYPE a PUBLIC "x" "http://127.0.0.1:1/x.dtd"><a/>',
        "<!DOCTYPE a><a/>",
        _LAUGHS,
        '<!DOCTYPE a [<!ENTITY x "' + "x" * 100_000 + '">]><a>' + "&x;" * 1000 + "</a>",
    ],
    ids=["file", "parameter", "external", "public", "doctype", "laughs", "quadratic"],
)
def test_a_document_type_is_refused(told: str) -> None:
    with pytest.raises(BadInput, match="document type or entities"):
        xml.parse(told.encode())


def test_a_hundred_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(TooLarge, match="20 MB"):
        xml.parse(bytes(100 * 1024**2))


def test_a_document_too_deep_or_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge, match="deeper"):
        xml.parse(b"<a>" * 100_000)
    monkeypatch.setattr(xml, "_MOST_ELEMENTS", 10)
    with pytest.raises(TooLarge, match="more elements"):
        xml.parse(b"<a>" + b"<b/>" * 10 + b"</a>")


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0" encoding="UTF-8"?><a>Ö</a>'.encode("latin-1"),
        b'<?xml version="1.0" encoding="utf-7"?><a>+ADw-</a>',
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
        b"<a>", b"", b"not xml", b"<a>&x;</a>", b"<a><b></a></b>", b"<a>\0</a>",
    ],
)  # fmt: skip
def test_what_is_not_whole_or_wrongly_encoded_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        xml.parse(content, "Fakturan")
    assert refused.value.message.startswith("Fakturan is ")


def test_utf16_with_its_mark_is_read() -> None:
    assert xml.parse('<?xml version="1.0" encoding="UTF-16"?><a>Ö</a>'.encode("utf-16")).text == "Ö"
