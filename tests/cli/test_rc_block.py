"""The block in an rc file: what it does to a file, and that the file is the same to the byte once it is out again."""

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenv.cli.rc_block import CLOSING, OPENING, ByHandError, put, remove_block, take_out, write_block

LINE = b"if [ -r '/it'\\''s/autovenv.bash' ]; then \\. '/it'\\''s/autovenv.bash'; fi"
OTHER = b". /elsewhere"
SHAPES = {
    "empty": b"",
    "one newline": b"\n",
    "plain": b"export EDITOR=vi\n",
    "no final newline": b"export EDITOR=vi",
    "only a carriage return at its end": b"export EDITOR=vi\r",
    "CRLF": b"export A=1\r\nexport B=2\r\n",
    "CRLF without a final one": b"export A=1\r\nexport B=2",
    "blank lines at its end": b"a\n\n\n\n",
    "blanks at its end": b"a\n   ",
    "not UTF-8": b"# caf\xe9\nexport A=\xff\xfe\n",
    "UTF-8 with a mark": b"\xef\xbb\xbf# profile\r\n",
    "a NUL": b"a\0b\n",
    "a continued line": b"export A=1 \\",
    "somebody else's block": b"# >>> conda initialize >>>\nx\n# <<< conda initialize <<<\n",
    "only a closing line": CLOSING + b"\n",
    "our words in a sentence": b"echo '" + OPENING + b"'",
}

content = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"a", b" ", b"#", b"export A=1", b"\\", OPENING + b"x", b"x" + CLOSING, CLOSING])).map(
        b"".join
    ),
).filter(lambda text: not text.startswith((b"\xff\xfe", b"\xfe\xff")) and OPENING not in [line.strip() for line in text.split(b"\n")])


@pytest.mark.parametrize("before", SHAPES.values(), ids=SHAPES)
def test_taken_out_the_content_is_what_it_was(before):
    after = put(before, LINE)
    assert LINE in after.splitlines()
    assert after.startswith(before)
    assert take_out(after) == (before, None)


@given(content)
def test_taken_out_any_content_is_what_it_was(before):
    assert take_out(put(before, LINE)) == (before, None)
    assert take_out(put(put(before, OTHER), LINE)) == (before, None)


@given(content)
def test_putting_it_twice_changes_nothing(before):
    once = put(before, LINE)
    assert put(once, LINE) == once
    assert put(put(before, OTHER), LINE) == once


@given(content, st.binary(max_size=50).filter(lambda text: OPENING not in text and CLOSING not in text))
def test_an_older_block_is_replaced_where_it_stands(before, below):
    assert put(put(before, OTHER) + below, LINE) == put(before, LINE) + below


def test_lines_added_below_the_block_stay_lines():
    """The file had no newline at its end; somebody has appended a line since. Both lines stay whole."""
    assert take_out(put(b"a", LINE) + b"b\n")[0] == b"a\nb\n"


def test_of_two_blocks_the_first_one_stays():
    twice = put(b"a\n", LINE) + b"b\n" + put(b"", LINE)
    assert put(twice, LINE) == put(b"a\n", LINE) + b"b\n"
    assert take_out(twice)[0] == b"a\nb\n"


def test_an_editor_that_converted_the_block_does_not_hide_it():
    converted = put(b"a\r\n", LINE).replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")
    assert take_out(converted)[0] == b"a\r\n"


@pytest.mark.parametrize("torn", [OPENING, OPENING + b"\nx\n", OPENING + b"\nx\n" + OPENING + b"\ny\n" + CLOSING + b"\n"])
def test_a_torn_block_is_left_to_the_user(torn):
    with pytest.raises(ByHandError, match="without"):
        put(torn, LINE)
    with pytest.raises(ByHandError, match="without"):
        take_out(torn)


def test_a_file_in_utf_16_is_left_to_the_user():
    with pytest.raises(ByHandError, match="UTF-16"):
        put("$a = 1\r\n".encode("utf-16"), LINE)


@pytest.fixture
def rc(tmp_path):
    path = tmp_path / "rc"
    path.write_bytes(b"export EDITOR=vi")
    return path


def test_a_symlinked_file_is_written_through(tmp_path, rc):
    """Dotfiles in a repository: the link stays a link, its target changes."""
    link = tmp_path / "home" / ".bashrc"
    link.parent.mkdir()
    link.symlink_to("../rc")
    assert write_block(str(link), LINE)
    assert os.readlink(link) == "../rc"
    assert LINE in rc.read_bytes()
    assert remove_block(str(link))
    assert os.readlink(link) == "../rc"
    assert rc.read_bytes() == b"export EDITOR=vi"


def test_a_link_to_a_file_that_is_not_there_yet(tmp_path):
    link = tmp_path / ".bashrc"
    link.symlink_to("dotfiles/bashrc")
    assert write_block(str(link), LINE)
    assert (tmp_path / "dotfiles" / "bashrc").is_file()
    assert remove_block(str(link))
    assert os.listdir(tmp_path) == [".bashrc"]
    assert link.is_symlink()


@pytest.mark.parametrize("mode", [0o444, 0o400])
def test_a_read_only_file_is_not_written_even_by_root(rc, mode):
    rc.chmod(mode)
    with pytest.raises(ByHandError, match="read-only"):
        write_block(str(rc), LINE)
    assert rc.read_bytes() == b"export EDITOR=vi"
    assert stat.S_IMODE(rc.stat().st_mode) == mode


def test_a_read_only_file_that_has_the_block_already_is_no_error(rc):
    write_block(str(rc), LINE)
    rc.chmod(0o444)
    assert not write_block(str(rc), LINE)
    with pytest.raises(ByHandError, match="read-only"):
        remove_block(str(rc))


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_mode_and_owner_stay(rc, mode):
    rc.chmod(mode)
    if os.geteuid() == 0:
        os.chown(rc, 1234, 2345)
    before = rc.stat()
    write_block(str(rc), LINE)
    after = rc.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert os.listdir(rc.parent) == ["rc"]


def test_another_name_of_the_file_sees_the_change(tmp_path, rc):
    os.link(rc, tmp_path / "kept")
    write_block(str(rc), LINE)
    assert (tmp_path / "kept").read_bytes() == rc.read_bytes()
    remove_block(str(rc))
    assert (tmp_path / "kept").read_bytes() == b"export EDITOR=vi"


def test_a_new_file_and_its_directories_are_removed_again(tmp_path):
    path = tmp_path / ".config" / "fish" / "conf.d" / "autovenv.fish"
    assert write_block(str(path), LINE)
    assert remove_block(str(path))
    assert os.listdir(tmp_path) == []


def test_a_directory_that_others_use_by_now_stays(tmp_path):
    path = tmp_path / ".config" / "fish" / "conf.d" / "autovenv.fish"
    write_block(str(path), LINE)
    (path.parent.parent / "config.fish").touch()
    remove_block(str(path))
    assert os.listdir(tmp_path / ".config" / "fish") == ["config.fish"]


def test_a_new_file_that_the_user_wrote_into_stays(tmp_path):
    path = tmp_path / ".zshrc"
    write_block(str(path), LINE)
    with path.open("ab") as file:
        file.write(b"alias ll='ls -l'\n")
    remove_block(str(path))
    assert path.read_bytes() == b"alias ll='ls -l'\n"


def test_an_empty_file_that_was_there_stays(tmp_path):
    path = tmp_path / ".zshrc"
    path.touch()
    write_block(str(path), LINE)
    remove_block(str(path))
    assert path.read_bytes() == b""


def test_a_dry_run_tells_and_changes_nothing(tmp_path, rc):
    assert write_block(str(rc), LINE, dry_run=True)
    assert write_block(str(tmp_path / "new" / "rc"), LINE, dry_run=True)
    assert os.listdir(tmp_path) == ["rc"]
    assert rc.read_bytes() == b"export EDITOR=vi"


@pytest.mark.parametrize("odd", ["directory", "fifo", "loop"])
def test_what_is_no_file_is_left_to_the_user(tmp_path, odd):
    path = tmp_path / "rc"
    {"directory": path.mkdir, "fifo": lambda: os.mkfifo(path), "loop": lambda: path.symlink_to("rc")}[odd]()
    with pytest.raises(ByHandError):
        write_block(str(path), LINE)


def test_a_failing_write_leaves_the_file_whole_and_nothing_beside_it(rc, monkeypatch):
    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ByHandError, match="no space left"):
        write_block(str(rc), LINE)
    assert os.listdir(rc.parent) == ["rc"]
    assert rc.read_bytes() == b"export EDITOR=vi"
