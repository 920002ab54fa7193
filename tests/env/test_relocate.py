"""What is in a built environment's scripts once it is where it belongs."""

from __future__ import annotations

import os

from autovenv.env import pyvenv
from autovenv.env.relocate import _settle_script

TOKEN = b"-new-0123456789abcdef"


def test_a_launcher_of_windows_becomes_one_that_finds_its_python_itself(tmp_path):
    """Its path stands at an offset of its own format, and can't be shortened."""
    launcher = tmp_path / "pip3.exe"
    launcher.write_bytes(b"MZ\0\0#!C:\\p\\.venv" + TOKEN + b"\\Scripts\\python.exe\r\nPK\3\4")
    _settle_script(str(launcher), TOKEN)
    assert os.listdir(tmp_path) == ["pip3.cmd"]
    assert (tmp_path / "pip3.cmd").read_bytes() == b'@"%~dp0python.exe" -m pip %*\r\n'


def test_links_and_large_files_are_left_alone(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(TOKEN)
    (tmp_path / "link").symlink_to(outside)
    large = tmp_path / "large"
    large.write_bytes(TOKEN + b" " * 300_000)
    for name in ("link", "large"):
        _settle_script(str(tmp_path / name), TOKEN)
    assert outside.read_bytes() == TOKEN
    assert large.read_bytes().startswith(TOKEN)


def test_a_script_keeps_its_mode(tmp_path):
    script = tmp_path / "pip"
    script.write_bytes(b"#!/p/.venv" + TOKEN + b"/bin/python\n")
    script.chmod(0o755)
    _settle_script(str(script), TOKEN)
    assert script.read_bytes() == b"#!/p/.venv/bin/python\n"
    assert script.stat().st_mode & 0o777 == 0o755


def test_keys_of_pyvenv_cfg_are_replaced_and_never_doubled():
    content = b"home = /x\r\nPrompt = a\nprompt=b\nautovenv-id = old\n"
    assert pyvenv.edited(content, {"prompt": "new", "autovenv-id": "id"}) == b"home = /x\nprompt = new\nautovenv-id = id\n"
    assert pyvenv.edited(content, {"prompt": ""}) == b"home = /x\nautovenv-id = old\n"
