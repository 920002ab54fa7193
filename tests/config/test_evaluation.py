"""A directory's configuration files, from disk to plan, through the helper and the commands."""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import shutil

import pytest

from autovenv import PROTOCOL
from tests.commands import MINOR, make_foreign, run, run_helper, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
NEEDS_BASH = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on PATH")


@pytest.fixture
def shop(home):
    os.makedirs(f"{home}/shop")
    write(f"{home}/.config/autovenv/config.toml", f'trusted_paths = ["{home}/shop"]\n')
    return f"{home}/shop"


def plan_of(home, directory, **extra):
    done = run(["export", "json"], home, directory, **extra)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def helper(home, directory, **extra):
    return run_helper(["plan", PROTOCOL, "bash", directory], home, directory, **extra)


def runs(home):
    """How often the file has run that adds a line each time."""
    with open(f"{home}/runs") as file:
        return len(file.readlines())


@NEEDS_BASH
def test_a_file_that_bash_reads_is_run_for_who_enters_and_not_for_who_looks(home, shop):
    write(f"{shop}/.envrc", f"echo run | tee -a {home}/runs\nexport A=1\n")
    assert helper(home, shop).returncode == 0
    assert runs(home) == 1
    write(f"{shop}/.python-version", "system\n")
    assert helper(home, shop).returncode == 0
    assert plan_of(home, shop)["set"]["A"] == "1"
    run(["why"], home, shop)
    assert runs(home) == 3, "a program may say something else each time; a look runs nothing"
    write(f"{shop}/.envrc", f"echo run | tee -a {home}/runs\nexport A=22\n")
    assert helper(home, shop).returncode == 0
    assert plan_of(home, shop)["set"]["A"] == "22"
    assert runs(home) == 5


@NEEDS_BASH
def test_an_interrupted_file_is_watched_and_not_remembered(home, shop):
    """A shell goes on with what it had until an input changes; a command ends, and the next one tries again."""
    from autovenv.facts.settle import settle, settle_upward

    def interrupt(_line):
        raise KeyboardInterrupt

    environ = {"HOME": home, "PATH": os.environ["PATH"], "PWD": shop}
    write(f"{shop}/.envrc", "watch_file note\nfor one in x; do log_status it is read; done\nexport A=1\n")
    outcome = settle(shop, environ, say=interrupt)
    assert outcome.plan.state == "failed"
    assert outcome.plan.message == f"autovenv: {shop}/.envrc: reading it was interrupted: `autovenv reload` tries again"
    assert {f"{shop}/.envrc", f"{shop}/note"} <= {given.path for given in outcome.plan.inputs}
    with pytest.raises(KeyboardInterrupt):
        settle_upward(shop, environ, say=interrupt)
    said = []
    assert settle_upward(shop, environ, say=said.append).plan.state == "active"
    assert said == ["it is read"]


@NEEDS_BASH
def test_another_value_of_a_variable_that_it_reads_runs_it_again(home, shop):
    write(f"{shop}/.envrc", f"echo run | tee -a {home}/runs\nexport A=$WHO\n")
    helper(home, shop, WHO="ann")
    assert plan_of(home, shop, WHO="bob")["set"]["A"] == "bob"
    assert runs(home) >= 2


@NEEDS_BASH
def test_reload_runs_it_again(home, shop):
    write(f"{shop}/.envrc", f"echo run | tee -a {home}/runs\n")
    helper(home, shop)
    assert run(["reload"], home, shop, AUTOVENV_SESSION="11-22").returncode == 0
    helper(home, shop)
    assert runs(home) == 2


@NEEDS_BASH
def test_allow_runs_it_once(home):
    write(f"{home}/proj/.envrc", f"echo run | tee -a {home}/runs\nlog_status hello\nexport A=1\n")
    done = run(["allow"], home, f"{home}/proj")
    assert (done.returncode, done.stderr.count("hello")) == (0, 1)
    assert runs(home) == 1
    assert run(["revoke"], home, f"{home}/proj").returncode == 0
    assert plan_of(home, f"{home}/proj")["state"] == "blocked", "what is remembered is no consent"
    assert runs(home) == 1


def test_a_file_with_an_error_goes_on_watching_what_it_watched(home, shop):
    write(f"{shop}/.envrc", "watch_file note\nexport A=1\n")
    helper(home, shop)
    write(f"{shop}/.envrc", "if true; then\n")
    failed = run(["export", "json"], home, shop)
    document = json.loads(failed.stdout)
    assert document["state"] == "failed"
    assert f"{shop}/.envrc:" in document["messages"][0]
    assert f"{shop}/note" in [given["path"] for given in document["watched"]]


def test_a_pyproject_of_a_package_is_passed_by(home):
    write(f"{home}/proj/.python-version", "system\n")
    write(f"{home}/proj/package/pyproject.toml", "[project]\n")
    done = helper(home, f"{home}/proj/package")
    assert (done.returncode, done.stderr) == (0, "")
    stored = f"{home}/.local/state/autovenv/plans-{PROTOCOL}{home}/proj/package/.autovenv-plan/bash"
    with open(stored) as file:
        assert "__autovenv_plan_transparent='1'" in file.read()
    assert plan_of(home, f"{home}/proj/package")["root"] == f"{home}/proj"


def test_files_above_a_ceiling_are_not_looked_at(home, shop):
    write(f"{shop}/.envrc", "export A=1\n")
    write(f"{home}/.config/autovenv/config.toml", f'trusted_paths = ["{home}"]\nceiling = ["{shop}"]\n')
    os.makedirs(f"{shop}/web")
    assert plan_of(home, f"{shop}/web")["root"] is None


def test_exec_is_run_with_both_ends_of_path_and_without_what_is_gone(home, shop):
    write(f"{shop}/.envrc", "PATH_add bin\nPATH_rm '/bin'\nexport PATH=$PATH:$PWD/last A=1\nunset LOST\n")
    done = run(["exec", "--", "/usr/bin/env"], home, shop, LOST="1")
    # Not splitlines: undo data has separators that count as ends of lines there.
    seen = dict(line.split("=", 1) for line in done.stdout.split("\n") if line)
    entries = seen["PATH"].split(":")
    assert (entries[0], entries[-1], "/bin" in entries) == (f"{shop}/bin", f"{shop}/last", False)
    assert (seen["A"], "LOST" in seen) == ("1", False)


def test_exec_refuses_where_a_file_awaits_consent(home):
    write(f"{home}/proj/.python-version", "system\n")
    write(f"{home}/proj/sub/.envrc", "export A=1\n")
    for directory in (f"{home}/proj", f"{home}/proj/sub"):
        write(f"{home}/proj/.envrc", "export B=1\n")
        done = run(["exec", "--", "/usr/bin/env"], home, directory)
        assert done.returncode == 2
        assert "`autovenv allow`" in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize("text", ["layout virtualenvwrapper mine\n", "layout python 3.99\n"])
def test_exec_refuses_where_the_environment_of_a_layout_is_not_there(home, shop, text):
    write(f"{shop}/.envrc", f"export A=1\n{text}")
    done = run(["exec", "--", "sh", "-c", "echo $A"], home, shop)
    assert (done.returncode, done.stdout) == (1, "")
    assert ".envrc:2" in done.stderr
    assert plan_of(home, shop)["set"] == {"A": "1"}
    assert "missing" in run(["status"], home, shop).stdout


def test_exec_goes_on_where_a_line_activates_what_is_not_there(home, shop):
    write(f"{shop}/.envrc", "source env/bin/activate || export A=1\n")
    done = run(["exec", "--", "sh", "-c", "echo $A"], home, shop)
    assert (done.returncode, done.stdout) == (0, "1\n")
    assert "`python3 -m venv env` makes it" in done.stderr


def test_a_layout_uses_an_environment_of_somebody_s_own_once_the_file_is_approved(home, shop):
    environment = make_foreign(shop)
    write(f"{shop}/.envrc", "source .venv/bin/activate\n")
    found = plan_of(home, shop)
    assert found["set"]["VIRTUAL_ENV"] == environment
    assert found["path"] == [f"{environment}/bin"]


def test_a_project_s_own_place_for_its_environment(home, shop):
    write(f"{shop}/autovenv.toml", f'venv_path = "env"\nlayout = "python {MINOR}"\n')
    assert plan_of(home, shop)["set"]["VIRTUAL_ENV"] == f"{shop}/env"


def test_the_environment_is_where_the_lines_above_tell_the_tool_to_keep_it(home, shop):
    write(f"{shop}/pyproject.toml", '[project]\nname = "shop"\n')
    kept, one, other = (make_foreign(f"{shop}/{name}") for name in ("kept", "one", "other"))
    write(f"{shop}/.envrc", "export UV_PROJECT_ENVIRONMENT=kept/.venv\nlayout uv\n")
    assert plan_of(home, shop, UV_PROJECT_ENVIRONMENT=one)["set"]["VIRTUAL_ENV"] == kept
    write(f"{shop}/.envrc", "layout uv\n")
    for place in (one, other):
        assert plan_of(home, shop, UV_PROJECT_ENVIRONMENT=place)["set"]["VIRTUAL_ENV"] == place
    os.makedirs(f"{home}/layouts")
    os.symlink(one, f"{home}/layouts/python-{MINOR}")
    write(f"{shop}/.envrc", "direnv_layout_dir=$HOME/layouts\nlayout python\n")
    assert plan_of(home, shop)["set"]["VIRTUAL_ENV"] == f"{home}/layouts/python-{MINOR}"


def test_the_layout_of_a_file_further_up_is_where_that_file_lies(home, shop):
    """direnv evaluates what source_up names in its own directory."""
    environment = make_foreign(shop)
    write(f"{shop}/.envrc", "layout python\n")
    write(f"{shop}/web/.envrc", "source_up\nexport B=1\n")
    assert plan_of(home, f"{shop}/web")["set"] == {"B": "1", "VIRTUAL_ENV": environment, "VIRTUAL_ENV_PROMPT": "web"}


def test_where_a_layout_fails_is_said_once(home, shop):
    write(f"{shop}/.envrc", "layout pixi\n")
    failed = json.loads(run(["export", "json"], home, shop).stdout)
    assert failed["messages"][0].count(f"{shop}/.envrc:1: ") == 1


def test_a_file_that_failed_is_read_again_with_other_values_of_what_it_reads(home, shop):
    stored = f"{home}/.local/state/autovenv/plans-{PROTOCOL}{shop}/.autovenv-plan/bash"
    for text in ("env_vars_required TOKEN\n", 'layout python "$TOKEN"\n', "[[ ${TOKEN-} =~ x ]] || exit 1\n"):
        write(f"{shop}/.envrc", text)
        helper(home, shop, TOKEN="3.0.99")
        helper(home, shop)
        with open(stored) as file:
            assert "TOKEN" in file.read()


def test_a_layout_is_active_for_the_files_that_follow(home, shop):
    environment = make_foreign(shop)
    write(f"{shop}/autovenv.toml", 'layout = "python"\npath = ["x", "z"]\n')
    write(f"{shop}/.envrc", "export CACHE=$VIRTUAL_ENV/cache\nPATH_rm '*/x'\nPATH_add bin\n")
    run(["allow", "--yes"], home, shop)
    found = plan_of(home, shop, VIRTUAL_ENV="/elsewhere")
    assert found["set"]["CACHE"] == f"{environment}/cache"
    assert found["path"] == [f"{shop}/bin", f"{shop}/z", f"{environment}/bin"]
    write(f"{shop}/.envrc", f"source {make_foreign(shop + '/other')}/bin/activate\n")
    assert plan_of(home, shop)["path"] == [f"{shop}/other/.venv/bin", f"{shop}/x", f"{shop}/z"]


@NEEDS_BASH
def test_what_bash_read_for_one_shell_is_left_to_direnv_in_another(home):
    """One shell has direnv's hook, the other does not."""
    project = f"{home}/proj"
    write(f"{project}/.envrc", f"echo run | tee -a {home}/runs\nexport A=1\n")
    assert run(["allow"], home, project).returncode == 0
    with open(f"{project}/.envrc", "rb") as file:
        name = hashlib.sha256(f"{project}/.envrc\n".encode() + file.read()).hexdigest()
    write(f"{home}/.local/share/direnv/allow/{name}", f"{project}/.envrc\n")
    assert plan_of(home, project)["set"] == {"A": "1"}
    left = plan_of(home, project, DIRENV_DIR=f"-{project}")
    assert left["set"] == {}
    assert "is left to direnv" in left["messages"][0]
    assert plan_of(home, project)["set"] == {"A": "1"}


def test_variables_are_there_although_the_project_around_them_is_denied(home):
    write(f"{home}/proj/.python-version", f"{MINOR}\n")
    write(f"{home}/proj/web/.envrc", "export A=1\n")
    assert run(["deny"], home, f"{home}/proj").returncode == 0
    assert run(["allow"], home, f"{home}/proj/web").returncode == 0
    assert plan_of(home, f"{home}/proj/web")["set"] == {"A": "1"}


def test_an_install_sees_the_variables_of_its_file(home, shop):
    environment = make_foreign(shop)
    write(
        f"{environment}/lib/python{MINOR}/site-packages/pip/__main__.py",
        f"import os; open('{home}/seen', 'w').write(os.environ['PIP_INDEX_URL'])\n",
    )
    write(f"{shop}/.envrc", "export PIP_INDEX_URL=https://example.invalid/\nsource .venv/bin/activate\npip install --pre shop\n")
    assert helper(home, shop, PATH="/usr/bin:/bin").returncode == 0
    with open(f"{home}/seen") as file:
        assert file.read() == "https://example.invalid/"


def test_all_that_awaits_consent_on_the_way_up_is_told(home):
    write(f"{home}/proj/.python-version", "system\n")
    for name in ("proj/a/.envrc", "proj/a/b/.envrc"):
        write(f"{home}/{name}", "export A=1\n")
    done = run(["export", "json"], home, f"{home}/proj/a/b")
    assert len(json.loads(done.stdout)["withheld"]) == 2


def test_what_is_remembered_and_damaged_is_not_known(home, shop):
    write(f"{shop}/.envrc", "export A=1\n")
    helper(home, shop)
    kept = f"{home}/.local/state/autovenv/plans-{PROTOCOL}{shop}/.autovenv-plan/configuration"
    for content in (b"", b"[\x00\x00\x00\x00", marshal.dumps([]), marshal.dumps(("", [])), marshal.dumps(((), [[]]))):
        with open(kept, "wb") as file:
            file.write(content)
        assert plan_of(home, shop)["set"] == {"A": "1"}


def test_what_a_file_says_is_said_once(home, shop):
    write(f"{shop}/.envrc", "log_status hello\necho there\n")
    assert helper(home, shop).stderr == "autovenv: hello\nautovenv: there\n"
