"""Municipalities apart, below the application: PostgreSQL's row-level security, forced on every row of a municipality.

A transaction says its municipalities once, at its beginning (`SCOPE_SET`, local to it); a policy on each table lets
`coe_app` see and write their rows alone. What is not said is nothing: without a scope no row is seen. SQLite has no
such thing: there the application alone holds municipalities apart, which is one more reason why it is for one machine.
"""

from sqlalchemy import Connection, text

APP, STEWARD = "coe_app", "coe_steward"
SCOPE_SET = text("SELECT set_config('coe.municipalities', :codes, true)")
_OWN = "municipality_code = ANY (string_to_array(current_setting('coe.municipalities', true), ','))"
_TENANTS = text(
    "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace "
    "AND a.attname = 'municipality_code' AND a.attnotnull AND NOT a.attisdropped ORDER BY c.relname"
)
# Made by whoever may; two databases of one server that are made at once must not trip over each other.
_MAKE_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""


def make_roles(connection: Connection) -> None:
    """The two roles, where they are missing: a server that has never had this platform knows none."""
    for role in (APP, STEWARD):
        connection.execute(text(_MAKE_ROLE.format(role=role)))
        connection.execute(text(f"GRANT {role} TO CURRENT_USER"))


def isolate(connection: Connection) -> None:
    """The last act of every migration: roles and their rights, and a policy on every table of municipalities.

    Done again it changes nothing. The migrating role needs CREATEROLE, or `coe_app` and `coe_steward` must be there.
    """
    if connection.dialect.name != "postgresql":
        return
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    make_roles(connection)
    for role in (APP, STEWARD):
        connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {role}"))
        connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}"))
        connection.execute(text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"))
    for table in connection.scalars(_TENANTS).all():
        connection.execute(text(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'))
        connection.execute(text(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'))
        for name, role, rows in (("own_municipalities", APP, _OWN), ("every_municipality", STEWARD, "true")):
            connection.execute(text(f'DROP POLICY IF EXISTS {name} ON "{table}"'))
            connection.execute(text(f'CREATE POLICY {name} ON "{table}" TO {role} USING ({rows}) WITH CHECK ({rows})'))
