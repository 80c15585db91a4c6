"""The one way to an address that a person or a configuration has entered: an identity provider, a connection test.

Such an address may point inwards (OWASP: server-side request forgery): at our own database, at Prefect, at a cloud's
metadata. So the name is resolved here, every address it stands for must be public, and the connection goes to the one
that was checked: a name that answers otherwise the second time changes nothing. Redirects are checked as new addresses.
"""

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import httpx

from orchestrator.core.errors import BadInput, Unavailable
from orchestrator.core.settings import settings

LARGEST = 1024 * 1024
_SECONDS = 10.0
_MOST_REDIRECTS = 3
_USER_AGENT = "coe/1"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(BadInput):
    """The address is none that the platform goes to; the message says why."""

    code = "address_refused"


@dataclass(frozen=True)
class Fetched:
    """An answer, read whole within the limits."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str

    def json(self) -> Any:
        """The content as JSON. Raises BadInput when it is none."""
        try:
            return httpx.Response(200, content=self.content).json()
        except ValueError:
            raise BadInput(f"{_told(self.url)} did not answer with JSON.") from None


def fetch(
    url: str, *, method: str = "GET", data: str | None = None, headers: Mapping[str, str] | None = None,
    most: int = LARGEST, seconds: float = _SECONDS, redirects: int = _MOST_REDIRECTS,
) -> Fetched:  # fmt: skip
    """Ask an address for at most `most` bytes within `seconds` in all.

    Raises AddressRefused (the address is not one to go to), Unavailable (no answer in time), BadInput (too large).
    """
    until = time.monotonic() + seconds
    for _ in range(redirects + 1):
        answer = _once(url, method, data, headers or {}, most, until)
        if not 300 <= answer.status < 400 or "location" not in answer.headers:
            return answer
        if method != "GET":
            raise AddressRefused(f"{_told(url)} sent us on to another address. What we post is sent to no other place.")
        url = urljoin(url, answer.headers["location"])
    raise AddressRefused(f"{_told(url)} sends us on and on: more than {redirects} times.")


def check(url: str) -> tuple[httpx.URL, Address]:
    """The address taken apart, and the internet address to connect to. Raises AddressRefused or Unavailable."""
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError):
        raise AddressRefused("That is not an address. Write it whole, such as https://id.example.se.") from None
    if parts.scheme not in ("https", "http") or not parts.host:
        raise AddressRefused(f"{_told(url)}: an address begins with https:// and names a host.")
    if parts.userinfo:
        raise AddressRefused(f"{_told(url)}: leave name and password out of the address.")
    addresses = _resolve(parts)
    inward = [address for address in addresses if not _is_public(address)]
    unknown = [address for address in inward if not _is_allowed(address)]
    if unknown:
        raise AddressRefused(
            f"{_told(url)} points into an internal network, where the platform does not go. If it must, "
            "operations allow that network by COE_FETCH_NETWORKS."
        )
    if parts.scheme == "http" and len(inward) < len(addresses):
        raise AddressRefused(f"{_told(url)}: write https://. Without it anybody on the way can read and change it.")
    return parts, addresses[0]


def _once(
    url: str, method: str, data: str | None, headers: Mapping[str, str], most: int, until: float
) -> Fetched:  # fmt: skip
    parts, address = check(url)
    pinned = parts.copy_with(host=str(address))
    told = {"Host": parts.netloc.decode(), "User-Agent": _USER_AGENT, "Accept-Encoding": "identity", **headers}
    try:
        # verify: httpx checks the certificate against `sni_hostname`, the name, not against the pinned address.
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=_left(until, url)) as client,
            client.stream(
                method, pinned, content=data, headers=told, extensions={"sni_hostname": parts.host}
            ) as answer,
        ):
            return Fetched(answer.status_code, answer.headers, _read(answer, most, until, url), url)
    except httpx.HTTPError as error:
        raise Unavailable(f"{_told(url)} does not answer as it should ({type(error).__name__}).") from None


def _read(answer: httpx.Response, most: int, until: float, url: str) -> bytes:
    """Chunk by chunk: neither a long answer nor a slow one holds us."""
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_raw():
        size += len(part)
        if size > most:
            raise BadInput(f"{_told(url)} answers with more than {most // 1024} kB. That is no answer we asked for.")
        _left(until, url)
        parts.append(part)
    return b"".join(parts)


def _left(until: float, url: str) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Unavailable(f"{_told(url)} took too long to answer.")
    return left


def _resolve(parts: httpx.URL) -> list[Address]:
    try:
        found = socket.getaddrinfo(parts.host, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(f"The name {parts.host} is not known. Check how it is spelled.") from None
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def _is_public(address: Address) -> bool:
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one may carry: a private one is private in that dress too."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None) or address


def _is_allowed(address: Address) -> bool:
    return any(_inner(address) in network for network in settings().allowed_networks)


def _told(url: str) -> str:
    """The address without what may be secret in it: scheme, host and path."""
    return str(url).partition("?")[0].rpartition("@")[2][:120]
