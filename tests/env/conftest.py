"""What every test of environments stands on."""

from __future__ import annotations

import os

import pytest
from real_pythons import without_network


@pytest.fixture(scope="session")
def uv_cache(tmp_path_factory):
    return str(tmp_path_factory.mktemp("uv-cache"))


@pytest.fixture
def no_network(home, uv_cache, monkeypatch):
    """No network, and a cache that only this run of the tests has filled. Whoever wants an empty one sets UV_CACHE_DIR anew."""
    without_network(monkeypatch, uv_cache)


@pytest.fixture
def state(home):
    return os.path.join(home, ".local", "state", "autovenv")


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "project"
    path.mkdir()
    return str(path)
