"""What a project sets is for its user's commands; what autovenv decides next does not go by it."""

from __future__ import annotations

import json
import os

import pytest

from autovenv import PROTOCOL
from tests.commands import run, run_helper, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the names are POSIX")
BASH = "for a in 1; do :; done\n"


@pytest.fixture
def shop(home):
    """A project with a home of its own in it, whose settings trust everything."""
    os.makedirs(f"{home}/shop")
    write(f"{home}/shop/evil/.config/autovenv/config.toml", 'trusted_paths = ["/"]\nload_dotenv = true\n')
    write(f"{home}/shop/evil/.config/direnv/direnvrc", "export EVIL=1\n")
    write(f"{home}/shop/evil/.direnvrc", "export EVIL=1\n")
    write(f"{home}/stranger/.envrc", "export EVIL=1\n")
    return f"{home}/shop"


def document_of(home, directory, **extra):
    return json.loads(run(["export", "json"], home, directory, **extra).stdout)


NAMES = {
    "HOME": "evil",
    "XDG_CONFIG_HOME": "evil/.config",
    "XDG_STATE_HOME": "evil/state",
    "XDG_DATA_HOME": "evil/data",
    "DIRENV_CONFIG": "evil/.config/direnv",
    "AUTOVENV_SESSION": "1-2",
    "AUTOVENV_UNDO": "1",
    "AUTOVENV_DIRENV": "1",
    "AUTOVENV_OFF": "x",
    "PYENV_ROOT": "evil",
    "PYENV_VERSION": "3.1",
    "WORKON_HOME": "evil",
}


def environment_inside(home, shop):
    """The environment of a shell in which shop is active, made as the hooks make it."""
    document = document_of(home, shop)
    given = document["set"]
    undo = "".join(f"\x1eU\x1f{one}" for one in given if one not in {"HOME", "PATH"})
    return {**given, "AUTOVENV_UNDO": f"1\x1f{shop}\x1fabcd{undo}\x1e"}


ONE_BY_ONE = [pytest.param((name,), id=name, marks=pytest.mark.long) for name in NAMES]


@pytest.mark.parametrize("extra", ["", BASH], ids=["declarative", "bash"])
@pytest.mark.parametrize("names", [pytest.param(tuple(NAMES), id="all of them"), *ONE_BY_ONE])
def test_a_variable_that_autovenv_trusts_does_not_decide_about_another_directory(home, shop, names, extra):
    write(f"{shop}/.envrc", "".join(f"export {name}={shop}/{NAMES[name]}\n" for name in names) + extra)
    run(["allow"], home, shop)
    inside = environment_inside(home, shop)
    assert not any(one.startswith("AUTOVENV_") for one in document_of(home, shop)["set"])
    stranger = f"{home}/stranger"
    assert document_of(home, stranger, **inside)["state"] == "blocked"
    run_helper(["plan", PROTOCOL, "bash", stranger], home, stranger, **inside)
    with open(f"{home}/.local/state/autovenv/plans-{PROTOCOL}{stranger}/.autovenv-plan/bash") as file:
        assert "EVIL" not in file.read()
    # Nor in what a shell that is started here is told.
    done = run(["hook", "bash"], home, shop, **inside)
    assert f"{shop}/evil" not in done.stdout
    run(["prune"], home, shop, **inside)
    run(["reload"], home, shop, **{**inside, "AUTOVENV_SESSION": "1-2"})
    assert not os.path.exists(f"{shop}/evil/state")


ALWAYS = {("HOME", "autovenv.toml"), ("XDG_CONFIG_HOME", "inherited"), ("DIRENV_CONFIG", "sourced")}


@pytest.mark.parametrize(
    ("name", "how"),
    [
        pytest.param(name, how, marks=() if (name, how) in ALWAYS else pytest.mark.long)
        for name in ("HOME", "XDG_CONFIG_HOME", "DIRENV_CONFIG")
        for how in ("autovenv.toml", "inherited", "sourced")
    ],
)
def test_a_directory_of_the_user_s_that_another_file_names_is_not_read(home, shop, name, how):
    path = f"{shop}/{NAMES[name]}"
    if how == "autovenv.toml":
        write(f"{shop}/autovenv.toml", f'[env]\n{name} = "{path}"\n')
        write(f"{shop}/.envrc", "export GOOD=1\n" + BASH)
    elif how == "inherited":
        write(f"{home}/shop/.envrc", f"export {name}={path}\n")
        write(f"{shop}/web/autovenv.toml", "inherit = true\n")
        write(f"{shop}/web/.envrc", "export GOOD=1\n" + BASH)
    else:
        write(f"{shop}/.envrc", f"export {name}={path}\nsource_env web\n")
        write(f"{shop}/web/.envrc", "export GOOD=1\n" + BASH)
    directory = f"{shop}/web" if how == "inherited" else shop
    run(["allow"], home, directory)
    assert "EVIL" not in (document_of(home, directory).get("set") or {})


@pytest.mark.parametrize(
    "undo",
    [
        "1\x1f/x\x1fabcd\x1eS\x1fXDG_CONFIG_HOME\x1f{shop}/evil/.config\x1e\x1f",
        "1\x1f/x\x1fabcd\x1eS\x1fHOME\x1f{shop}/evil\x1e",
        "1\x1f/x\x1fabcd\x1eS\x1fPATH\x1f{shop}/evil\x1e",
        "1\x1f/x\x1fabcd\x1eS\x1fAUTOVENV_SESSION\x1f1-2\x1e",
        "1\x1f/x\x1fabcd\x1eX\x1fA\x1e",
        "1\x1f/x\x1fabcd",
        "1\x1fx\x1fabcd\x1e",
        "\x1e" * 100000,
        "1\x1f/x\x1fabcd" + "\x1eP\x1f/bin" * 10000 + "\x1e",
    ],
)
def test_forged_undo_data(home, shop, undo):
    done = run(["export", "json"], home, f"{home}/stranger", AUTOVENV_UNDO=undo.format(shop=shop))
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["state"] == "blocked"


def test_an_install_goes_by_the_shell_outside_of_the_project_before(home, shop):
    """`uv` and `pip` are those of the user, and their indexes too, whatever project was active when the directory changed."""
    from autovenv.facts import settle

    seen = {}
    os.makedirs(f"{home}/next")
    inside = {
        "HOME": home,
        "PATH": f"{shop}/evil:/usr/bin:/bin",
        "PIP_INDEX_URL": "https://evil",
        "AUTOVENV_UNDO": f"1\x1f{shop}\x1fabcd\x1eP\x1f{shop}/evil\x1eU\x1fPIP_INDEX_URL\x1e",
    }
    import autovenv.deps.install as module

    original, module.install = module.install, lambda commands, path, root, environ, state, say: seen.update(environ) or ""
    try:
        write(f"{home}/next/.envrc", "layout python3\npip install -r requirements.txt\n")
        write(f"{home}/.config/autovenv/config.toml", f'trusted_paths = ["{home}/next"]\n')
        settle.settle(f"{home}/next", inside, say=print)
    finally:
        module.install = original
    assert seen
    assert "PIP_INDEX_URL" not in seen
    assert f"{shop}/evil" not in seen["PATH"]
