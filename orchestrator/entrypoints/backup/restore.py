"""Restore a backup into an empty place: checked whole before anything is written, and safe before anything starts."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.script import ScriptDirectory
from sqlalchemy import text

from orchestrator.core.db import Database, Scope, own_database
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.settings import settings
from orchestrator.entrypoints.backup.aftermath import Aftermath, make_safe
from orchestrator.entrypoints.backup.archive import Manifest, Tell, unpack, verify
from orchestrator.entrypoints.backup.dumps import load_postgres, require_empty, sqlite_path
from orchestrator.entrypoints.backup.make import DATABASE, EVIDENCE, KEYS, RELEASES, TRAIL, trail_folder
from orchestrator.entrypoints.migrate import alembic_config, migrate
from orchestrator.governance.vault.master import master_of


def restore(path: Path, actor: str, checking: Tell, unpacking: Tell) -> tuple[Manifest, Aftermath]:
    """Check, unpack, load, make safe. A refusal changes nothing; broken off, it is begun again in an empty place.

    Raises Conflict where something is there already, BadInput for a damaged or unknown archive, CoeError when the
    master key is another.
    """
    use = settings()
    _require_empty_folders()
    require_empty(use.owner_database)
    manifest = verify(path, checking)
    _check_fits(manifest)
    use.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="restore-", dir=use.home) as scratch:
        unpack(path, manifest, lambda name: _place(name, Path(scratch)), unpacking)
        return manifest, _load(Path(scratch) / DATABASE, manifest, actor)


def _load(dump: Path, manifest: Manifest, actor: str) -> Aftermath:
    """SQLite has its name, PostgreSQL the row that says its schema, only when all is safe: before that nothing starts
    on it."""
    use = settings()
    made_at = datetime.fromisoformat(manifest.made_at)
    if manifest.dialect == "sqlite":
        done = _make_safe(Database(f"sqlite:///{dump}"), made_at, actor)
        target = sqlite_path(use.database)
        target.parent.mkdir(parents=True, exist_ok=True)
        dump.replace(target)
    else:
        load_postgres(use.owner_database, dump)
        done = _make_safe(own_database(), made_at, actor, mark=manifest.schema)
    migrate(use.owner_database)
    return done


def _make_safe(database: Database, made_at: datetime, actor: str, mark: str = "") -> Aftermath:
    try:
        with database.session(Scope.steward(actor)) as session:
            done = make_safe(session, made_at)
            if mark:
                session.connection().execute(
                    text("INSERT INTO alembic_version (version_num) VALUES (:mark)"), {"mark": mark}
                )
        if not database.is_postgres:
            with database.engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    finally:
        database.dispose()
    return done


def _check_fits(manifest: Manifest) -> None:
    dialect = "sqlite" if settings().database.startswith("sqlite") else "postgresql"
    if manifest.dialect != dialect:
        raise BadInput(
            f"The backup is of a {manifest.dialect} database, and COE_DATABASE_URL is {dialect}. Restore into the same."
        )
    known = {script.revision for script in ScriptDirectory.from_config(alembic_config("")).walk_revisions()}
    if manifest.schema not in known:
        raise BadInput(
            f"The backup has schema {manifest.schema}, made by version {manifest.version}, which this version does not "
            "know. Restore it with that version or a newer one."
        )
    for name in manifest.masters:
        master_of(name)  # refused here, with which one is needed, and not when a case is opened


def _require_empty_folders() -> None:
    use = settings()
    for folder in (use.evidence_dir, use.releases_dir, trail_folder()):
        if folder.exists() and any(path.is_file() and path.name != ".guard" for path in folder.rglob("*")):
            raise Conflict(
                f"There are files in {folder}. A backup is restored into an empty place: move them away, or choose "
                "another COE_HOME."
            )


def _place(name: str, scratch: Path) -> Path:
    """Where a file of the archive belongs."""
    use = settings()
    first, _, rest = name.partition("/")
    folders = {
        EVIDENCE: use.evidence_dir, RELEASES: use.releases_dir, TRAIL: trail_folder(), KEYS: use.home / KEYS,
    }  # fmt: skip
    if name == DATABASE:
        return scratch / DATABASE
    if first not in folders or not rest:
        raise BadInput(f"The archive holds {name!r}, and this version does not know where it belongs.")
    return folders[first] / rest
