"""One settings class. Every value can be set by an environment variable `COE_…`."""

import base64
import ipaddress
import re
import secrets
from functools import lru_cache
from pathlib import Path

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
DEMO_SECRET = "demo-secret-never-for-real-use"  # noqa: S105 - refused outside the demo, see below


class Settings(BaseSettings):
    """What the platform needs to know of its surroundings. Times in seconds, ports on loopback."""

    model_config = SettingsConfigDict(env_prefix="COE_", extra="ignore")

    demo: bool = False
    home: Path = Path(".coe")
    # Where the trail's head and checkpoints are written: best not where the database is. One for all portal processes.
    trail_dir: Path | None = None
    # PostgreSQL with a login for each role: the app's, the steward's, and (for `coe setup` alone) the owner's.
    database_url: str = ""
    steward_database_url: str = ""
    owner_database_url: str = ""
    # The key's own text, or where it is: file:, env:, command:, transit: (governance/vault/master.py).
    master_key: SecretStr = SecretStr(DEMO_SECRET)
    # While the master key is replaced: the old one, until `coe keys wrap` has wrapped everything anew.
    master_key_before: SecretStr = SecretStr("")
    # For transit: the token itself, or file:PATH.
    transit_token: SecretStr = SecretStr("")
    worker_token: SecretStr = SecretStr(DEMO_SECRET)
    today: str | None = None

    host: str = "127.0.0.1"
    # How people reach the portal, for example https://robotar.example.se: for links that leave it, and for its cookies.
    public_url: str = ""
    # Off where everybody signs in at a provider: then no password opens the portal.
    local_accounts: bool = True
    # The proxies in front, by address: only what they say of a caller's address is believed.
    trusted_proxies: str = "127.0.0.1"
    # Internal networks that entered addresses may point into, by comma, for example 10.20.0.0/16; the internet always.
    fetch_networks: str = ""
    # One token's calls to the machine API in a minute; one address's failed sign-ins in a quarter of an hour.
    calls_per_minute: int = 120_000
    failed_sign_ins: int = 60
    portal_port: int = 8080
    prefect_port: int = 4210
    testbed_port: int = 8090
    worker_health_port: int = 8470
    worker_slots: int = 2
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8025
    sms_gateway_url: str = "http://127.0.0.1:8090/sms-gateway"
    sms_gateway_token: SecretStr = SecretStr("")
    # A folder that is watched for documents: <municipality>/<process>/*.xml. Empty: none is.
    documents_folder: Path | None = None
    notice_sender: str = "noreply@coe.example"
    prefect_database_url: str = ""
    processes_root: Path = ROOT
    chromium: str = ""

    lease_seconds: int = 45
    commit_window_seconds: int = 60
    linger_seconds: int = 5
    undo_seconds: int = 60
    # So long after somebody showed who they are they may open a case or change roles without showing it again.
    fresh_minutes: int = 10
    # Over so many cases a robot's memory is measured to be flat (`make memory`). Then its run ends, with a log that
    # people can still read, and the item trigger starts the next.
    cases_per_run: int = 200
    run_timeout_seconds: int = 1800
    # One more robot, as far as the subscription allows, while a queue would last longer than this.
    clear_within_minutes: float = 30
    # Fair share: after so many cases or seconds a robot gives way when another municipality waits for its slot.
    share_cases: int = 5
    share_seconds: int = 30
    # How often a worker asks Prefect when nobody has woken it: schedules, and a portal that is away.
    worker_poll_seconds: float = 5
    rules_timeout_seconds: float = 10.0

    @model_validator(mode="after")
    def refuse_default_secrets(self) -> "Settings":
        """Default secrets are public: only the demo may run on them."""
        if self.demo:
            return self
        for name in ("master_key", "worker_token"):
            if getattr(self, name).get_secret_value() == DEMO_SECRET:
                raise ValueError(
                    f"COE_{name.upper()} is not set. Set it to a secret of your own "
                    f"(for example {new_secret()[:8]}…, made with `coe secret new`), or set COE_DEMO=1 for the demo."
                )
        return self

    @field_validator("public_url")
    @classmethod
    def plain_address(cls, value: str) -> str:
        """Scheme and host, nothing behind them."""
        if value and not re.fullmatch(r"https?://[\w.\-]+(:\d+)?/?", value):
            raise ValueError("COE_PUBLIC_URL is a scheme and a host, for example https://robotar.example.se.")
        return value.rstrip("/")

    @property
    def allowed_networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """`fetch_networks`, taken apart."""
        return tuple(ipaddress.ip_network(part.strip()) for part in self.fetch_networks.split(",") if part.strip())

    @property
    def database(self) -> str:
        """The address of our own database (Prefect's is apart)."""
        return self.database_url or f"sqlite:///{(self.home / 'coe.db').resolve()}"

    @property
    def owner_database(self) -> str:
        """The address for changing tables: the owner's, where it has a login of its own."""
        return self.owner_database_url or self.database

    @property
    def portal_url(self) -> str:
        return f"http://{self.host}:{self.portal_port}"

    @property
    def people_url(self) -> str:
        """The portal's address as people write it; never taken from a request."""
        return self.public_url or self.portal_url

    @property
    def api_url(self) -> str:
        return f"{self.portal_url}/api/v1"

    @property
    def prefect_api_url(self) -> str:
        return f"http://{self.host}:{self.prefect_port}/api"

    @property
    def testbed_url(self) -> str:
        return f"http://{self.host}:{self.testbed_port}"

    @property
    def evidence_dir(self) -> Path:
        return self.home / "evidence"

    @property
    def trail_folder(self) -> Path:
        return self.trail_dir or self.home / "trail"

    @property
    def releases_dir(self) -> Path:
        return self.home / "releases"


def new_secret() -> str:
    """A fresh secret of 32 random bytes, as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
