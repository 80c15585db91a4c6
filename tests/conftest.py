"""Databases and settings for the tests. Services run on SQLite and on PostgreSQL."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.update(COE_TODAY="2026-11-23", COE_DEMO="1")

import hypothesis
import psycopg
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from orchestrator.core import settings as settings_module
from orchestrator.core.db import Database
from orchestrator.entrypoints.migrate import migrate
from orchestrator.governance.people import service as people
from tests.support.emptied import TEMPLATE, Emptied
from tests.support.postgres import postgres_server, server_programs

_numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="properties with ten times as many examples")
    parser.addoption("--real", action="store_true", help="systems by others, which are installed first: make test-real")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.register_profile("full", max_examples=1000, deadline=None)
    if config.getoption("--full"):
        hypothesis.settings.load_profile("full")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that drive pytest-playwright's browser are marked `page`, and come last where they run with others: its
    event loop stays with the main thread for good, and neither `asyncio.run` nor a robot's own Playwright can start
    beside it. What takes minutes and has a shorter sister is `long`: it is run with `--full`, by `make test-all`. What
    drives a system by others is `real`: it is run with `--real`, by `make test-real`, which installs that system."""
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.page)
    if not config.getoption("--full"):
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    if not config.getoption("--real"):
        real = [item for item in items if item.get_closest_marker("real")]
        config.hook.pytest_deselected(items=real)
        items[:] = [item for item in items if item not in real]
    items.sort(key=lambda item: item.get_closest_marker("page") is not None)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    programs = server_programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("No PostgreSQL server is installed: `make test` installs Debian's package postgresql.")
        pytest.skip("no PostgreSQL server here: install Debian's package postgresql to run these tests too")
    with postgres_server(programs) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """A database with our tables, to copy: migrating once is enough."""
    _sql(postgres_url, f"CREATE DATABASE {TEMPLATE}")
    migrate(f"{postgres_url}/{TEMPLATE}")
    return postgres_url


@pytest.fixture(scope="session")
def emptied(postgres_template: str) -> Emptied:
    return Emptied(_plain(postgres_template))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Argon2 at its least. At the strength of the product a person costs 0.1 s, and the tests make thousands."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(people, "_hasher", PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)]))
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a home folder of its own."""
    home = tmp_path / "home"
    monkeypatch.setenv("COE_HOME", str(home))
    settings_module.settings.cache_clear()
    yield home
    settings_module.settings.cache_clear()


def _sql(server: str, statement: str) -> None:
    with psycopg.connect(_plain(server) + "/postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "coe.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


@pytest.fixture
def postgres_database(emptied: Emptied, postgres_template: str) -> Iterator[Database]:
    """Our tables, empty: the database of the test before, under another name."""
    with emptied.database(postgres_template) as database:
        yield database


@pytest.fixture
def untouched_postgres_database(postgres_template: str) -> Iterator[Database]:
    """A copy that no test has had before: for what PostgreSQL itself remembers of rows that are gone."""
    name = f"coe_untouched_{next(_numbers)}"
    _sql(postgres_template, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    database = Database(f"{postgres_template}/{name}")
    yield database
    database.dispose()
    _sql(postgres_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """Our tables, empty, on each of the two databases."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found
