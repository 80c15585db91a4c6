"""What the database itself refuses, on SQLite and PostgreSQL: a row of the trail is never deleted, and of its fields
only three changes pass. The sealer gives a row its place once; erasure takes detail and salt away, both; nothing else.

A migration runs these statements. Who owns the database can take the triggers away: then `verify` finds what they did.
"""

TABLES = ("trail", "region_trail")
_KEPT = ("id", "at", "actor", "role", "scope", "action", "entity", "entity_id", "detail_hash", "stamp")
_REFUSAL = "the trail is append-only"


def statements(dialect: str) -> list[str]:
    """The triggers (and on PostgreSQL the reading rule of the region's rows) as statements."""
    if dialect == "postgresql":
        return [_FUNCTION, *(line for table in TABLES for line in _postgres(table)), *_REGION_ROWS]
    return [line for table in TABLES for line in _sqlite(table)]


def _permitted(table: str, same: str) -> str:
    """True for an update that may pass. `same` compares so that nothing equals nothing."""
    kept = [*_KEPT, "municipality_code"] if table == "trail" else list(_KEPT)
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in kept)
    detail = f"NEW.detail {same} OLD.detail AND NEW.salt {same} OLD.salt"
    place = f"NEW.seq {same} OLD.seq AND NEW.seal {same} OLD.seal"
    sealing = f"OLD.seq IS NULL AND NEW.seq IS NOT NULL AND NEW.seal IS NOT NULL AND {detail}"
    erasing = f"NEW.detail IS NULL AND NEW.salt IS NULL AND {place}"
    return f"{unchanged} AND (({sealing}) OR ({erasing}))"


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    return [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} WHEN NOT ({_permitted(table, 'IS')}) {refuse}",
    ]


_FUNCTION = f"""
CREATE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$
"""
# `current_user` is the role that asks: a session of municipalities (`coe_app`) writes the region's rows and reads none.
_REGION_ROWS = (
    "ALTER TABLE region_trail ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE region_trail FORCE ROW LEVEL SECURITY",
    "CREATE POLICY region_written_by_all ON region_trail FOR INSERT WITH CHECK (true)",
    "CREATE POLICY region_read_by_region ON region_trail FOR SELECT USING (current_user <> 'coe_app')",
    "CREATE POLICY region_sealed_by_region ON region_trail FOR UPDATE USING (current_user <> 'coe_app')",
    # else a deletion would find no rows and say nothing: the trigger is to refuse it in words
    "CREATE POLICY region_refused_by_trigger ON region_trail FOR DELETE USING (current_user <> 'coe_app')",
)


def _postgres(table: str) -> list[str]:
    refuse = "EXECUTE FUNCTION trail_is_append_only()"
    permitted = _permitted(table, "IS NOT DISTINCT FROM")
    return [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NOT ({permitted})) {refuse}",
    ]
