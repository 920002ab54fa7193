"""What programs print is kept without secrets, and still says what is wrong."""

from __future__ import annotations

import pytest

from autovenv.base.redaction import Redactor


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_a_log_names_the_host_that_no_proxy_stands_before(name):
    line = b"Failed to download `http://index.example:9/simple/thing`"
    assert Redactor({name: "localhost,index.example"})(line) == line


@pytest.mark.parametrize(
    ("name", "secret"), [("AWS_SECRET_ACCESS_KEY", "/bPxRfi/CYEXAMPLEKEY"), ("TOKEN", "~abcdef"), ("DB_PASSWORD", "./hunter22")]
)
def test_a_secret_that_looks_like_a_path_is_hidden(name, secret):
    assert Redactor({name: secret})(f"refused: {secret}!".encode()) == f"refused: ${name}!".encode()


def test_a_path_stays(tmp_path):
    line = f"{tmp_path}/key.pem: permission denied, see /opt/nothing/there".encode()
    given = {"TLS_KEY_FILE": str(tmp_path), "SOME_DIRECTORY": "/opt/nothing/there", "SOME_PATH": f"{tmp_path}/key.pem:/opt/nothing/there"}
    assert Redactor(given)(line) == line


def test_a_proxy_is_hidden():
    assert Redactor({"HTTPS_PROXY": "http://proxy.example:3128"})(b"can't reach http://proxy.example:3128") == b"can't reach $HTTPS_PROXY"
