"""What the database itself refuses: a robot that decides where the process's rules say that none may.

A decision that is appealed by legality review may not be delegated to an automated function (KL 6 kap. 38 §), so such a
process has no mode `decide`. Service and pages refuse it; this holds for whoever writes past them. What counts is the
newest rules that were published (`ProcessRelease.never_decides`). A migration runs these statements.
"""

REFUSAL = "the process may never decide by itself"
_PROCESSES = {
    "subscription": "NEW.process",
    "decision": "(SELECT process FROM work_item WHERE work_item.id = NEW.work_item_id)",
}


def statements(dialect: str) -> list[str]:
    """The triggers as statements."""
    if dialect == "postgresql":
        return [line for table, process in _PROCESSES.items() for line in _postgres(table, process)]
    return [line for table, process in _PROCESSES.items() for line in _sqlite(table, process)]


def _forbidden(process: str) -> str:
    newest = (
        f"SELECT never_decides FROM process_release WHERE process_release.process = {process} "  # noqa: S608 - our own
        "AND published_at IS NOT NULL ORDER BY published_at DESC, id DESC LIMIT 1"
    )
    return f"NEW.mode = 'decide' AND COALESCE(({newest}), FALSE)"


def _sqlite(table: str, process: str) -> list[str]:
    refuse = f"WHEN {_forbidden(process)} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        f"CREATE TRIGGER {table}_never_decides_new BEFORE INSERT ON {table} {refuse}",
        f"CREATE TRIGGER {table}_never_decides_then BEFORE UPDATE OF mode ON {table} {refuse}",
    ]


def _postgres(table: str, process: str) -> list[str]:
    """A condition may not ask other tables there: the function does."""
    name = f"{table}_never_decides"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_forbidden(process)} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF mode ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def functions() -> list[str]:
    """What a downgrade drops on PostgreSQL; the triggers go with their tables."""
    return [f"{table}_never_decides" for table in _PROCESSES]
