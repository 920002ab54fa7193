"""A mirror of Pythons that a test makes: one archive as python-build-standalone packs it, and uv's list of what there is to download.

The Python in it is a script that starts the one which runs the tests: it is what uv and autovenv ask, and nothing comes from elsewhere.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import tarfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import pathname2url

from tests.commands import BASE, EXACT, MINOR, write

RELEASES = "https://github.com/astral-sh/python-build-standalone/releases/download"  # what UV_PYTHON_INSTALL_MIRROR stands for
NOWHERE = "http://127.0.0.1:9/python.tar.gz"


class Mirror:
    """The archive, and the variables by which uv gets it."""

    def __init__(self, directory, home):
        self.directory = str(directory)
        self.pythons = os.path.join(home, "pythons")
        self.archive = os.path.join(self.directory, "20260101", "cpython.tar.gz")
        os.makedirs(os.path.dirname(self.archive))
        library = f"python/lib/python{MINOR}"
        with tarfile.open(self.archive, "w:gz") as archive:
            _add(archive, f"python/bin/python{MINOR}", f'#!/bin/sh\nexec "{BASE}" "$@"\n', 0o755)
            _add(archive, f"{library}/os.py", "")
            _add(
                archive,
                f"{library}/_sysconfigdata__linux_{platform.machine()}-linux-gnu.py",
                "# system configuration generated and used by the sysconfig module\nbuild_time_vars = {}\n",
            )

    @property
    def url(self):
        return "file://" + pathname2url(self.archive)

    def environ(self, url=""):
        """Return the variables by which uv gets its Python from `url`, and from nowhere else."""
        with open(self.archive, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        major, minor, patch = map(int, EXACT.split("."))
        machine = platform.machine()
        entry = {"name": "cpython", "arch": {"family": machine, "variant": None}, "os": "linux", "libc": "gnu", "variant": None}
        entry |= {"major": major, "minor": minor, "patch": patch, "prerelease": "", "url": url or self.url, "sha256": digest, "build": None}
        known = {f"cpython-{EXACT}-linux-{machine}-gnu": entry}
        return {
            "UV_PYTHON_DOWNLOADS_JSON_URL": write(os.path.join(self.directory, "downloads.json"), json.dumps(known)),
            "UV_PYTHON_INSTALL_DIR": self.pythons,
            "UV_HTTP_RETRIES": "0",
            "NO_PROXY": "127.0.0.1",
        }

    def installed(self):
        """Return the names of the Pythons that uv has installed."""
        return sorted(name for name in os.listdir(self.pythons) if name[0] != ".") if os.path.isdir(self.pythons) else []


@contextmanager
def stuck():
    """`with stuck() as (url, asked):` an address whose answer does not come; the event `asked` is set when somebody waits for it."""
    asked, end = threading.Event(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"\x1f\x8b\x08")
            self.wfile.flush()
            asked.set()
            end.wait()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/python.tar.gz", asked
        finally:
            end.set()
            server.shutdown()
            thread.join()


def _add(archive, name, text, mode=0o644):
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(text), mode
    archive.addfile(member, io.BytesIO(text.encode()))
