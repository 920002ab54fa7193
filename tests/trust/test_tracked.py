"""What git tracks is read from its index, and git never runs: here it only makes the repositories."""

from __future__ import annotations

import os
import random
import subprocess

import pytest

from autovenv.base.repository import repository_of
from autovenv.trust.tracked import index_path, tracked_below


def git(repository, *command):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *command], cwd=repository, check=True, capture_output=True)


@pytest.fixture(params=[("sha1", "2"), ("sha1", "4"), ("sha256", "2"), ("sha256", "4"), ("sha1", "3")], ids="-v".join)
def repository(request, home, tmp_path):
    """A repository whose index has each version and each hash. Version 3 is what git writes as soon as a path is only intended."""
    path = tmp_path / "repository"
    path.mkdir()
    object_format, version = request.param
    git(path, "init", "-q", f"--object-format={object_format}")
    if version == "3":
        write(path, "intended")
        git(path, "add", "-N", "intended")
    else:
        git(path, "config", "index.version", version)
    return str(path)


def write(repository, *names):
    for name in names:
        path = os.path.join(repository, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(name)


def tracked(repository, name):
    return tracked_below(os.path.join(repository, name), repository)


def test_it_is_the_version_that_the_tests_speak_of(repository, request):
    write(repository, "a")
    git(repository, "add", "a")
    with open(index_path(repository), "rb") as file:
        assert str(file.read(8)[7]) == request.node.callspec.params["repository"][1]


def test_a_committed_environment_is_tracked_and_its_neighbours_are_not(repository):
    write(
        repository,
        ".venv/bin/python",
        "app/.venv/pyvenv.cfg",
        "x.venv/y",
        ".venv2/z",
        "deep/er/.venv",
        ".venvx",
        "a" * 200 + "/" + "b" * 200,
        "z",
    )
    git(repository, "add", "-f", ".")
    for name in (".venv", "app/.venv", "app", "deep", "deep/er/.venv", "x.venv", ".venv2", ".venv/bin", "z"):
        assert tracked(repository, name), name
    for name in ("venv", "er/.venv", "x/.venv", "deep/.venv", ".ven", ".venv3", "b", "b" * 200, "app/.venv2", "y"):
        assert not tracked(repository, name), name


def test_an_ignored_environment_is_not_tracked(repository):
    write(repository, ".venv/bin/python", "main.py")
    write(os.path.join(repository, ".venv"), ".gitignore")
    with open(os.path.join(repository, ".venv", ".gitignore"), "w", encoding="utf-8") as file:
        file.write("*")
    git(repository, "add", ".")
    assert not tracked(repository, ".venv")


def test_one_that_is_only_intended_is_tracked(repository):
    write(repository, ".venv/bin/python")
    git(repository, "add", "-f", "-N", ".venv/bin/python")
    assert tracked(repository, ".venv")


def test_a_link_that_is_committed_is_tracked_itself(repository, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", os.path.join(repository, ".venv"))
    assert not tracked(repository, ".venv")
    git(repository, "add", ".venv")
    assert tracked(repository, ".venv")


def test_reached_by_another_way_it_is_tracked_all_the_same(repository, tmp_path):
    write(repository, ".venv/bin/python")
    git(repository, "add", "-f", ".")
    os.symlink(repository, tmp_path / "way")
    assert tracked_below(str(tmp_path / "way" / ".venv"), str(tmp_path / "way"))
    assert tracked_below(str(tmp_path / "way" / ".venv"), repository)


def test_names_of_every_kind(repository):
    """Among many, and with bytes that are no UTF-8: the search must not be led astray by what stands around a name."""
    generator = random.Random(7)
    names = {
        "".join(generator.choice("ab.-/é🚒v") for _ in range(generator.randint(1, 60))).replace("//", "/").strip("/.") for _ in range(300)
    }
    names = sorted(
        name
        for name in names
        if name and not any(other.startswith(name + "/") for other in names) and "/./" not in name and "/../" not in name
    )
    write(repository, *names)
    git(repository, "add", "-f", "-A")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=repository, check=True, capture_output=True).stdout.decode().split("\0")[:-1]
    assert len(listed) > 100
    above = {name[:at] for name in listed for at in range(len(name)) if name[at] == "/"}
    for name in above | set(listed):
        assert tracked(repository, name), name
    for name in (
        {*(name + "x" for name in above), *(name[:-1] for name in above if len(name) > 1), *(name.partition("/")[2] for name in listed)}
        - above
        - set(listed)
    ):
        if name and not name.endswith("/") and os.path.normpath(name) not in above | set(listed) | {"."}:
            assert not tracked(repository, name), name


def test_names_longer_than_the_index_can_count(repository):
    """The length that stands before a name ends at 4095."""
    name = "/".join(["d" * 200] * 19) + "/" + "n" * 250
    assert len(name) > 4000
    git(
        repository,
        "update-index",
        "--add",
        "--cacheinfo",
        f"100644,{subprocess.run(['git', 'hash-object', '-w', '--stdin'], cwd=repository, input=b'', check=True, capture_output=True).stdout.decode().strip()},{name}/x/{'y' * 100}",
    )
    assert tracked(repository, "d" * 200)
    assert not tracked(repository, "d" * 199)


def test_a_worktree_has_an_index_of_its_own(repository, tmp_path):
    write(repository, "main.py")
    git(repository, "add", "main.py")
    git(repository, "commit", "-qm", "x")
    worktree = str(tmp_path / "worktree")
    git(repository, "worktree", "add", "-q", worktree)
    write(worktree, ".venv/bin/python")
    assert repository_of(worktree) == worktree
    assert not tracked(worktree, ".venv")
    git(worktree, "add", "-f", ".venv")
    assert tracked(worktree, ".venv")
    assert not tracked(repository, ".venv")
    assert os.path.isfile(index_path(worktree))


def test_a_submodule_has_an_index_of_its_own(home, tmp_path):
    for name in ("inner", "outer"):
        (tmp_path / name).mkdir()
        git(tmp_path / name, "init", "-q")
    inner, outer = str(tmp_path / "inner"), str(tmp_path / "outer")
    write(inner, ".venv/bin/python")
    git(inner, "add", "-f", ".")
    git(inner, "commit", "-qm", "x")
    git(outer, "submodule", "--quiet", "add", inner, "sub")
    submodule = os.path.join(outer, "sub")
    assert repository_of(submodule) == submodule
    assert tracked(submodule, ".venv")
    assert os.path.isfile(index_path(submodule))
    # Seen from outside, all of a submodule is the repository's too.
    assert tracked_below(submodule, outer)


def test_a_split_index(repository):
    write(repository, ".venv/bin/python", "b")
    git(repository, "add", "-f", ".venv")
    git(repository, "update-index", "--split-index")
    git(repository, "add", "b")
    assert tracked(repository, ".venv")
    assert not tracked(repository, "venv")


def test_a_sparse_index_counts_what_it_does_not_list_as_tracked(repository):
    write(repository, "here/a", "away/app/.venv/bin/python")
    git(repository, "add", "-f", ".")
    git(repository, "commit", "-qm", "x")
    git(repository, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(repository, "sparse-checkout", "set", "here")
    assert tracked(repository, "away/app/.venv")
    assert not tracked(repository, "here/.venv")


def test_a_file_that_names_a_git_directory_is_read_as_git_reads_it(repository, tmp_path):
    """A name may end in a space; only line ends are cut off. A file that names none is no repository, so nothing is tracked in it."""
    write(repository, ".venv/bin/python")
    git(repository, "add", "-f", ".venv")
    os.rename(os.path.join(repository, ".git"), tmp_path / "kept ")
    mark = os.path.join(repository, ".git")
    for content, answer in ((f"gitdir: {tmp_path}/kept \r\n", True), (f"{tmp_path}/kept \n", False), ("", False)):
        with open(mark, "w", encoding="utf-8", newline="") as file:
            file.write(content)
        assert tracked(repository, ".venv") == answer


def test_a_file_that_git_reads_and_this_does_not_may_track_anything(repository, tmp_path):
    """A repository could bring one that is too large to be read here."""
    write(repository, ".venv/bin/python")
    mark = os.path.join(repository, ".git")
    os.rename(mark, tmp_path / "kept")
    with open(mark, "w", encoding="utf-8") as file:
        file.write(f"gitdir: {tmp_path}/kept" + "\n" * 70_000)
    assert tracked(repository, ".venv")


def test_names_that_differ_in_case_are_one_file_on_some_systems(repository):
    write(repository, ".VEnv/bin/python", "a", "b", "c", "d", "e", "f")
    git(repository, "add", "-f", ".")
    path = os.path.join(repository, ".venv")
    assert tracked_below(path, repository, folds_case=True)
    assert not tracked_below(path, repository, folds_case=False)


def test_no_repository_no_index(tmp_path):
    (tmp_path / "a").mkdir()
    assert repository_of(str(tmp_path / "a")) == repository_of(str(tmp_path))
    assert not tracked_below(str(tmp_path / ".venv"), str(tmp_path))
    (tmp_path / ".git").mkdir()
    assert repository_of(str(tmp_path / "a")) == str(tmp_path)
    assert repository_of(str(tmp_path / "a"), (str(tmp_path),)) == ""
    assert not tracked_below(str(tmp_path / ".venv"), str(tmp_path))


@pytest.mark.parametrize("content", [b"", b"DIRC", b"DIRC\0\0\0\5" + b"\0" * 40, b"DIRC\0\0\0\4\0\0\0\1short", b"junk" * 100])
def test_what_can_t_be_read_counts_as_tracked(content, tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_bytes(content)
    assert tracked_below(str(tmp_path / ".venv"), str(tmp_path))


def test_an_index_beyond_all_measure_counts_as_tracked_unread(tmp_path):
    (tmp_path / ".git").mkdir()
    with open(tmp_path / ".git" / "index", "wb") as file:
        file.truncate(257 * 1024 * 1024)
    assert tracked_below(str(tmp_path / ".venv"), str(tmp_path))


def test_a_fifo_in_place_of_the_index_hangs_nobody(tmp_path):
    (tmp_path / ".git").mkdir()
    os.mkfifo(tmp_path / ".git" / "index")
    assert tracked_below(str(tmp_path / ".venv"), str(tmp_path))


def test_no_program_that_the_repository_s_config_names_is_run(home, tmp_path):
    git(tmp_path, "init", "-q")
    write(str(tmp_path), "a")
    git(tmp_path, "add", "a")
    canary = tmp_path / "canary"
    git(tmp_path, "config", "core.fsmonitor", f"touch {canary}; false")
    assert not tracked(str(tmp_path), ".venv")
    assert not canary.exists()
    git(tmp_path, "status")
    assert canary.exists(), "git itself would have run it"
