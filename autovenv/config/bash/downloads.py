"""Downloads of `fetchurl`, kept by the hash of their content. Subresource Integrity (W3C): sha256-BASE64, also sha384 and sha512."""

from __future__ import annotations

import os

from autovenv.base.errors import EvaluationError
from autovenv.base.paths import state_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ALGORITHMS = ("sha256", "sha384", "sha512")


def known(integrity: str, environ: Mapping[str, str], where: str) -> str:
    """Return the path of the content with this hash, "" if it has to be fetched."""
    if not integrity:
        return ""
    path = _path(integrity, environ, where)
    try:
        with open(path, "rb") as file:
            return path if _matches(file.read(), integrity) else ""
    except OSError:
        return ""


def keep(download: str, url: str, integrity: str, environ: Mapping[str, str], where: str) -> tuple[str, str]:
    """Return the path under which a download is kept from now on, and the hash of its content. Raises EvaluationError if it is another."""
    with open(download, "rb") as file:
        content = file.read()
    found = _hash(content, "sha256")
    if integrity and not _matches(content, integrity):
        raise EvaluationError(where, f"what is at {url} has another hash than {integrity}: {found}")
    path = _path(integrity or found, environ, where)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    beside = f"{path}.{os.getpid()}"
    with open(beside, "wb") as file:
        file.write(content)
    os.replace(beside, path)
    return path, found


def content(path: str, integrity: str, url: str, where: str) -> bytes:
    """Return the content at path. Raises EvaluationError where it does not have this hash."""
    with open(path, "rb") as file:
        found = file.read()
    _algorithm(integrity, where)
    if not _matches(found, integrity):
        raise EvaluationError(where, f"what is at {url} has another hash than {integrity}")
    return found


def _path(integrity: str, environ: Mapping[str, str], where: str) -> str:
    _algorithm(integrity, where)
    return os.path.join(state_directory(environ), "fetched", integrity.replace("/", "_"))


def _algorithm(integrity: str, where: str) -> None:
    algorithm, _, rest = integrity.partition("-")
    if algorithm not in _ALGORITHMS or not rest:
        raise EvaluationError(where, f"{integrity!r} is no hash: sha256-BASE64 is expected")


def _matches(content: bytes, integrity: str) -> bool:
    return _hash(content, integrity.partition("-")[0]) == integrity


def _hash(content: bytes, algorithm: str) -> str:
    import base64
    import hashlib

    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"
