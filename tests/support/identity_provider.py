"""A real, certified OpenID provider on loopback: npm's `oidc-provider`, run by the Node that Playwright brings.

Its packages are installed once from the lock file beside it (exact versions, hashed); that needs `npm`, which
`infra/system-packages` installs. Without it the tests say so.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import httpx
import playwright
import pytest

from orchestrator.core.settings import ROOT
from tests.support.ports import free_port

_SOURCE = ROOT / "tests" / "support" / "oidc"
_NODE = Path(playwright.__file__).parent / "driver" / "node"


def installed() -> Path:
    """The folder with the server and its packages; made when the lock file is new."""
    named = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(_SOURCE.iterdir()))).hexdigest()[:12]
    target = ROOT / "build" / f"oidc-{named}"
    if target.exists():
        return target
    npm = shutil.which("npm")
    if npm is None:
        told = "No npm here: install Debian's package npm (`make install` does) to run the identity provider's tests."
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    target.parent.mkdir(exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix="oidc-", dir=target.parent))
    shutil.copytree(_SOURCE, part, dirs_exist_ok=True)
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=part,
        check=True,
        timeout=120,
    )
    try:
        part.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(part)
    return target


class IdentityProvider:
    """One provider. A start makes new signing keys; the address stays."""

    def __init__(self, clients: list[dict[str, Any]], accounts: dict[str, dict[str, Any]]) -> None:
        self._told = json.dumps({"clients": clients, "accounts": accounts})
        self._folder = installed()
        self._process: subprocess.Popen[str] | None = None
        self.port = free_port()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "IdentityProvider":
        self._process = subprocess.Popen(
            [str(_NODE), "provider.mjs", str(self.port), self._told], cwd=self._folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("ready"):
                return self
        raise AssertionError("the identity provider did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()

    def control(self, **wrong: Any) -> None:
        """`skewSeconds`: its clock is wrong by so much. `audience`: its id tokens are for that client."""
        httpx.post(f"{self.issuer}/control", json=wrong).raise_for_status()
