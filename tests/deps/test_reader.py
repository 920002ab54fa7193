"""Requirements files that name others, read before anybody approved them: what is read is bounded, and stays in the project."""

from __future__ import annotations

import os

import pytest

from autovenv.base import files
from autovenv.deps.files import read_by
from autovenv.deps.sources import source_of

INSTALL = (("uv", "pip", "install", "-r", "requirements.txt"),)


@pytest.fixture
def root(tmp_path):
    path = tmp_path.resolve() / "shop"
    path.mkdir()
    return str(path)


@pytest.fixture
def opened(monkeypatch):
    """What is opened or looked at, in order."""
    seen = []
    for module, name in ((os, "open"), (os, "stat"), (os.path, "isfile"), (os.path, "isdir"), (os.path, "realpath")):
        plain = getattr(module, name)

        def noted(path, *rest, plain=plain, **more):
            seen.append(os.fspath(path))
            return plain(path, *rest, **more)

        monkeypatch.setattr(module, name, noted)
    return seen


def write(root, name, text):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def found(root, within=""):
    source = source_of(root, None, within)
    return source.packages, {os.path.relpath(path, root) for path in source.files}


def test_files_are_read_until_they_are_too_many(root):
    write(root, "requirements.txt", "".join(f"-r {number}.txt\n" for number in range(500)))
    for number in range(500):
        write(root, f"{number}.txt", "thing\n")
    packages, read = found(root)
    assert packages == 0, "it is not known"
    assert len(read) < 300


def test_the_same_large_file_under_many_names_is_not_read_again_and_again(root, monkeypatch):
    """It took 100 seconds, before anybody consented to anything."""
    large = write(root, "large.txt", "thing\n" * (1 << 19))
    for number in range(60):
        os.link(large, os.path.join(root, f"{number}.txt"))
    write(root, "requirements.txt", "".join(f"-r {number}.txt\n" for number in range(60)))
    taken = []
    plain = os.read
    monkeypatch.setattr(files.os, "read", lambda *given: taken.append(plain(*given)) or taken[-1])
    assert found(root)[0] == 0
    assert sum(map(len, taken)) < 8 << 20


def test_one_file_of_a_million_lines_is_not_counted(root):
    write(root, "requirements.txt", "./x\n" * 1_000_000)
    assert found(root)[0] == 0


def test_a_line_of_a_million_words_is_cut_off(root):
    write(root, "requirements.txt", "-r a.txt " * 400_000 + "\nthing\n")
    assert found(root) == (1, {"requirements.txt", "a.txt"})


def test_long_paths_by_the_thousand_are_not_all_looked_for(root, opened):
    write(root, "requirements.txt", "".join(f"-e ./{number}/x\n" for number in range(20_000)) + "-e ./" + "x/" * 1_000_000)
    assert found(root, within=root)[0] == 0
    assert len(opened) < 10_000


def test_a_long_chain_of_files_ends(root):
    """It was a bug's RecursionError."""
    write(root, "requirements.txt", "-r 0.txt\n")
    for number in range(1500):
        write(root, f"{number}.txt", f"thing\n-r {number + 1}.txt\n")
    assert found(root)[0] == 0


@pytest.mark.parametrize("line", ["-r a\0b.txt", "-c a\0b", "-e a\0b", "./a\0b", "x @ file:///a\0b", "x @ file:///a%00b", "-e ./a%00b"])
def test_a_nul_in_a_name_is_no_bug(root, line):
    write(root, "requirements.txt", f"{line}\nthing\n")
    packages, read = found(root)
    assert packages >= 1
    assert not [path for path in read if "\0" in path]


@pytest.mark.parametrize(
    "line",
    ["-r {outside}/all.txt", "-r ../all.txt", "-c {outside}/all.txt", "-e {outside}/lib", "-r link.txt", "x @ file://{outside}/x.whl"],
)
def test_nothing_leads_out_of_the_project_before_there_is_consent(root, opened, line):
    outside = os.path.dirname(root)
    write(outside, "all.txt", "other\n")
    write(outside, "x.whl", "")
    write(outside, "lib/pyproject.toml", "")
    os.symlink(f"{outside}/all.txt", f"{root}/link.txt")
    write(root, "requirements.txt", f"{line.format(outside=outside)}\n-r own.txt\n")
    write(root, "own.txt", "thing\n")
    _, everywhere = found(root)
    assert len(everywhere - {"requirements.txt", "own.txt"}) >= 1
    opened.clear()
    _, read = found(root, within=root)
    assert read == {"requirements.txt", "own.txt"}
    assert not [path for path in opened if path.startswith((f"{outside}/all", f"{outside}/x", f"{outside}/lib"))]


def test_the_repository_around_a_project_came_with_it(root):
    write(root, "../common.txt", "thing\n")
    write(root, "requirements.txt", "-r ../common.txt\n")
    assert found(root, within=os.path.dirname(root)) == (1, {"requirements.txt", "../common.txt"})
    assert found(root, within=root) == (0, {"requirements.txt"})


def test_a_byte_order_mark_is_no_part_of_a_requirement(root):
    write(root, "requirements.txt", "\ufeff-r base.txt\n")
    write(root, "base.txt", "\ufeffthing\nother\n")
    assert found(root) == (2, {"requirements.txt", "base.txt"})


def test_an_install_of_ones_own_is_followed_anywhere(root):
    outside = os.path.dirname(root)
    write(root, "requirements.txt", f"-r {outside}/all.txt\n")
    assert os.path.join(outside, "all.txt") in read_by(INSTALL, root)
