"""A .envrc under bash: what it sees, what comes of it, what is never run."""

import itertools
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from bash_stage import processes

from autovenv.base.errors import EvaluationError
from autovenv.config.bash import run
from autovenv.config.bash.process import waits_for
from autovenv.config.result import WithheldError
from tests.patience import PATIENCE, wait_until

ODD = {
    "LINES_": "a\nb\n\n",
    "BELL": "x\b\a\x1b[31m",
    "SIGNS": "♀♂",
    "PARENS": "(a) $(b) `c` 'd' \"e\" \\ !",
    "LS_COLORS": "*.ogg=38;5;45:*.zip=01;31",
    "BYTES": "\udcff\udcc3x\udc80",
    "SPACES": "  a  b\t",
    "EMPTY": "",
    "EQUALS": "=a=b=",
}


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_values_from_outside_are_untouched_byte_for_byte(stage, locale):
    found = stage.run("true\n", **ODD, LC_ALL=locale)
    assert (found.set, found.unset, found.front, found.gone) == ((), (), (), ())


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_values_of_a_file_arrive_byte_for_byte(stage, locale):
    lines = "".join(f"export NEW_{name}=\"${name}\"\nexport {name}='changed'\n" for name in ODD)
    found = stage.variables(lines, **ODD, LC_ALL=locale)
    assert {name: found[f"NEW_{name}"] for name in ODD} == ODD


def test_an_array_is_no_variable_of_the_environment(stage):
    assert stage.variables("export A=(1 2)\nexport B=1\n") == {"B": "1"}


def test_an_unset_variable_is_told_from_an_empty_one(stage):
    found = stage.run("unset GONE; export HOLLOW=\n", GONE="1", HOLLOW="1")
    assert (found.unset, found.set) == (("GONE",), (("HOLLOW", ""),))


def test_functions_that_the_shell_exports_are_neither_seen_nor_lost(stage):
    found = stage.run("export SEEN=$(type -t f)\nexport -f log_status\n", **{"BASH_FUNC_f%%": "() { :; }"})
    assert (found.set, found.unset) == ((("SEEN", ""),), ())


def test_the_variable_that_says_where_it_runs_stays_inside(stage):
    found = stage.run("export IN=$DIRENV_IN_ENVRC\n", DIRENV_DIFF="x", AUTOVENV_PLAN="x")
    assert (found.set, found.unset) == ((("IN", "1"),), ())


def test_start_files_of_bash_are_never_run(stage, tmp_path):
    rc = tmp_path / "rc"
    rc.write_text("export RC=1\n")
    for name in (".bashrc", ".bash_profile", ".profile"):
        with open(os.path.join(stage.home, name), "w", encoding="utf-8") as file:
            file.write("export RC=1\n")
    found = stage.run("export A=1\n", BASH_ENV=str(rc), ENV=str(rc), SHELLOPTS="nounset", POSIXLY_CORRECT="1")
    assert (found.set, found.unset) == ((("A", "1"),), ())


def test_the_directory_is_the_file_s_and_nothing_can_be_read_from_the_terminal(stage):
    found = stage.variables('export D=$PWD L=$LINENO\nread -r X && export R=1\nexport F="${BASH_SOURCE[0]}" G=$BASH_SOURCE\n')
    assert found == {"D": stage.project, "L": "1", "F": stage.path(".envrc"), "G": stage.path(".envrc")}


def test_what_the_file_prints_goes_to_stderr_in_order(stage, capfd):
    stage.run("echo one\nlog_status two\necho three >&2\nnosuchcommand\n")
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines() == ["one", "three", f"{stage.path('.envrc')}:4: nosuchcommand: command not found"]
    assert stage.said == ["two"]


def test_path_entries_are_told_one_by_one(stage):
    found = stage.run("PATH_add bin tools\nexport PATH=$PATH:/end\nPATH_rm /bin\n")
    assert (found.front, found.back, found.gone) == ((stage.path("bin"), stage.path("tools")), ("/end",), ("/bin",))
    assert ("PATH", "/usr/bin:/bin") in found.needs


def test_variables_from_outside_that_the_text_names_are_needed(stage):
    stage.write("more", 'echo "$OTHER" >/dev/null\n')
    found = stage.run('eval "export A=\\$USED"\nsource ./more\n', USED="1", OTHER="2", UNUSED="3")
    assert found.needs == (("OTHER", "2"), ("USED", "1"))


def test_a_variable_that_has_a_default_is_needed_though_it_is_not_set(stage):
    found = stage.run('export A=${ONE:-x} B=${TWO-} C=${A%x} D=${#A} E=${A:0:1}\n[ -n "${THREE+x}" ] || true\n')
    assert found.needs == (("ONE", None), ("THREE", None), ("TWO", None))


def test_a_file_with_dos_lines_and_a_mark_runs(stage):
    assert stage.variables(b"\xef\xbb\xbfexport A=1\r\nexport B=2\r\n") == {"A": "1", "B": "2"}


def test_a_project_with_an_odd_name_works(stage):
    for name in ("$test", "a b'c\"d", "x\ny", "*", "-n", "\udcff"):
        os.makedirs(os.path.join(stage.project, name))
        stage.write(os.path.join(name, ".envrc"), 'export D=$PWD F="$BASH_SOURCE" L1=$LINENO\nPATH_add bin\nsource ./lib\n')
        stage.write(os.path.join(name, "lib"), "export L=1\n")
        whole, stage.project = stage.project, os.path.join(stage.project, name)
        try:
            found = stage.run()
        finally:
            here, stage.project = stage.project, whole
        assert dict(found.set) == {"D": here, "F": os.path.join(here, ".envrc"), "L": "1", "L1": "1"}, name
        assert found.front == (os.path.join(here, "bin"),)


# --- How a file ends ---------------------------------------------------------


@pytest.mark.parametrize("ending", ["exit 0", "exit", "return 4", "false", "nosuchcommand", "trap 'echo bye' EXIT"])
def test_what_was_set_stays_with(stage, ending):
    """As in direnv, where a trap on EXIT alone loses all."""
    assert stage.variables(f"export A=1\n{ending}\n") == {"A": "1"}


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ("export A=1\nexit 3\n", 2, "exit 3"),
        ("f() {\n  exit 4\n}\nf\n", 2, "exit 4"),
        ("false || exit\n", 1, "exit 1"),
        ("export A=1\nif then\n", 2, "syntax error"),
        ("export A=1\nif true; then\n", 3, "syntax error"),
        ("set -e\nexport A=1\nfalse\n", 3, "exit status 1"),
        ("strict_env\nexport A=1\n\nls /nowhere/at/all 2>/dev/null\n", 4, "exit status 2"),
        ("strict_env\necho $NOWHERE_SET\n", 2, "NOWHERE_SET: unbound variable"),
        ("export A=${NOWHERE_SET:?is wanted}\n", 1, "is wanted"),
        ("export A=1\nenv_vars_required A MISSING HOLLOW\n", 2, "MISSING HOLLOW"),
        ("source ./bad\n", 2, "syntax error"),
    ],
)
def test_an_error_names_file_and_line_and_applies_nothing(stage, lines, line, said):
    bad = stage.write("bad", "export B=1\nfi\n")
    with pytest.raises(EvaluationError) as caught:
        stage.run(lines, HOLLOW="")
    assert caught.value.where == f"{bad if 'bad' in lines else stage.path('.envrc')}:{line}"
    assert said in caught.value.message
    assert stage.temporary not in caught.value.message


def test_bash_that_is_replaced_or_killed_is_an_error(stage):
    for line in ("exec true", "kill -KILL $$"):
        with pytest.raises(EvaluationError, match="before the file's end"):
            stage.run(f"export A=1\n{line}\n")


def test_no_bash_names_the_line_that_needs_it(stage, monkeypatch):
    from autovenv.config.bash import process

    monkeypatch.setattr(process, "find_bash", lambda *_: "")
    with pytest.raises(EvaluationError) as caught:
        stage.run("true\n", because="/p/.envrc:7: `eval` needs bash")
    assert caught.value.message == "/p/.envrc:7: `eval` needs bash, which is not installed"


def test_a_bash_of_the_project_s_own_is_not_run(stage):
    from autovenv.config.bash.process import find_bash

    tool = stage.write("bin/bash", "#!/bin/sh\ntouch ran\n")
    os.chmod(tool, 0o755)
    assert not find_bash({"PATH": f"{stage.path('bin')}:bin:/usr/bin:/bin"}, stage.project).startswith(stage.project)


# --- Consent -----------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["source ./other", ". ./other", r"\source ./other", "source_env other", "source_env_if_exists other", "dotenv other"]
)
def test_a_withheld_file_never_runs_and_nothing_is_applied(stage, line):
    stage.write("other", "touch ran\nexport B=1\n")
    stage.withheld = ("other",)
    with pytest.raises(WithheldError) as caught:
        stage.run(f"export A=1\n{line}\ntouch went-on\n")
    assert caught.value.where == f"{stage.path('.envrc')}:2"
    assert caught.value.source.path == stage.path("other")
    assert not os.path.exists(stage.path("ran")) and not os.path.exists(stage.path("went-on"))


def test_a_file_that_is_not_approved_itself_starts_no_bash(stage):
    stage.withheld = (".envrc",)
    with pytest.raises(WithheldError):
        stage.run("touch ran\n")
    assert not os.path.exists(stage.path("ran"))


def test_what_the_file_makes_of_another_file_is_not_what_was_approved(stage):
    from autovenv.base.digest import digest

    good = b"export B=good\n"
    stage.write("other", good)
    known = digest(good)
    stage.approved = lambda source: os.path.basename(source.path) == ".envrc" or source.digest == known
    assert stage.variables("source ./other\n") == {"B": "good"}
    with pytest.raises(WithheldError):
        stage.run("echo 'export B=bad' >other\nsource ./other\n")


def test_a_file_that_changes_while_it_runs_is_run_as_it_was_approved(stage):
    lines = "\n".join(["echo 'export A=bad' >.envrc", *["true"] * 2000, "export A=good"])
    assert stage.variables(lines + "\n") == {"A": "good"}


def test_private_copies_are_gone_afterwards(stage):
    stage.write("other", "exit 3\n")
    stage.run("export A=1\n")
    with pytest.raises(EvaluationError):
        stage.run("source ./other\n")
    assert os.listdir(stage.temporary) == []


def test_a_file_that_reads_itself_is_an_error(stage):
    with pytest.raises(EvaluationError, match="reads itself"):
        stage.run("source ./.envrc\n")


# --- Slow files, ^C ----------------------------------------------------------


def test_a_slow_file_says_which_command_it_waits_for(stage, monkeypatch):
    monkeypatch.setattr(run, "SLOW", 0.2)
    # On a busy machine bash may take longer than that to come to the line.
    monkeypatch.setattr(run, "waits_for", lambda pid: next(filter(None, map(waits_for, itertools.repeat(pid)))))
    stage.run("x=$(sleep 0.6; echo a)\nsleep 0.2\n")
    assert stage.said == [f"{stage.path('.envrc')} waits for sleep 0.6"]


def test_what_is_waited_for_is_known_without_proc(monkeypatch):
    from autovenv.config.bash import process

    def no_proc(_pid):
        raise FileNotFoundError

    monkeypatch.setattr(process, "_by_proc", no_proc)
    mark = f"31.{os.getpid()}"
    with subprocess.Popen(["bash", "--noprofile", "-c", f"sleep {mark}; true"]) as bash:
        try:
            wait_until(lambda: processes(f"{mark}\0"))
            wanted = f"sleep {mark}" if os.access("/bin/ps", os.X_OK) else ""
            assert process.waits_for(bash.pid) == wanted
        finally:
            for child in processes(f"{mark}\0", pids=True):
                os.kill(child, signal.SIGKILL)


def _child(stage, lines):
    stage.write(".envrc", lines)
    here = os.path.dirname(__file__)
    top = os.path.abspath(os.path.join(here, "..", "..", ".."))
    program = textwrap.dedent(
        f"""
        import sys
        sys.path[:0] = {[top, here]!r}
        from autovenv.config.bash.evaluation import run_bash
        from autovenv.config.gate import Sources
        try:
            run_bash({stage.path(".envrc")!r}, {stage.outside!r}, Sources(lambda _: True), None, None, print)
        except KeyboardInterrupt:
            sys.exit(130)
        """
    )
    child = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    wait_until(lambda: os.path.exists(stage.path("started")))
    return child


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_interrupt_leaves_no_process_and_no_file(stage, number, code):
    mark = f"86399.{os.getpid()}"  # other runs of the tests may be on this machine
    child = _child(stage, f"trap '' TERM INT\nsleep {mark} &\n(sleep {mark}; true) & touch started\nsleep {mark}\n")
    wait_until(lambda: len(processes(mark)) == 3)
    child.send_signal(number)
    assert child.wait(PATIENCE) == code
    assert processes(mark) == []
    assert os.listdir(stage.temporary) == []


def test_what_the_file_leaves_running_is_not_waited_for(stage):
    mark = f"{PATIENCE:.0f}.{os.getpid()}"
    try:
        assert stage.variables(f"sleep {mark} &\nexport A=1 P=$!\n").keys() == {"A", "P"}
        assert processes(f"{mark}\0"), "it goes on"
    finally:
        for left in processes(f"{mark}\0", pids=True):
            os.kill(left, signal.SIGKILL)
