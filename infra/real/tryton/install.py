"""Install Tryton beside us, in an environment of its own, and fill a database to copy for each test.

    python -m infra.real.tryton.install

What is there already is kept: the environment and the web client by their lock files, the database by its seed. Needs
`npm`, and the registries that this machine's pip and npm are set up for.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
HOME = ROOT / ".coe" / "real" / "tryton"
VENV, WEB, SEEDED = HOME / "venv", HOME / "web", HOME / "seeded"
CLIENT = WEB / "node_modules" / "tryton-sao"
DATABASE = "tryton"
LOCK, WEB_FILES = HERE / "requirements.lock", sorted((HERE / "web").iterdir())


def install() -> None:
    """All three parts, in turn; each says what it took."""
    _once(VENV, [LOCK], _server)
    _once(WEB, WEB_FILES, _client)
    _once(SEEDED, [LOCK, *(HERE / name for name in ("seed.py", "users.py", "install.py"))], _database)


def database_environment(folder: Path) -> dict[str, str]:
    """Where Tryton's programs find the database."""
    return {**os.environ, "TRYTOND_DATABASE__URI": "sqlite://", "TRYTOND_DATABASE__PATH": str(folder)}


def _once(part: Path, made_of: list[Path], make: Callable[[Path], None]) -> None:
    """Make the part anew if what it is made of has changed; half of one is never left behind."""
    made, by = part / "made-of", hashlib.sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()
    if made.exists() and made.read_text() == by:
        return
    began = time.monotonic()
    shutil.rmtree(part, ignore_errors=True)
    make(part)
    made.write_text(by)
    print(f"Tryton: {part.name} made in {time.monotonic() - began:.0f} s.", flush=True)


def _server(venv: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    venv.parent.mkdir(parents=True, exist_ok=True)
    _run(uv, "venv", "--quiet", "--python", sys.executable, venv)
    _run(uv, "pip", "sync", "--quiet", "--python", venv, "--require-hashes", "--compile-bytecode", LOCK)


def _client(web: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("Tryton's web client needs npm. Install it and try again, on Debian: apt-get install npm")
    shutil.copytree(HERE / "web", web)
    _run(npm, "ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=web)
    # The client looks for what it needs below itself; npm laid it beside.
    (CLIENT / "node_modules").symlink_to("..")


def _database(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / f"{DATABASE}.sqlite").touch()
    told = folder / "password"
    told.write_text("admin-demo-2026")
    environment = {**database_environment(folder), "TRYTONPASSFILE": str(told)}
    admin: list[str | Path] = [
        VENV / "bin" / "trytond-admin",
        "-d",
        DATABASE,
        "--all",
        "--email",
        "admin@example.org",
        "-l",
        "en",
    ]
    _run(*admin, environment=environment)
    _run(VENV / "bin" / "python", HERE / "seed.py", DATABASE, environment=environment)


def _run(*command: str | Path, cwd: Path | None = None, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} {command[1]} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


if __name__ == "__main__":
    install()
