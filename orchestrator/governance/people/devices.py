"""What a person needs to know their own sign-ins by: a browser and a system, and whence, cut short. Pure."""

import ipaddress

# In this order: each of the later ones stands in the earlier ones' words too.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """`Firefox, Windows`; empty where neither is known."""
    found = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return ", ".join(part for part in found if part)


def shortened(address: str) -> str:
    """The network, not the machine: `192.0.2.…`, `2001:db8:1::…`. Empty for what is no address."""
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if told.version == 4:
        return ".".join(address.split(".")[:3]) + ".…"
    return ":".join(part.lstrip("0") or "0" for part in told.exploded.split(":")[:3]) + "::…"


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in known if mark in text), "")
