"""What is personal and stands in plain bytes where it must not: the citizens of a testbed, looked for in every file."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

_NOT_OURS = ("testbed", "envs", "pycache")


def words_of(testbed: Path) -> dict[bytes, str]:
    """bytes → what they are: the numbers in the forms that people write them in, and the full names, of everybody in
    the testbed's systems; addresses to which messages went."""
    found: dict[bytes, str] = {}
    for path in testbed.glob("*.db"):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
            for number, first, last in _people(base):
                digits = re.sub(r"\D", "", number)
                for form in (digits, f"{digits[:8]}-{digits[8:]}", f"{digits[2:8]}-{digits[8:]}"):
                    found[form.encode()] = "personal number"
                found[f"{first} {last}".encode()] = "name"
                found[f"{last}, {first}".encode()] = "name"
    with sqlite3.connect(f"file:{testbed / 'messages.db'}?mode=ro", uri=True) as base:
        for (address,) in base.execute("SELECT recipient FROM sms UNION SELECT recipient FROM email"):
            found[str(address).encode()] = "address"
    return found


def _people(base: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        columns = {row[1] for row in base.execute(f"PRAGMA table_info({table})")}
        if {"number", "first_name", "last_name"} <= columns:
            yield from base.execute(f"SELECT number, first_name, last_name FROM {table}")  # noqa: S608


def found_in(home: Path, words: dict[bytes, str]) -> list[str]:
    """`file: kind` of everything that stands in plain bytes below a home folder, the testbed's own apart."""
    looked_for = re.compile(b"|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    found = set()
    for path in home.rglob("*"):
        place = path.relative_to(home)
        if place.parts[0] in _NOT_OURS or not path.is_file() or path.is_symlink():
            continue
        found |= {f"{place}: {words[hit]}" for hit in looked_for.findall(path.read_bytes())}
    return sorted(found)
