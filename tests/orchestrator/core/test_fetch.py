"""Addresses that people enter: none leads inwards, whatever it is dressed as; answers have limits."""

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from orchestrator.core import fetch as fetching
from orchestrator.core.errors import BadInput, Unavailable
from orchestrator.core.fetch import AddressRefused, check, fetch
from orchestrator.core.settings import settings


def names(monkeypatch: pytest.MonkeyPatch, **known: list[str]) -> None:
    """A name service of our own: name → addresses."""
    real = socket.getaddrinfo

    def answer(host: str, port: int, *rest: Any, **named: Any) -> Any:
        key = str(host).replace(".", "_")
        found = [entry for address in known.get(key, []) for entry in real(address, port, *rest, **named)]
        return found or real(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def allow(monkeypatch: pytest.MonkeyPatch, networks: str) -> None:
    monkeypatch.setenv("COE_FETCH_NETWORKS", networks)
    settings.cache_clear()


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
        "https://0.0.0.0/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://10.0.0.1/",
        "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/",
        "https://[fe80::1]/", "https://[fc00::1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
        "https://224.0.0.1/", "https://255.255.255.255/", "https://[ff02::1]/",
    ],
)  # fmt: skip
def test_an_address_that_points_inwards_is_refused(url: str) -> None:
    with pytest.raises((AddressRefused, Unavailable), match=r"internal network|not known"):
        check(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("file:///etc/passwd", "begins with https"), ("gopher://id.example/", "begins with https"),
        ("ftp://id.example/x", "begins with https"), ("//id.example/", "begins with https"),
        ("https:///x", "begins with https"), ("", "begins with https"), ("https://a:b/", "not an address"),
        ("https://a:b@1.1.1.1/", "leave name and password out"), ("http://1.1.1.1/", "write https"),
    ],
)  # fmt: skip
def test_other_schemes_and_passwords_are_refused_in_words(url: str, said: str) -> None:
    with pytest.raises(AddressRefused, match=said):
        check(url)


def test_a_name_with_one_inward_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, id_example_se=["93.184.215.14", "10.1.2.3"])
    with pytest.raises(AddressRefused, match="internal network"):
        check("https://id.example.se/")
    names(monkeypatch, id_example_se=["93.184.215.14"])
    assert str(check("https://id.example.se/")[1]) == "93.184.215.14"


def test_an_allowed_network_is_gone_to_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, "127.0.0.0/8, 10.20.0.0/16")
    assert str(check("http://127.0.0.1:1/")[1]) == "127.0.0.1"
    assert str(check("https://10.20.3.4/")[1]) == "10.20.3.4"
    assert check("https://[::ffff:10.20.3.4]/")[1].version == 6
    with pytest.raises(AddressRefused):
        check("https://10.21.0.1/")


class Site:
    """A server on loopback that answers as a test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[http.server.BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers["Host"]))
                site.answers[self.path.partition("?")[0]](self)

            do_POST = do_GET

            def log_message(self, *_told: Any) -> None: ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def says(self, path: str, status: int = 200, body: bytes = b"{}", **headers: str) -> None:
        def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    allow(monkeypatch, "127.0.0.1/32")
    found = Site()
    yield found
    found.server.shutdown()


def test_the_connection_goes_to_the_address_that_was_checked(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name service that answers otherwise the second time (rebinding) is asked once."""
    served.says("/x", body=b'{"a": 1}')
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: str, port: int, *rest: Any, **named: Any) -> Any:
        if host == "id.example":
            asked.append(host)
            return real("127.0.0.1" if len(asked) == 1 else "10.9.9.9", port, *rest, **named)
        return real(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    assert fetch(f"http://id.example:{served.port}/x").json() == {"a": 1}
    assert (served.asked, asked) == ([("/x", f"id.example:{served.port}")], ["id.example"])


def test_a_redirect_inwards_is_refused(served: Site) -> None:
    served.says("/x", 302, Location="http://10.0.0.1/secret")
    served.says("/file", 302, Location="file:///etc/passwd")
    for path in ("/x", "/file"):
        with pytest.raises(AddressRefused):
            fetch(f"http://127.0.0.1:{served.port}{path}")


def test_a_redirect_is_followed_so_often_and_no_more(served: Site) -> None:
    served.says("/x", 302, Location="/y")
    served.says("/y", body=b"1")
    served.says("/round", 302, Location="/round")
    assert fetch(f"http://127.0.0.1:{served.port}/x").json() == 1
    with pytest.raises(AddressRefused, match="on and on"):
        fetch(f"http://127.0.0.1:{served.port}/round")


def test_what_is_posted_is_sent_to_no_other_place(served: Site) -> None:
    served.says("/x", 307, Location="/y")
    with pytest.raises(AddressRefused, match="no other place"):
        fetch(f"http://127.0.0.1:{served.port}/x", method="POST", data="code=secret")
    assert [path for path, _host in served.asked] == ["/x"]


def test_an_endless_answer_is_cut_off(served: Site) -> None:
    served.says("/x", body=bytes(fetching.LARGEST + 1))
    with pytest.raises(BadInput, match="more than 1024 kB"):
        fetch(f"http://127.0.0.1:{served.port}/x")


def test_an_answer_that_drips_ends_with_its_time(served: Site) -> None:
    stop = threading.Event()

    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.05):
            try:
                handler.wfile.write(b".")
            except OSError:
                return

    served.answers["/x"] = drip
    with pytest.raises(Unavailable):
        fetch(f"http://127.0.0.1:{served.port}/x", seconds=0.4)
    stop.set()


def test_nobody_there_and_no_such_name_are_said_in_words() -> None:
    with pytest.raises(Unavailable, match="is not known"):
        check("https://no-such-host.invalid/")


def test_what_is_no_json_is_said_without_its_content(served: Site) -> None:
    served.says("/x", body=b"<html>198801122384</html>")
    with pytest.raises(BadInput, match="did not answer with JSON") as refused:
        fetch(f"http://127.0.0.1:{served.port}/x?code=secret").json()
    assert "secret" not in refused.value.message
