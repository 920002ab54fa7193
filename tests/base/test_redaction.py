"""What programs print is kept without secrets, and still says what is wrong."""

from __future__ import annotations

import pytest

from autovenv.base.redaction import Redactor


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_a_log_names_the_host_that_no_proxy_stands_before(name):
    line = b"Failed to download `http://index.example:9/simple/thing`"
    assert Redactor({name: "localhost,index.example"})(line) == line


def test_a_proxy_is_hidden():
    assert Redactor({"HTTPS_PROXY": "http://proxy.example:3128"})(b"can't reach http://proxy.example:3128") == b"can't reach $HTTPS_PROXY"
