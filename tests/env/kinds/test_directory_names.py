"""Names that tools make of a path, as they make them."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys

import pytest

from autovenv.env.kinds import directory_names
from tests.commands import TOP


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
@pytest.mark.parametrize("taken", [-1, 6])
def test_a_token_is_the_beginning_of_the_hash(algorithm, taken):
    for number in range(64):  # enough for each character of the alphabet
        text = f"/home/é/shop {number}"
        made = hashlib.new(algorithm, text.encode()).digest()
        wanted = base64.urlsafe_b64encode(made if taken < 0 else made[:taken]).decode()[:8]
        assert directory_names.token(algorithm, text, taken) == wanted


def test_what_a_shell_waits_for_loads_no_hashlib():
    code = (
        "import sys; from autovenv.env.kinds.directory_names import token; token('sha256', 'x'); print({'hashlib', 're'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n", done.stderr
