"""The gate through which files of a project's configuration are read."""

from __future__ import annotations

import os

import pytest

from autovenv.base.digest import digest
from autovenv.base.errors import EvaluationError
from autovenv.config import gate as module
from autovenv.config.gate import LIMIT, Sources
from autovenv.config.result import WithheldError
from autovenv.plan.inputs import Input
from autovenv.trust.source import Source
from tests.commands import write

posix = pytest.mark.skipif(os.name == "nt", reason="files of POSIX")


@pytest.fixture
def file(tmp_path):
    return write(os.path.join(os.path.realpath(tmp_path), ".env"), "A=1\n")


def gate(answer=True):
    return Sources(lambda source: answer)


def test_what_is_approved_is_handed_out_and_noted(file):
    sources = gate()
    assert sources.read(file, "dotenv") == b"A=1\n"
    assert sources.sources == [Source(file, file, digest(b"A=1\n"), "dotenv")]
    assert [(one.kind, one.path) for one in sources.inputs] == [("unchanged", file)]


def test_what_is_not_approved_is_withheld(file):
    """Who decides sees name and hash; who evaluates sees nothing. The file is still watched: it may change to what was approved."""
    asked = []
    sources = Sources(asked.append)
    with pytest.raises(WithheldError, match=rf"^/p/\.envrc:3: {file} is not approved: `autovenv allow`$") as caught:
        sources.read(file, "dotenv", "/p/.envrc:3")
    assert asked == [Source(file, file, digest(b"A=1\n"), "dotenv")] == [caught.value.source]
    assert sources.sources == []
    assert [one.path for one in sources.inputs] == [file]


def test_a_binary_file_that_is_not_approved_is_not_judged(file):
    """What is wrong with a file is an answer about its content, too."""
    write(file, "A=\0")
    with pytest.raises(WithheldError):
        gate(answer=False).read(file, "dotenv")


def test_a_file_that_was_changed_is_not_the_one_that_was_approved(file):
    approved = {digest(b"A=1\n")}
    sources = Sources(lambda source: source.digest in approved)
    sources.read(file, "dotenv")
    write(file, "A=2\n")
    with pytest.raises(WithheldError):
        sources.read(file, "dotenv")


def test_a_file_swapped_after_the_question_changes_nothing(file, monkeypatch):
    """It is read once: what was hashed is what is handed out."""
    reads = []
    whole = module.read_watched
    monkeypatch.setattr(module, "read_watched", lambda *given: (reads.append(given[0]), whole(*given))[1])

    def approves(source):
        write(file, "EVIL=1\n")
        return source.digest == digest(b"A=1\n")

    assert Sources(approves).read(file, "dotenv") == b"A=1\n"
    assert reads == [file]


@pytest.mark.parametrize("kind", ["envrc", "source", "dotenv", "toml"])
def test_a_nul_byte_is_refused(file, kind):
    write(file, "A=\0")
    with pytest.raises(EvaluationError, match=r"holds a NUL byte: it is no text$"):
        gate().read(file, kind)


def test_a_file_whose_content_only_counts_may_be_binary(file):
    write(file, "A=\0")
    assert gate().read(file, "require") == b"A=\0"


def test_a_huge_file_is_refused(file):
    with open(file, "wb") as out:
        out.truncate(10_000_000)
    sources = gate()
    with pytest.raises(EvaluationError, match=rf"^/p/\.envrc:1: {file} is larger than 1 MiB$"):
        sources.read(file, "dotenv", "/p/.envrc:1")
    assert [one.path for one in sources.inputs] == [file], "it is watched: it may get smaller"


@pytest.mark.parametrize("where", ["", "{file}", "{file}:1"])
def test_a_file_that_nobody_else_wants_is_named_once(file, where):
    with open(file, "wb") as out:
        out.truncate(10_000_000)
    where = where.format(file=file)
    with pytest.raises(EvaluationError, match=rf"^{where or file}: it is larger than 1 MiB$"):
        gate().read(file, "envrc", where)


def test_a_mebibyte_is_not_too_much(file):
    write(file, "#" * LIMIT)
    assert len(gate().read(file, "dotenv")) == LIMIT


@posix
def test_a_fifo_does_not_hang(file):
    os.unlink(file)
    os.mkfifo(file)
    with pytest.raises(EvaluationError, match=r"can't be read: not a regular file$"):
        gate().read(file, "envrc")


@posix
def test_a_device_and_a_directory_are_no_files(file):
    for path in ("/dev/zero", os.path.dirname(file)):
        with pytest.raises(EvaluationError, match=r"can't be read: not a regular file$"):
            gate().read(path, "envrc")


def test_a_missing_file_is_an_error_and_watched(file):
    os.unlink(file)
    sources = gate()
    with pytest.raises(EvaluationError, match=r"^/p/\.envrc:2: .*can't be read: No such file"):
        sources.read(file, "dotenv", "/p/.envrc:2")
    assert sources.inputs == [Input("absent", file)]


@posix
def test_a_link_is_known_by_both_of_its_names(file):
    link = file + ".link"
    os.symlink(file, link)
    sources = gate()
    sources.read(link, "dotenv")
    assert sources.sources == [Source(link, file, digest(b"A=1\n"), "dotenv")]
    assert Input("same", link, target=file) in sources.inputs, "turned to another file it is another plan"


@posix
def test_a_link_of_a_directory_on_the_way_counts(file):
    top = os.path.dirname(file)
    os.symlink(top, f"{top}.link")
    sources = gate()
    sources.read(f"{top}.link/.env", "dotenv")
    assert Input("same", f"{top}.link/.env", target=file) in sources.inputs
    assert sources.sources[0].real == file


def test_a_file_read_twice_is_one_source(file):
    sources = gate()
    sources.read(file, "dotenv")
    sources.read(file, "dotenv")
    assert len(sources.sources) == 1


def test_a_file_that_reads_itself_is_an_error(file):
    other = write(f"{file}.other", "")
    sources = gate()
    sources.enter(file, "")
    sources.enter(other, f"{file}:1")
    with pytest.raises(EvaluationError, match=rf"^{other}:1: {file} reads itself$"):
        sources.enter(file, f"{other}:1")
    sources.leave()
    sources.leave()
    sources.enter(file, "")


@posix
def test_a_file_that_reads_itself_by_another_name_is_an_error(file):
    os.symlink(file, f"{file}.link")
    sources = gate()
    sources.enter(file, "")
    with pytest.raises(EvaluationError, match="reads itself"):
        sources.enter(f"{file}.link", f"{file}:1")


def test_files_are_not_nested_without_end(tmp_path):
    sources = gate()
    with pytest.raises(EvaluationError, match="more than 32 files read each other"):
        for number in range(100):
            sources.enter(str(tmp_path / str(number)), "here:1")


def test_what_is_watched_counts_by_its_absence_too(file):
    sources = gate()
    sources.watch(file)
    sources.watch(f"{file}.none")
    assert [(one.kind, one.path) for one in sources.inputs] == [("unchanged", file), ("absent", f"{file}.none")]
