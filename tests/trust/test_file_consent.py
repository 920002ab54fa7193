"""A file takes effect where its content was approved, at its own place, and nowhere else."""

from __future__ import annotations

import os

import pytest

from autovenv.base.digest import digest
from autovenv.base.errors import AutovenvError
from autovenv.config.gate import Sources
from autovenv.trust import approved_contents, record
from autovenv.trust.approver import Approver, approves
from autovenv.trust.consent import allow, allow_once, consent_for, deny, revoke
from autovenv.trust.file_consent import entries, place_of
from autovenv.trust.source import Source
from tests.commands import write

ONE, OTHER = digest(b"export A=1\n"), digest(b"export A=2\n")


@pytest.fixture
def state(tmp_path):
    return str(tmp_path / "state")


@pytest.fixture
def top(tmp_path):
    return os.path.realpath(tmp_path)


def source(path, sha256=None, kind="envrc"):
    """The source as the gate reads it."""
    if sha256 is None:
        with open(path, "rb") as file:
            sha256 = digest(file.read())
    return Source(path, os.path.realpath(path), sha256, kind)


def test_a_record_holds_files():
    written = record.Record("allow", "/p", ("/e",), True, (("/p/.envrc", ONE), (os.fsdecode(b"/p/\xff\n.env"), OTHER)))
    empty = record.Record("deny", "/q")
    assert record.decode(record.encode(written) + record.encode(empty) + record.encode(written)) == [written, empty, written]


def test_a_record_from_before_there_were_files_is_still_read():
    former = b"autovenv consent 1\0allow\0tracked\0/p\0" + b"1\0/e/.venv\0.\0"
    assert record.decode(former + former) == [record.Record("allow", "/p", ("/e/.venv",), True)] * 2
    with pytest.raises(ValueError, match="cut short"):
        record.decode(former.replace(b"consent 1", b"consent 2"))


@pytest.mark.parametrize("bad", [ONE[:-1], ONE.upper(), "x" * 64, ""])
def test_a_record_with_anything_but_a_hash_counts_for_nothing(bad):
    with pytest.raises(ValueError, match="not a hash"):
        record.decode(record.encode(record.Record("allow", "/p", (), False, (("/p/.envrc", bad),))))


def test_a_record_cut_short_anywhere_counts_for_nothing():
    whole = record.encode(record.Record("allow", "/p", ("/e",), True, (("/p/.envrc", ONE), ("/p/.env", OTHER))))
    for end in range(1, len(whole)):
        with pytest.raises(ValueError):
            record.decode(whole[:end])
    with pytest.raises(ValueError, match="cut short"):
        record.decode(whole.replace(b"\0002\0/p", b"\0003\0/p"))


def test_consent_is_to_content(state, top):
    path = write(f"{top}/shop/.envrc", "export A=1\n")
    allow(f"{top}/shop", state, files=entries((source(path),)))
    approving = Approver(f"{top}/shop", state)
    assert approving(source(path))
    write(path, "export A=2\n")
    assert not approving(source(path))
    write(path, "export A=1\n")
    assert approving(source(path)), "it is what was approved"


def test_the_same_content_elsewhere_is_not_approved(state, top):
    path = write(f"{top}/shop/.envrc", "export A=1\n")
    other = write(f"{top}/shop/vendor/.envrc", "export A=1\n")
    allow(f"{top}/shop", state, files=entries((source(path),)))
    assert not Approver(f"{top}/shop", state)(source(other))
    assert not Approver(f"{top}/shop2", state)(source(write(f"{top}/shop2/.envrc", "export A=1\n")))


def test_consent_to_a_directory_alone_is_to_no_file(state, top):
    path = write(f"{top}/shop/.envrc", "export A=1\n")
    allow(f"{top}/shop", state, ("/e",))
    assert not Approver(f"{top}/shop", state)(source(path))


def test_consent_through_a_link_to_the_directory_is_consent_for_the_directory(state, top):
    path = write(f"{top}/shop/.envrc", "export A=1\n")
    os.symlink(f"{top}/shop", f"{top}/way")
    allow(f"{top}/shop", state, files=entries((source(f"{top}/way/.envrc"),)))
    assert Approver(f"{top}/shop", state)(source(path))
    assert place_of(source(f"{top}/way/.envrc")) == path


def test_a_file_that_is_a_link_is_approved_with_what_it_leads_to(state, top):
    write(f"{top}/dotfiles/envrc", "export A=1\n")
    write(f"{top}/dotfiles/other", "export A=1\n")
    os.makedirs(f"{top}/shop")
    path = f"{top}/shop/.envrc"
    os.symlink(f"{top}/dotfiles/envrc", path)
    allow(f"{top}/shop", state, files=entries((source(path),)))
    assert Approver(f"{top}/shop", state)(source(path))
    os.unlink(path)
    os.symlink(f"{top}/dotfiles/other", path)
    assert not Approver(f"{top}/shop", state)(source(path)), "another file"


def test_a_strangers_link_to_an_approved_file_does_not_run_it_among_their_files(state, top):
    """`PATH_add bin` of a file that was approved for one directory would be the stranger's bin."""
    path = write(f"{top}/shop/.envrc", "PATH_add bin\n")
    allow(f"{top}/shop", state, files=entries((source(path),)))
    os.makedirs(f"{top}/evil")
    os.symlink(path, f"{top}/evil/.envrc")
    assert not Approver(f"{top}/evil", state)(source(f"{top}/evil/.envrc"))
    assert not Approver(f"{top}/evil", state, trusted_paths=(f"{top}/shop",))(source(f"{top}/evil/.envrc"))


def test_a_parents_file_counts_with_the_parents_own_consent(state, top):
    parent = write(f"{top}/shop/.envrc", "export A=1\n")
    allow(f"{top}/shop", state, files=entries((source(parent),)))
    approving = Approver(f"{top}/shop/web", state)
    before = approving.inputs
    assert approving(source(parent))
    assert set(before) < set(approving.inputs)
    assert set(consent_for(f"{top}/shop", state).inputs) <= set(approving.inputs), "its record is watched"
    write(parent, "export A=2\n")
    assert not Approver(f"{top}/shop/web", state)(source(parent))


def test_a_parents_consent_is_to_no_file_below_it(state, top):
    below = write(f"{top}/shop/web/.envrc", "export A=1\n")
    allow(f"{top}/shop", state, files=(("/elsewhere", ONE),))
    assert not Approver(f"{top}/shop/web", state)(source(below))


def test_deny_at_the_root_refuses_whatever_was_approved(state, top):
    parent = write(f"{top}/shop/.envrc", "export A=1\n")
    allow(f"{top}/shop", state, files=entries((source(parent),)))
    deny(f"{top}/shop/web", state)
    refusing = Approver(f"{top}/shop/web", state, trusted_paths=(top,))
    assert not refusing(source(parent))
    assert refusing.denied(source(parent)) == f"{top}/shop/web"


def test_deny_where_the_file_lies_refuses_it_too(state, top):
    parent = write(f"{top}/shop/.envrc", "export A=1\n")
    own = write(f"{top}/shop/web/.envrc", "source_up\n")
    allow(f"{top}/shop/web", state, files=entries((source(own), source(parent))))
    assert Approver(f"{top}/shop/web", state)(source(parent))
    deny(f"{top}/shop", state)
    refusing = Approver(f"{top}/shop/web", state, trusted_paths=(top,))
    assert not refusing(source(parent))
    assert refusing.denied(source(parent)) == f"{top}/shop"
    assert refusing(source(own))


def test_deny_where_a_link_leads_refuses_it_too(state, top):
    write(f"{top}/dotfiles/envrc", "export A=1\n")
    os.makedirs(f"{top}/shop")
    path = f"{top}/shop/.envrc"
    os.symlink(f"{top}/dotfiles/envrc", path)
    allow(f"{top}/shop", state, files=entries((source(path),)))
    deny(f"{top}/dotfiles", state)
    assert not Approver(f"{top}/shop", state)(source(path))


def test_revoke_takes_the_files_back(state, top):
    path = write(f"{top}/shop/.envrc", "export A=1\n")
    allow(f"{top}/shop", state, files=entries((source(path),)))
    revoke(f"{top}/shop", state)
    assert not Approver(f"{top}/shop", state)(source(path))


def test_trusted_paths_cover_what_lies_below_them(state, top):
    path = write(f"{top}/work/shop/.envrc", "export A=1\n")
    outside = write(f"{top}/work2/.envrc", "export A=1\n")
    approving = Approver(f"{top}/work/shop", state, trusted_paths=(f"{top}/work",))
    assert approving(source(path))
    assert not approving(source(outside))


def test_a_link_out_of_the_trusted_tree_is_not_covered(state, top):
    outside = write(f"{top}/downloads/envrc", "export A=1\n")
    os.makedirs(f"{top}/work/shop")
    os.symlink(outside, f"{top}/work/shop/.envrc")
    assert not Approver(f"{top}/work/shop", state, trusted_paths=(f"{top}/work",))(source(f"{top}/work/shop/.envrc"))


def test_a_link_turned_while_it_is_read_does_not_pass_for_what_it_led_to(state, top, monkeypatch):
    """What is asked about is what is handed out."""
    write(f"{top}/work/.envrc", "export A=1\n")
    write(f"{top}/evil/.envrc", "export A=2\n")
    os.symlink(f"{top}/work", f"{top}/way")
    real = os.path.realpath

    def turned(path, **options):
        found = real(path, **options)
        if path == f"{top}/way/.envrc":
            os.unlink(f"{top}/way")
            os.symlink(f"{top}/evil", f"{top}/way")
        return found

    monkeypatch.setattr(os.path, "realpath", turned)
    gate = Sources(lambda one: one.real == f"{top}/work/.envrc")
    assert gate.read(f"{top}/way/.envrc", "envrc") == b"export A=1\n"
    assert gate.inputs[0].target == f"{top}/work/.envrc", "and the link is watched"


def test_once_adds_files_for_one_shell(state):
    allow("/p", state, files=(("/p/.envrc", ONE),))
    allow_once("/p", "11-22", state, files=(("/p/.envrc", OTHER),))
    assert consent_for("/p", state, "11-22").files == (("/p/.envrc", OTHER), ("/p/.envrc", ONE))
    given = Source("/p/.envrc", "/p/.envrc", OTHER, "envrc")
    assert approves(consent_for("/p", state, "11-22"), given)
    assert not approves(consent_for("/p", state, "33-44"), given)
    assert Approver("/p", state, "11-22")(given)
    assert not Approver("/p", state)(given)
    deny("/p", state)
    assert not Approver("/p", state, "11-22")(given)


def test_a_forged_record_approves_no_file(state, top):
    path = write(f"{top}/shop/.envrc", "export A=1\n")
    allow(f"{top}/shop", state, files=entries((source(path),)))
    folder = f"{state}/trust{top}/shop/.autovenv-consent"
    (name,) = os.listdir(folder)
    os.chmod(folder, 0o777)
    assert not Approver(f"{top}/shop", state)(source(path)), "others can write there"
    os.chmod(folder, 0o700)
    os.rename(f"{folder}/{name}", f"{top}/moved")
    os.symlink(f"{top}/moved", f"{folder}/{name}")
    assert not Approver(f"{top}/shop", state)(source(path)), "a link"
    os.unlink(f"{folder}/{name}")
    with open(f"{folder}/{name}", "wb") as file:
        file.write(record.encode(record.Record("allow", f"{top}/other", (), False, entries((source(path),)))))
    os.chmod(f"{folder}/{name}", 0o600)
    assert not Approver(f"{top}/shop", state)(source(path)), "it is about another directory"


def test_approved_content_is_kept_for_its_user_alone(state):
    before = os.umask(0)
    try:
        approved_contents.keep(b"SECRET=1\n", state)
    finally:
        os.umask(before)
    path = os.path.join(approved_contents.folder(state), digest(b"SECRET=1\n"))
    assert approved_contents.kept(digest(b"SECRET=1\n"), state) == b"SECRET=1\n"
    assert os.lstat(path).st_mode & 0o777 == 0o600
    assert os.lstat(os.path.dirname(path)).st_mode & 0o777 == 0o700


def test_forged_content_is_nobodys(state, top):
    approved_contents.keep(b"export A=1\n", state)
    path = os.path.join(approved_contents.folder(state), ONE)
    with open(path, "wb") as file:
        file.write(b"export A=3\n")
    assert approved_contents.kept(ONE, state) is None, "not what its name says"
    approved_contents.keep(b"export A=1\n", state)
    assert approved_contents.kept(ONE, state) == b"export A=1\n"
    os.rename(path, f"{top}/moved")
    os.symlink(f"{top}/moved", path)
    assert approved_contents.kept(ONE, state) is None, "a link"
    os.unlink(path)
    os.mkfifo(path)
    assert approved_contents.kept(ONE, state) is None, "a FIFO"
    os.chmod(approved_contents.folder(state), 0o777)
    with pytest.raises(AutovenvError, match="can be written by others"):
        approved_contents.keep(b"export A=1\n", state)


@pytest.mark.parametrize("name", ["../trust", "", "x" * 64, "a" * 63])
def test_what_is_no_hash_names_no_content(state, name):
    approved_contents.keep(b"a", state)
    assert approved_contents.kept(name, state) is None


def test_what_is_too_large_is_not_kept(state):
    large = b"#" * (approved_contents.LARGEST + 1)
    approved_contents.keep(large, state)
    assert approved_contents.kept(digest(large), state) is None


def test_which_content_was_approved_last_is_known(state, top):
    path = write(f"{top}/shop/.envrc", "export A=3\n")
    assert not Approver(f"{top}/shop", state).known(source(path))
    allow(f"{top}/shop", state, files=((path, OTHER), (path, ONE)))
    assert Approver(f"{top}/shop", state).known(source(path)) == OTHER
    assert Approver(f"{top}/shop/web", state).known(source(path)) == OTHER, "a parent's file"
    deny(f"{top}/shop", state)
    assert not Approver(f"{top}/shop", state).known(source(path))
