"""Archives that are made to do harm are refused in words, and nothing of them is written outside the folder."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.core.errors import BadInput, TooLarge
from orchestrator.core.settings import ROOT
from orchestrator.governance.packages import unpacking
from orchestrator.governance.packages.archive import build_archive
from orchestrator.governance.packages.unpacking import unpack


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def special(kind: int) -> bytes:
    info = zipfile.ZipInfo("hosts")
    info.external_attr = (kind | 0o777) << 16
    return zipped((info, b"/etc/hosts"))


def _nested(target: Path) -> list[str]:
    return sorted(str(path.relative_to(target)) for path in target.rglob("*"))


def test_a_package_of_ours_unpacks_to_what_was_packed(tmp_path: Path) -> None:
    unpack(build_archive(ROOT, "economic_assistance"), tmp_path)
    task = "robots/economic_assistance/tasks.robot"
    assert (tmp_path / task).read_bytes() == (ROOT / task).read_bytes()


@pytest.mark.parametrize(
    "name", ["../out", "a/../../out", "/etc/out", "..\\out", "C:\\out", "C:out", "a\0b", ".", "\\\\host\\share"]
)
def test_a_path_that_leaves_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    content = zipped((info, b"x"))
    with pytest.raises(BadInput, match="would leave its folder"):
        unpack(content, tmp_path / "in")
    assert _nested(tmp_path) == []


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a link or a device"):
        unpack(special(kind), tmp_path)
    assert _nested(tmp_path) == []


@pytest.mark.parametrize("second", ["a/b.txt", "a/B.TXT", "a//b.txt"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(second: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="twice"):
        unpack(zipped(("a/b.txt", b"1"), (second, b"2")), tmp_path)
    assert _nested(tmp_path) == []


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="hundred times"):
        unpack(zipped(("zeros", bytes(20 * 1024**2))), tmp_path)


def test_a_bomb_is_refused_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST", 1000)
    with pytest.raises(TooLarge, match="MB"):
        unpack(zipped(("a", bytes(600)), ("b", bytes(600))), tmp_path)
    assert _nested(tmp_path) == []


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_FILES", 2)
    with pytest.raises(TooLarge, match="3 files"):
        unpack(zipped(*((str(number), b"") for number in range(3))), tmp_path)


def test_parts_that_overlap_are_a_bomb_however_honest_each_looks(tmp_path: Path) -> None:
    """Many names for one packed part: what the directory promises together is what counts."""
    inner = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = bytes(64 * 1024)
    packed = inner.compress(content) + inner.flush()
    head = struct.pack(
        "<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 33, zlib.crc32(content), len(packed), len(content), 1, 0
    )
    body, entries = head + b"a" + packed, b""
    for number in range(500):
        name = f"{number:04}".encode()
        entries += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 33, zlib.crc32(content), len(packed), len(content),
            len(name), 0, 0, 0, 0, 0, 0,
        ) + name  # fmt: skip
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 500, 500, len(entries), len(body), 0)
    with pytest.raises(TooLarge, match="hundred times"):
        unpack(body + entries + end, tmp_path)


def test_a_header_that_lies_about_the_size_is_found_while_writing(tmp_path: Path) -> None:
    """Sizes are bytes 22-26 of the local header and 24-28 of the directory's entry."""
    content = bytearray(zipped(("a", bytes(range(256)) * 100)))
    for where in (22, content.index(b"PK\1\2") + 24):
        content[where : where + 4] = struct.pack("<I", 10)
    with pytest.raises(BadInput):
        unpack(bytes(content), tmp_path)


@pytest.mark.parametrize(
    "broken",
    [lambda _whole: b"", lambda _whole: b"PK\3\4", lambda whole: whole[:-30], lambda whole: b"Rar!" + whole[4:90]],
)
def test_what_is_no_whole_zip_is_refused_in_words(broken: Callable[[bytes], bytes], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a whole zip"):
        unpack(broken(zipped(("a", b"content"))), tmp_path)


def test_an_unusual_way_of_packing_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"x" * 100)
    with pytest.raises(BadInput, match="plain zip"):
        unpack(target.getvalue(), tmp_path)
