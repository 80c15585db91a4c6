"""Unpack an archive that somebody sent: no path out of the folder, no link, no device, no name twice, no bomb.

Everything is checked before the first byte is written, and bytes are counted while writing: a header may lie.
"""

import io
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from orchestrator.core.errors import BadInput, TooLarge

MOST_FILES = 5_000
LARGEST = 200 * 1024 * 1024
# Text packs well below this; what packs better is made to.
MOST_RATIO = 100
_SMALL = 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 64 * 1024


def unpack(archive: bytes, target: Path) -> None:
    """Write the archive's files below `target`. Raises BadInput or TooLarge with what is wrong, nothing written."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(archive))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BadInput("The archive is not a whole zip file. Make it again.") from None
    with packed:
        members = packed.infolist()
        _check_size(members, len(archive))
        seen: set[str] = set()
        for member in members:
            _check(member, seen)
        left = LARGEST
        for member in members:
            left -= _write(packed, member, target, left)


def _check_size(members: list[zipfile.ZipInfo], packed_size: int) -> None:
    if len(members) > MOST_FILES:
        raise TooLarge(f"The archive holds {len(members)} files; {MOST_FILES} are the most.")
    total = sum(member.file_size for member in members)
    if total > LARGEST:
        raise TooLarge(f"The archive would unpack to more than {LARGEST // 1024**2} MB. It is not unpacked.")
    # Of the whole: parts that overlap in the file would each look honest.
    if total > _SMALL and total > MOST_RATIO * packed_size:
        raise TooLarge("The archive unpacks to more than a hundred times its size, as no package does. It is not used.")


def _check(member: zipfile.ZipInfo, seen: set[str]) -> None:
    # `orig_filename`: the library cuts a name at its first NUL.
    name = member.orig_filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or ":" in name or not path.parts:
        raise BadInput(f"The archive holds the path {name!r}, which would leave its folder. It is not used.")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadInput(f"{name!r} in the archive is a link or a device. An archive holds files and folders only.")
    # Folded: on some machines two names that differ in case only are one file.
    key = str(path).casefold()
    if key in seen:
        raise BadInput(f"The archive holds {name!r} twice. Which of them counts would be chance: it is not used.")
    seen.add(key)
    if member.flag_bits & 0x1 or member.compress_type not in _METHODS:
        raise BadInput(f"{name!r} in the archive is encrypted or packed in an unusual way. Use plain zip.")


def _write(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write one file of at most `left` bytes; answers its size."""
    path = target / PurePosixPath(member.filename)
    if member.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    try:
        with packed.open(member) as source, path.open("xb") as written:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > left:
                    raise TooLarge(f"{member.filename!r} unpacks to more than it says. The archive is not used.")
                written.write(chunk)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise BadInput(f"{member.filename!r} in the archive is not whole ({type(error).__name__}).") from None
    return size
