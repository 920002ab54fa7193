"""What is wrong with a TOML file, with its line, whoever reads it."""

from __future__ import annotations

import pytest

from autovenv.base.toml import BrokenTomlError, loads


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"a = 1\na = 2\n", 2, "broken TOML: Cannot overwrite a value"),
        (b"a = [\n\n", 3, "broken TOML: Invalid value"),
        (b"#\n\xff\n", 2, "not UTF-8: TOML has to be"),
        (b"\xef\xbb\xbf#\n\xff\n", 2, "not UTF-8: TOML has to be"),
        (b"a = " + b"[" * 100_000, 0, "nested too deeply for TOML: simplify it"),
        (b"a = " + b"1" * 5000, 0, "broken TOML: Exceeds the limit"),
        (b"a = '\x1b'", 1, "broken TOML: "),
    ],
)
def test_each_fault_is_told(content, line, said):
    with pytest.raises(BrokenTomlError) as caught:
        loads(content)
    assert caught.value.line == line
    assert caught.value.message.startswith(said)
    assert caught.value.message.isprintable()
    assert caught.value.where("/p") == (f"/p:{line}" if line else "/p")


def test_a_bom_is_left_out():
    assert loads(b"\xef\xbb\xbfa = 1\r\n") == {"a": 1}
