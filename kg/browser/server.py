"""Serve the sheet, the guide and the favourites on loopback, as Neo4j Browser asks for them."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from socketserver import BaseServer
from threading import Thread

from kg.browser.content import fill_guide, pack_favorites, read_sheet
from kg.errors import InputError

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Private-Network": "true",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
"""The Browser is another origin and asks with headers of its own; what is served is public."""

_PAGES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "/kg.grass": ("text/plain; charset=utf-8", lambda address: read_sheet().encode()),
    "/guide.html": ("text/html; charset=utf-8", lambda address: fill_guide(address).encode()),
    "/favorites.zip": ("application/zip", lambda address: pack_favorites()),
}


class _Handler(BaseHTTPRequestHandler):
    """Answers from the pages, which are read anew each time: an editor sees what was changed."""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_OPTIONS(self) -> None:
        self._send(HTTPStatus.NO_CONTENT, {})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self, *, with_body: bool) -> None:
        page = _PAGES.get(self.path.partition("?")[0])
        if page is None:
            self.send_error(HTTPStatus.NOT_FOUND, f"accepted: {', '.join(_PAGES)}")
            return
        kind, read = page
        body = read(_address(self.server))
        self._send(HTTPStatus.OK, {"Content-Type": kind, "Content-Length": str(len(body))})
        if with_body:
            self.wfile.write(body)

    def _send(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **headers}.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def serve_browser(port: int) -> Iterator[str]:
    """Serve on loopback until left and yield the address; port 0 is a free one, InputError for one in use."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise InputError(
            f"port {port} cannot be used ({error.strerror}); name another with --port, 0 is a free one"
        ) from error
    with server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield _address(server)
        finally:
            server.shutdown()
            thread.join()


def _address(server: BaseServer) -> str:
    """Return the address by name: the Browser's :style refuses numbers."""
    assert isinstance(server, HTTPServer)
    return f"http://localhost:{server.server_port}"
