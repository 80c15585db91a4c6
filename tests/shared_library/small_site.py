"""A few static pages, for tests of the browser layer."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOUSEHOLD = """<html lang="sv"><title>Hushåll</title><h1>Hushåll</h1>
<table><caption>Vuxna</caption><thead><tr><th>Namn</th><th>Belopp</th></tr></thead>
<tbody><tr><td class="namn">Vilgot Testsson</td><td>6&nbsp;212,00</td></tr></tbody></table>
<dl><dt>Boendeform</dt><dd>Hyresrätt</dd></dl><form action="/sparat"><button>Spara</button></form></html>"""
FORM = """<html lang="sv"><title>Formulär</title><h1>Formulär</h1><form action="/sparat">
<label for="belopp">Belopp</label><input id="belopp" value="1"><label for="manad">Månad</label>
<select id="manad"><option>2026-11</option><option>2026-12</option></select>
<textarea id="skal" aria-label="Motivering"></textarea><input id="last" aria-label="Låst" value="x" readonly>
<label>Sent <input id="sent" hidden></label><button>Spara</button></form>
<script>window.seen = [];
for (const kind of ['focus', 'beforeinput', 'input', 'change', 'blur']) document.addEventListener(kind, event =>
  event.target.id && seen.push([event.target.id, kind, event.isTrusted]), true);
setTimeout(() => { document.getElementById('sent').hidden = false; }, 150);</script></html>"""
PAGES = {
    "/formular": FORM,
    "/hushall": HOUSEHOLD,
    "/ram": '<title>Ärende</title><iframe title="Hushåll" src="/hushall" width="600" height="400"></iframe>',
    "/logga-in": '<title>Logga in</title><form id="logga-in"><label>Lösenord <input></label></form>',
    "/sparat": "<title>Sparat</title><h1>Sparat</h1>",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = PAGES.get(self.path.split("?")[0])
        self.send_response(200 if page else 500)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((page or "fel").encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


class SmallSite:
    def __enter__(self) -> SmallSite:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
