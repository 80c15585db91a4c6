"""Make a backup while work goes on: trail files, the database from one snapshot, then the evidence that it names.

Evidence is written before the row that names it and never changed, so whatever the snapshot names is there. The trail's
own files come first: a database that is a little younger than them misses nothing that they have seen.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, select, text

from orchestrator.core.clock import machine_now
from orchestrator.core.db import Base
from orchestrator.core.settings import settings
from orchestrator.core.version import version
from orchestrator.entrypoints.backup.archive import Manifest, Tell, Writer, writing
from orchestrator.entrypoints.backup.dumps import dumped
from orchestrator.entrypoints.models import metadata
from orchestrator.governance.vault.evidence_guard import evidence_guard
from orchestrator.governance.vault.models import DataKey, MunicipalityKey
from orchestrator.operations.runs.models import Evidence

DATABASE = "database.dump"
TRAIL, RELEASES, EVIDENCE, KEYS = "trail", "releases", "evidence", "keys"


def trail_folder() -> Path:
    """Where the trail's checkpoints lie."""
    return settings().home / TRAIL


def backup(path: Path, tell: Tell) -> Manifest:
    """Write the archive; answers what it holds."""
    use = settings()
    with TemporaryDirectory(prefix="backup-", dir=_home()) as scratch, writing(path, tell) as writer:
        _add_folder(writer, TRAIL, trail_folder(), "*")
        with evidence_guard():  # else files could be sealed anew under a key that the snapshot does not know
            dump = Path(scratch) / DATABASE
            with dumped(use.steward_database_url or use.database, dump) as snapshot:
                manifest = _manifest(snapshot)
                writer.add(DATABASE, dump)
                for code, sha256 in _evidence(snapshot):
                    _add_evidence(writer, manifest, code, sha256)
        _add_folder(writer, RELEASES, use.releases_dir, "*.zip")
        _add_folder(writer, KEYS, use.home / KEYS, "*.pub")
        writer.finish(manifest)
    return manifest


def _home() -> Path:
    settings().home.mkdir(parents=True, exist_ok=True)
    return settings().home


def _manifest(snapshot: Connection) -> Manifest:
    masters = {*snapshot.scalars(select(MunicipalityKey.master).where(MunicipalityKey.destroyed_at.is_(None)))}
    masters |= {*snapshot.scalars(select(DataKey.master).where(DataKey.wrapped.is_not(None)))}
    return Manifest(
        made_at=machine_now().isoformat(), version=version(), dialect=snapshot.dialect.name,
        schema=str(snapshot.execute(text("SELECT version_num FROM alembic_version")).scalar_one()),
        masters=sorted(masters),
        counts={
            table.name: int(snapshot.scalar(select(func.count()).select_from(table)) or 0)
            for table in metadata.sorted_tables
        },
    )  # fmt: skip


def _evidence(snapshot: Connection) -> Iterator[tuple[str, str]]:
    """(municipality, hash) of every file that the snapshot names, once each."""
    table = Base.metadata.tables[Evidence.__tablename__]
    asked = select(table.c.municipality_code, table.c.sha256).distinct()
    for row in snapshot.execution_options(yield_per=1000).execute(asked):
        yield row.municipality_code, row.sha256


def _add_evidence(writer: Writer, manifest: Manifest, code: str, sha256: str) -> None:
    name = f"{code}/{sha256[:2]}/{sha256}"
    path = settings().evidence_dir / name
    if path.exists():
        writer.add(f"{EVIDENCE}/{name}", path)
    else:  # erased since, or lost before: the manifest says so
        manifest.missing.append(name)


def _add_folder(writer: Writer, name: str, folder: Path, pattern: str) -> None:
    for path in sorted(folder.glob(pattern)):
        if path.is_file():
            writer.add(f"{name}/{path.name}", path)
