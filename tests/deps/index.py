"""A package index that a test makes: wheels and sdists built by hand, in a directory and over loopback. Nothing comes from elsewhere.

index = Index(directory)
index.wheel("thing", "1.0", requires=["other>=2"])
index.wheel("thing", "1.1", yanked="it was a mistake")
index.broken_sdist("bad")          # its build fails
index.url                          # a simple index (PEP 503) as file://…
index.files                        # the same as a directory for --find-links
with index.served() as url: …      # over HTTP; served("user", "password") asks for them
index.environ(url)                 # variables by which uv, pip, pdm and pipenv use it and nothing else
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import os
import tarfile
import threading
import zipfile
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import pathname2url

_BACKEND = """\
import os, time, zipfile

def get_requires_for_build_wheel(config_settings=None):
    return []

def build_wheel(directory, config_settings=None, metadata_directory=None):
{body}
    name = "{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(directory, name), "w") as file:
        for path, text in {files!r}.items():
            file.writestr(path, text)
    return name

get_requires_for_build_editable = get_requires_for_build_wheel
build_editable = build_wheel
"""

_PROJECT = """\
[build-system]
requires = []
build-backend = "made_here"
backend-path = ["."]
[project]
name = "{name}"
version = "{version}"
requires-python = ">=3.8"
"""

_FAILS = '    raise SystemExit("the compiler has no memory left")'


class Index:
    """Packages of a test's own."""

    def __init__(self, directory):
        self.directory = str(directory)
        self.files = os.path.join(self.directory, "files")
        self._pages = {}  # project to its links
        os.makedirs(self.files)
        os.makedirs(os.path.join(self.directory, "simple"))

    @property
    def url(self):
        return "file://" + pathname2url(os.path.join(self.directory, "simple"))

    def wheel(self, name, version="1.0", *, requires=(), yanked=None, content=None, python=">=3.8", scripts=()):
        """Add a wheel of one module, and of a program for each of `scripts`; return its path."""
        file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        path = os.path.join(self.files, file)
        with zipfile.ZipFile(path, "w") as archive:
            for inside, text in contents(name, version, requires, content, python=python, scripts=scripts).items():
                archive.writestr(inside, text)
        self._publish(name, path, yanked)
        return path

    def sdist(self, name, version="1.0", *, body="    pass", yanked=None, content=None):
        """Add an sdist with a build backend of its own, which runs `body` (the indented lines of a function) when it builds."""
        text = _BACKEND.format(name=name, version=version, body=body, files=contents(name, version, content=content))
        path = os.path.join(self.files, f"{name}-{version}.tar.gz")
        with tarfile.open(path, "w:gz") as archive:
            for inside, given in (
                ("PKG-INFO", f"Metadata-Version: 2.2\nName: {name}\nVersion: {version}\nRequires-Python: >=3.8\n"),
                ("pyproject.toml", _PROJECT.format(name=name, version=version)),
                ("made_here.py", text),
            ):
                member = tarfile.TarInfo(f"{name}-{version}/{inside}")
                member.size = len(given.encode())
                archive.addfile(member, io.BytesIO(given.encode()))
        self._publish(name, path, yanked)
        return path

    def broken_sdist(self, name, version="1.0"):
        """Add an sdist whose build fails."""
        return self.sdist(name, version, body=_FAILS)

    def slow_sdist(self, name, started, go, version="1.0", *, fails=False):
        """Add an sdist whose build makes the file `started`, and ends when the file `go` is there; `fails`: as one that is broken."""
        body = f"    open({started!r}, 'w').close()\n    while not os.path.exists({go!r}):\n        time.sleep(0.01)"
        return self.sdist(name, version, body=f"{body}\n{_FAILS}" if fails else body)

    def remove(self, name, version):
        """Take a release away, as if it had never been."""
        for file in [file for file in self._pages[name] if f"-{version}-" in file or file.endswith(f"-{version}.tar.gz")]:
            del self._pages[name][file]
            os.unlink(os.path.join(self.files, file))
        self._write(name)

    def yank(self, name, version, why=""):
        """Yank a release (PEP 592)."""
        for file in self._pages[name]:
            if f"-{version}-" in file or file.endswith(f"-{version}.tar.gz"):
                self._pages[name][file] = (self._pages[name][file][0], why)
        self._write(name)

    def digest(self, path):
        """Return the sha256 of a file, as `--hash` takes it."""
        with open(path, "rb") as file:
            return f"sha256:{hashlib.sha256(file.read()).hexdigest()}"

    def environ(self, url=""):
        """Return variables by which the installers use this index alone."""
        url = url or self.url
        return {
            "UV_DEFAULT_INDEX": url,
            "UV_KEYRING_PROVIDER": "disabled",
            "UV_HTTP_RETRIES": "0",
            "PIP_INDEX_URL": url,
            "PIP_RETRIES": "0",
            "PIP_CONFIG_FILE": os.devnull,
            "PDM_PYPI_URL": url,
            "PIPENV_PYPI_MIRROR": url,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    @contextmanager
    def served(self, user="", password=""):
        """`with index.served() as url:` serves it on loopback; with a user, to nobody else (HTTP basic authentication)."""
        wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        directory = self.directory

        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=directory)

            def send_head(self):
                if wanted and self.headers.get("Authorization", "") != wanted:
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", 'Basic realm="test"')
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return None
                return super().send_head()

            def log_message(self, *_):
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/simple"
            finally:
                server.shutdown()
                thread.join()

    def _publish(self, name, path, yanked):
        self._pages.setdefault(name, {})[os.path.basename(path)] = (self.digest(path), yanked)
        self._write(name)

    def _write(self, name):
        directory = os.path.join(self.directory, "simple", name)
        os.makedirs(directory, exist_ok=True)
        lines = []
        for file, (digest, yanked) in self._pages[name].items():
            more = "" if yanked is None else f' data-yanked="{html.escape(yanked)}"'
            lines.append(f'<a href="../../files/{file}#{digest.replace(":", "=")}"{more}>{file}</a><br>\n')
        _page(directory, lines)
        _page(os.path.dirname(directory), [f'<a href="{one}/">{one}</a><br>\n' for one in sorted(self._pages)])


def contents(name, version, requires=(), content=None, *, python=">=3.8", scripts=()):
    """Return the files of a wheel: path to text."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: {python}\n"
    found = {
        f"{module}.py": f"version = {version!r}\n" if content is None else content,
        f"{info}/METADATA": metadata + "".join(f"Requires-Dist: {one}\n" for one in requires),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if scripts:
        found[f"{info}/entry_points.txt"] = "[console_scripts]\n" + "".join(f"{one} = {module}:main\n" for one in scripts)
    record = []
    for path, text in found.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record.append(f"{path},sha256={digest},{len(text.encode())}\n")
    return {**found, f"{info}/RECORD": "".join([*record, f"{info}/RECORD,,\n"])}


def _page(directory, lines):
    with open(os.path.join(directory, "index.html"), "w", encoding="utf-8") as file:
        file.write(f"<!DOCTYPE html><html><head><title>index</title></head><body>\n{''.join(lines)}</body></html>\n")
