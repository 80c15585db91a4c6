"""Secrets from the platform, through rpaframework's own ``RPA.Robocorp.Vault``.

Set ``RPA_SECRET_MANAGER=shared_library.vault.PlatformVault``. The platform gives only the secrets that
the release's manifest names, to a run of the municipality that owns them.
"""

from __future__ import annotations

from RPA.Robocorp.Vault import BaseSecretManager, Secret, Vault

from shared_library.client import ApiClient


class PlatformVault(BaseSecretManager):
    def __init__(self) -> None:
        self._client = ApiClient.from_environment()

    def get_secret(self, secret_name: str) -> Secret:
        return Secret(secret_name, "", self._client.secret(secret_name))

    def set_secret(self, secret: Secret) -> None:
        raise PermissionError(
            f"A robot may not change the secret {secret.name!r}. Change it in the portal, under Secrets."
        )


def credentials(name: str) -> tuple[str, str]:
    """User name and password; never pass them through a keyword's arguments, those are logged."""
    secret = Vault().get_secret(name)
    return secret["username"], secret["password"]
