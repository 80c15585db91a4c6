"""What differs inside two archives: files by their bytes, dated values by key and day."""

import io
import zipfile

from orchestrator.governance.packages.contents import Value, contents_difference

NORM = "norm.adult:\n  - {valid_from: 2026-01-01, valid_to: 2026-12-31, value: 394000, confidence: V}\n"
NEW = NORM + "  - {valid_from: 2027-01-01, valid_to: null, value: 401000, confidence: S}\n"
OTHER = NORM.replace("394000", "395000")


def _archive(**files: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/") + (".yaml" if "parameters" in name else ".py"), content)
    return target.getvalue()


def test_a_value_from_a_new_day_is_told_with_its_day_and_confidence() -> None:
    found = contents_difference(_archive(processes__x__parameters__n=NORM), _archive(processes__x__parameters__n=NEW))
    assert found.values == (Value("norm.adult", "2027-01-01", None, 401000, "S"),)
    assert found.changed == ("processes/x/parameters/n.yaml",)


def test_a_corrected_value_shows_both_and_one_that_is_gone_has_none() -> None:
    old = _archive(processes__x__parameters__n=NORM)
    assert contents_difference(old, _archive(processes__x__parameters__n=OTHER)).values == (
        Value("norm.adult", "2026-01-01", 394000, 395000, "V"),
    )
    assert contents_difference(old, _archive()).values == (Value("norm.adult", "2026-01-01", 394000, None, "V"),)


def test_files_are_new_changed_or_gone_by_their_bytes() -> None:
    found = contents_difference(_archive(a="1", b="1", c="1"), _archive(b="2", c="1", d="1"))
    assert (found.added, found.changed, found.removed) == (("d.py",), ("b.py",), ("a.py",))
    assert contents_difference(_archive(a="1"), _archive(a="1")).same
