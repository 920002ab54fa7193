"""`allow` shows each file that it approves, and approves what it showed."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from autovenv.base.digest import digest
from autovenv.base.errors import AutovenvError
from autovenv.cli.approval import approve_files
from autovenv.trust import approved_contents, consent
from autovenv.trust.approver import Approver
from autovenv.trust.source import Source
from tests.commands import write


class Project:
    """A project whose evaluation reads the files given, one after the other, through the gate."""

    def __init__(self, top):
        self.root, self.state = f"{top}/shop", f"{top}/state"
        os.makedirs(self.root)
        self.files = []
        self.between = lambda: None  # happens before each evaluation
        self.rounds = 0

    def add(self, name, text, kind="envrc"):
        path = os.path.join(self.root, name)
        self.files.append((path, kind))
        with open(write(path, ""), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def look(self, approves):
        self.between()
        self.rounds += 1
        sources = []
        for path, kind in self.files:
            with open(path, "rb") as file:
                source = Source(path, os.path.realpath(path), digest(file.read()), kind)
            if not approves(source):
                return self.gathered(sources, source)
            sources.append(source)
        return self.gathered(sources)

    def gathered(self, sources=(), withheld=None):
        configuration = SimpleNamespace(sources=tuple(sources), withheld=withheld)
        return SimpleNamespace(configuration=configuration, facts=SimpleNamespace(root=self.root), state=self.state)

    def approver(self, **options):
        return Approver(os.path.realpath(self.root), self.state, **options)

    def allow(self, agree=lambda: None, **options):
        _, files = approve_files(self.gathered(), self.approver(**options), self.look, agree)
        consent.allow(os.path.realpath(self.root), self.state, files=files)

    def withheld(self):
        return self.look(self.approver()).configuration.withheld


@pytest.fixture
def project(tmp_path):
    return Project(os.path.realpath(tmp_path))


def shown(capsys):
    done = capsys.readouterr()
    assert done.err == ""
    for line in done.out.splitlines():
        assert line.isprintable(), line
    return done.out


def test_each_file_is_shown_and_approved(project, capsys):
    project.add(".envrc", "export A=1\nexport B=2\n")
    project.add("conf/.env", "C=3\n", "dotenv")
    project.allow()
    assert shown(capsys) == (
        "  .envrc        export A=1\n"
        "                export B=2\n"
        "  conf/.env     C=3\n"
    )  # fmt: skip
    assert project.withheld() is None


def test_a_change_is_shown_as_a_difference(project, capsys):
    path = project.add(".envrc", "export A=1\nexport B=2\n")
    project.allow()
    write(path, "export A=1\nexport B=3\n")
    assert project.withheld() is not None
    capsys.readouterr()
    project.allow()
    assert shown(capsys) == (
        "  .envrc        changed since it was approved:\n"
        "                @@ -1,2 +1,2 @@\n"
        "                 export A=1\n"
        "                -export B=2\n"
        "                +export B=3\n"
    )
    assert project.withheld() is None
    write(path, "export A=1\nexport B=2\n")
    assert project.withheld() is None, "back on a branch whose content was approved"


def test_what_changed_is_shown_with_its_lines(project, capsys):
    """What is the same on both sides of it is only counted."""
    path = project.add(".envrc", "".join(f"export A{n}=1\n" for n in range(1, 30)))
    project.allow()
    text = "".join(f"export A{n}=1\n" for n in range(1, 30) if n != 10).replace("A20=1", "A20=2")
    write(path, text)
    capsys.readouterr()
    project.allow()
    lines = [line.strip() for line in shown(capsys).split("\n")]
    assert [line for line in lines if line[:1] in {"@", "-", "+"}] == [
        "@@ -7,7 +7,6 @@",
        "-export A10=1",
        "@@ -17,7 +16,7 @@",
        "-export A20=1",
        "+export A20=2",
    ]
    write(path, text + "export B=1\n" * 3000)
    project.allow()
    assert "@@ -28,0 +29,3000 @@" in shown(capsys)


def test_what_was_approved_before_is_said_to_be(project, capsys):
    project.add(".envrc", "export A=1\n")
    project.allow()
    capsys.readouterr()
    project.allow()
    assert shown(capsys) == "  .envrc        as it was approved before\n"
    assert project.withheld() is None


def test_what_is_trusted_by_path_is_not_recorded(project, capsys):
    project.add(".envrc", "export A=1\n")
    project.allow(trusted_paths=(project.root,))
    assert shown(capsys) == "  .envrc        below a path that you trust\n"
    assert project.withheld() is not None, "once the path is trusted no more"


def test_after_deny_and_revoke_all_is_shown_again(project, capsys):
    project.add(".envrc", "export A=1\n")
    for forget in (consent.deny, consent.revoke):
        project.allow()
        forget(os.path.realpath(project.root), project.state)
        capsys.readouterr()
        project.allow()
        assert "export A=1" in shown(capsys)


def test_content_swapped_after_it_was_shown_is_not_approved(project, capsys):
    path = project.add(".envrc", "export A=1\n")

    def swap():
        write(path, "export EVIL=1\n")

    _, files = approve_files(project.gathered(), project.approver(), project.look, lambda: None)
    swap()
    consent.allow(os.path.realpath(project.root), project.state, files=files)
    assert "EVIL" not in shown(capsys)
    assert project.withheld() is not None


def test_content_swapped_between_the_look_and_the_show_is_the_one_that_is_shown(project, capsys):
    path = project.add(".envrc", "export A=1\n")
    looked = project.look

    def look(approves):
        found = looked(approves)
        if project.rounds == 1:
            write(path, "export EVIL=1\n")
        return found

    _, files = approve_files(project.gathered(), project.approver(), look, lambda: None)
    assert "export EVIL=1" in shown(capsys)
    assert files == ((path, digest(b"export EVIL=1\n")),)


def test_a_file_that_changes_all_the_time_is_not_approved(project):
    path = project.add(".envrc", "export A=1\n")
    project.between = lambda: write(path, f"export A={project.rounds}\n")
    with pytest.raises(AutovenvError, match="changes all the time: nothing was approved"):
        project.allow()


def test_whoever_does_not_agree_approves_of_nothing(project):
    project.add(".envrc", "export A=1\n")

    def no():
        raise AutovenvError("no")

    with pytest.raises(AutovenvError, match="no"):
        project.allow(agree=no)
    assert project.withheld() is not None
    assert approved_contents.kept(digest(b"export A=1\n"), project.state) is None


def test_forged_content_makes_no_difference_the_whole_file_is_shown(project, capsys):
    path = project.add(".envrc", "export A=1\n")
    project.allow()
    write(path, "export A=1\nexport EVIL=1\n")
    with open(os.path.join(approved_contents.folder(project.state), digest(b"export A=1\n")), "wb") as file:
        file.write(b"export A=1\nexport EVIL=1\n\n")
    capsys.readouterr()
    project.allow()
    assert shown(capsys) == "  .envrc        export A=1\n                export EVIL=1\n"


@pytest.mark.skipif(os.name == "nt", reason="names are POSIX")
def test_names_and_values_can_not_write_on_the_terminal(project, capsys):
    path = project.add("a\x1b[2J\u202e\n.envrc", b"export A='\x1b[1A\x1b[2K\x9b\x07'\rexport B=1\n\xff\xe2\x80\xae\n")
    project.allow()
    out = shown(capsys)
    assert "export A='\\x1b[1A\\x1b[2K" in out
    assert "\\rexport B=1" in out, "a return would hide what is before it"
    assert "\\u202e" in out
    assert "\\udcff" in out
    write(path, "export A='\x1b[3A'\n")
    project.allow()
    assert "+export A='\\x1b[3A'" in shown(capsys)


def test_line_ends_of_windows_are_not_pointed_out_line_by_line(project, capsys):
    project.add(".env", "\ufeffA=1\r\nB=2\r\n", "dotenv")
    project.allow()
    assert shown(capsys) == "  .env          A=1\n                B=2\n"


def test_a_change_that_no_line_shows_shows_the_whole(project, capsys):
    path = project.add(".envrc", "export A=1\n")
    project.allow()
    write(path, "export A=1")
    capsys.readouterr()
    project.allow()
    assert shown(capsys) == "  .envrc        export A=1\n"


def test_all_of_a_long_file_is_shown(project, capsys):
    project.add(".envrc", "".join(f"export A{number}=1\n" for number in range(500)))
    project.allow()
    out = shown(capsys)
    assert all(f"export A{number}=1\n" in out for number in range(500))
    assert out.splitlines()[-1] == "  careful       .envrc has 500 lines: all are above, and all would be approved"


def test_a_lock_that_only_has_to_be_the_same_is_not_shown_whole(project, capsys):
    content = b"x\n" * 5000
    project.add("flake.lock", content, "require")
    project.allow()
    assert shown(capsys).startswith(f"  flake.lock    10000 bytes, sha256 {digest(content)}")
    assert project.withheld() is None


def test_an_empty_file(project, capsys):
    project.add(".envrc", "")
    project.allow()
    assert shown(capsys) == "  .envrc        (empty)\n"
    assert project.withheld() is None


def test_a_link_says_where_it_leads(project, capsys, tmp_path):
    target = write(os.path.realpath(tmp_path) + "/dotfiles/envrc", "export A=1\n")
    os.symlink(target, f"{project.root}/.envrc")
    project.files.append((f"{project.root}/.envrc", "envrc"))
    project.allow()
    assert shown(capsys) == f"  .envrc -> {target}\n                export A=1\n"
    assert project.withheld() is None


def test_dangers_are_pointed_out_one_by_one(project, capsys):
    project.add(".env", "LD_PRELOAD=./evil.so\nA=1\nAPI_TOKEN=c2VjcmV0LXRoYXQtaXM\n", "dotenv")
    project.allow()
    assert shown(capsys).splitlines()[3:] == [
        "  careful       .env, line 1: LD_PRELOAD changes how programs load",
        "  careful       .env, line 3: API_TOKEN looks like a secret that is written into the file",
    ]


def test_a_file_in_a_directory_that_was_denied_is_not_approved_by_the_way(project):
    path = write(os.path.dirname(project.root) + "/other/.envrc", "export A=1\n")
    project.files.append((path, "envrc"))
    consent.deny(os.path.dirname(path), project.state)
    with pytest.raises(AutovenvError, match="which you denied: `autovenv revoke"):
        project.allow()


def test_of_many_contents_of_a_file_the_last_ones_stay_approved(project):
    path = project.add(".envrc", "")
    for number in range(12):
        write(path, f"export A={number}\n")
        project.allow()
    files = consent.consent_for(os.path.realpath(project.root), project.state).files
    assert files == tuple((path, digest(f"export A={number}\n".encode())) for number in range(11, 3, -1))


def test_colours_are_for_terminals(project, capsys, monkeypatch):
    path = project.add(".envrc", "export A=1\n")
    project.allow()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    write(path, "export A=2\n")
    capsys.readouterr()
    project.allow()
    assert "\x1b[32m+export A=2\x1b[0m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    write(path, "export A=3\n")
    project.allow()
    assert "\x1b" not in capsys.readouterr().out


def test_what_looks_like_markup_is_shown_as_it_is_written(project, capsys, monkeypatch):
    """A library colours the lines: it is given text alone, and folds none of it."""
    path = project.add(".envrc", "export A=1\n")
    project.allow()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    line = "export B='[bold red]x[/] :smile: [link=https://example.org]y[/link] \\[z] 12 " + "long " * 100 + "'  "
    write(path, f"export A=1\n{line}\n")
    capsys.readouterr()
    project.allow()
    assert f"                \x1b[32m+{line}\x1b[0m\n" in capsys.readouterr().out
