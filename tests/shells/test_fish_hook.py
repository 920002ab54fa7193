"""What is peculiar to fish: lists, events, substitutions in the shell itself, a prompt that is a function."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest

import autovenv
from autovenv.base.paths import state_directory
from autovenv.hook.script import hook
from autovenv.plan.inputs import Input
from autovenv.plan.plan import Plan
from autovenv.plan.store import publish

PROMPT = "function fish_prompt; printf '@> '; end"


@pytest.fixture
def fish(only, environ, home, versions):
    """fish in its home, below which `proj` is a project."""
    stage = only("fish")
    stage.project("proj", versions[0])
    return stage


@pytest.fixture
def inside(fish):
    fish.open()
    fish.terminal.type("cd proj")
    return fish


def test_the_hook_is_well_formed(fish):
    fish.open()
    checked = subprocess.run(["fish", "--no-execute", f"{fish.home}/hook.fish"], check=False, capture_output=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
    source = os.path.join(os.path.dirname(autovenv.__file__), os.pardir, "shells", "autovenv.fish")
    assert subprocess.run(["fish_indent", "--check", source], check=False).returncode == 0


@pytest.mark.parametrize(
    ("version", "hooked"), [("2.7.1", False), ("3.1.2", False), ("3.5.1", False), ("3.6.0", True), ("3.10.0", True), ("4.0.2", True)]
)
def test_a_fish_that_is_too_old_says_so_and_is_not_hooked(fish, version, hooked):
    fish.open()
    static = f"{fish.home}/hook.fish"
    with open(static, encoding="utf-8") as file:
        text = file.read()
    assert text.count("$version") == 2, "asked, and said"
    with open(static, "w", encoding="utf-8") as file:
        file.write(text.replace("$version", version))
    command = ["fish", "--no-config", "-i", "-c", f"source {static}; set -q AUTOVENV_SESSION; echo $status"]
    done = subprocess.run(command, check=True, env=fish.environ, cwd=fish.home, capture_output=True, text=True)
    said = "" if hooked else f"autovenv: not hooked: fish 3.6 or newer is needed, this is {version}\n"
    assert (done.stdout, done.stderr) == ("0\n" if hooked else "1\n", said)


def test_nothing_but_our_own_names_is_left_in_the_shell(fish):
    fish.open()
    names = "set -n; functions -a"
    static = f"{fish.home}/hook.fish"
    command = ["fish", "--no-config", "-i", "-c"]
    run = {"env": fish.environ, "cwd": fish.home, "capture_output": True, "text": True}
    bare = subprocess.run([*command, names], check=True, **run)
    hooked = subprocess.run([*command, f"source {static}; {names}"], check=True, **run)
    added = set(hooked.stdout.split()) - set(bare.stdout.split())
    assert {name for name in added if not name.startswith("__autovenv")} == {"AUTOVENV_SESSION", "AUTOVENV_STATE"}
    assert hooked.stderr == bare.stderr


def test_a_script_is_not_touched(fish):
    """conf.d is read by scripts, too, and `read` fires fish_prompt in them."""
    fish.open()
    static = f"{fish.home}/hook.fish"
    script = f"source {static}; cd proj; emit fish_prompt; set -q VIRTUAL_ENV; or echo none; set -q AUTOVENV_SESSION; or echo none"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script], env=fish.environ, cwd=fish.home, check=True, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("none\nnone\n", "")
    assert not os.path.exists(f"{fish.home}/proj/.venv")


def test_status_and_pipestatus_at_the_prompt_and_inside_it(fish):
    fish.open(before="function fish_prompt; set -g seen $status $pipestatus; printf '@> '; end")
    for place in (".", "proj"):
        fish.terminal.type(f"cd {place}")
        fish.terminal.type("sh -c 'exit 3' | sh -c 'exit 5'")
        assert fish.terminal.type("echo $status $pipestatus / $seen") == ["5 3 5 / 5 3 5"]
        fish.terminal.type("not sh -c 'exit 3'")
        assert fish.terminal.type("echo $status $pipestatus / $seen") == ["0 3 / 0 3"]
    assert fish.terminal.prefix == "(proj)"


def test_a_prompt_of_several_lines_keeps_them(fish):
    fish.open(before="function fish_prompt; printf 'one\\n\\n  two\\n@> '; end")
    fish.terminal.type("cd proj")
    assert fish.terminal.type("true") == ["(proj) one", "  two"]


def test_a_theme_that_shows_the_environment_sees_it_at_once(fish):
    fish.open(before="function fish_prompt; set -q VIRTUAL_ENV; and echo theme: $VIRTUAL_ENV; printf '@> '; end")
    assert fish.terminal.type("cd proj")[-1] == f"theme: {fish.home}/proj/.venv"
    assert fish.terminal.prefix == "", "it shows the environment itself"


def test_a_prompt_that_was_redefined_meanwhile_is_the_users(inside):
    assert inside.terminal.prefix == "(proj)"
    inside.terminal.type("function fish_prompt; echo mine; printf '@> '; end")
    assert inside.terminal.type("cd ..") == ["mine"]
    assert inside.terminal.type("cd proj") == ["(proj) mine"]
    inside.terminal.type(PROMPT)
    inside.terminal.type("cd ..")
    assert inside.terminal.type("functions fish_prompt | string match -r autovenv") == []


def test_a_prompt_that_was_wrapped_over_ours_goes_on(inside):
    inside.terminal.type("functions --copy fish_prompt theirs; function fish_prompt; theirs; end")
    for _ in range(3):
        assert inside.terminal.type("cd ..") == []
        assert inside.terminal.prefix == ""
        assert inside.terminal.type("cd proj") == []
        assert inside.terminal.prefix == "(proj)"
    inside.terminal.type("cd ..")
    # And theirs goes, as the `deactivate` of an activate.fish has it: ours comes back, and shows nothing out here.
    inside.terminal.type("functions -e fish_prompt; functions --copy theirs fish_prompt; functions -e theirs")
    assert inside.terminal.prefix == ""
    inside.terminal.type("cd proj")
    assert inside.terminal.prefix == "(proj)"
    count = "functions -a | string match '__autovenv_fish_prompt_*' | count"
    kept = inside.terminal.type(count)
    for _ in range(3):
        inside.terminal.type("cd ..")
        assert inside.terminal.prefix == ""
        inside.terminal.type("cd proj")
        assert inside.terminal.prefix == "(proj)"
    assert inside.terminal.type(count) == kept, "no wrapper within a wrapper"


def test_an_environment_activated_by_hand_shows_its_name_once(inside):
    os.makedirs(f"{inside.home}/hand/bin")
    inside.terminal.type("set -gx VIRTUAL_ENV ~/hand; set -gx VIRTUAL_ENV_PROMPT hand")
    assert inside.terminal.prefix == ""


def test_the_users_own_deactivate_stays(fish):
    fish.open(before="function deactivate; echo mine; end")
    fish.terminal.type("cd proj")
    assert fish.terminal.type("deactivate") == ["mine"]
    fish.terminal.type("cd ..")
    assert fish.terminal.type("deactivate") == ["mine"]


def test_substitutions_change_nothing_until_the_next_prompt(inside):
    venv = f"{inside.home}/proj/.venv"
    assert inside.terminal.type("echo (cd ..; printenv VIRTUAL_ENV; cd proj; printenv VIRTUAL_ENV)") == [f"{venv} {venv}"]
    # It is the shell itself that changes directory there.
    inside.terminal.type("set -l x (cd ..)")
    assert inside.terminal.type("pwd; show VIRTUAL_ENV") == [inside.home, "unset"]


def test_completions_start_nothing(fish):
    fish.open(after="complete -c tool -f -n 'cd ~/proj; cd ~; true' -a '(cd ~/proj; printenv VIRTUAL_ENV; cd ~; echo candidate)'")
    fish.terminal.send(b"echo tool; tool ca\t")
    fish.terminal.wait_for("tool candidate")
    fish.terminal.type("")
    assert not os.path.exists(f"{fish.home}/proj/.venv")
    assert fish.terminal.type("show VIRTUAL_ENV") == ["unset"]


def test_keys_that_change_directory(inside):
    inside.terminal.type("cd ..")
    inside.terminal.send(b"\x1b[1;3D")  # Alt-Left: to the directory before
    inside.terminal.wait_for("(proj) @>")
    assert inside.terminal.type("show VIRTUAL_ENV") == [f"{inside.home}/proj/.venv"]


def test_a_config_that_changes_directory_first_and_sets_path_later(fish):
    fish.open()
    fish.terminal.type("cd proj")
    fish.open(after="cd ~/proj\nset -gx PATH /usr/bin /bin")
    assert fish.terminal.type("/usr/bin/env printenv PATH") == [f"{fish.home}/proj/.venv/bin:/usr/bin:/bin"]
    fish.terminal.type("cd")
    assert fish.terminal.type("/usr/bin/env printenv PATH") == ["/usr/bin:/bin"]


def test_fish_add_path_survives_leaving(inside):
    for name in ("first", "second"):
        os.makedirs(f"{inside.home}/{name}")
    inside.terminal.type("fish_add_path ~/first")
    inside.terminal.type("fish_add_path --path --append ~/second")
    inside.terminal.type("cd ..")
    assert "".join(inside.terminal.type("show PATH")) == f"{inside.home}/first:{inside.environ['PATH']}:{inside.home}/second"


UNDO = "1\x1f{home}/proj\x1f00\x1eP\x1f{home}/proj/.venv/bin\x1eS\x1fPYTHONPATH\x1f{value}\x1eU\x1fGONE\x1e"


@pytest.mark.parametrize("value", ["a::b:", "", "a\nb\n", "-x", " '\"$(x)\\ *?[~"])
def test_lists_and_odd_values_come_back_byte_for_byte(fish, value):
    fish.open(
        directory="/",
        extra={"AUTOVENV_UNDO": UNDO.format(home=fish.home, value=value), "PYTHONPATH": "ours", "GONE": "ours"},
    )
    code = "import os; open('got', 'w').write(repr((os.environ['PYTHONPATH'], os.environ.get('GONE'))))"
    fish.write("say.py", code)
    fish.terminal.type(f"cd; {sys.executable} say.py")
    with open(f"{fish.home}/got", encoding="utf-8") as file:
        assert file.read() == repr((value, None))


@pytest.mark.parametrize("name", [b"latin-\xe9\xff", b"new\nline\n", b"-dash [x] *?", b"\xef\x98\x80private"])
def test_names_that_are_not_text(fish, name):
    """Bytes that are not UTF-8, newlines, and the code points that fish keeps such bytes in."""
    root = fish.project(os.fsdecode(name) + "/sub").removesuffix("/sub")
    _publish(fish, root)
    fish.open(extra={"VIRTUAL_ENV_DISABLE_PROMPT": "1"})
    fish.write(
        "say.py", "import os; print(os.fsencode(os.environ.get('VIRTUAL_ENV', 'unset')).hex(), os.fsencode(os.environ['PATH']).hex())"
    )
    say = f"{sys.executable} {fish.home}/say.py"
    path = os.fsencode(fish.environ["PATH"])
    fish.terminal.type("set -g place ~/" + "".join(f"\\X{byte:02x}" for byte in name))
    inside = "".join([os.fsencode(f"{root}/.venv").hex(), " ", os.fsencode(f"{root}/.venv/bin:").hex(), path.hex()])
    for place in ("$place", "sub"):
        fish.terminal.type(f"cd {place}")
        assert "".join(fish.terminal.type(say)) == inside
    fish.terminal.type("cd")
    assert "".join(fish.terminal.type(say)) == f"{b'unset'.hex()} {path.hex()}"


def _publish(stage, root):
    """Store a plan for root, which needs no environment that works: no tool makes one below a name that is not UTF-8."""
    os.makedirs(f"{root}/.venv/bin")
    with open(f"{root}/.venv/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.write("home = /usr/bin\n")
    mtime_ns = os.stat(f"{root}/.venv/pyvenv.cfg").st_mtime_ns
    plan = Plan(
        root=root,
        state="active",
        set=(("VIRTUAL_ENV", f"{root}/.venv"),),
        path=(f"{root}/.venv/bin",),
        inputs=(Input("unchanged", f"{root}/.venv/pyvenv.cfg", mtime_ns), Input("absent", f"{root}/.python-version")),
    )
    publish(plan, stage.dialect.name, state_directory(stage.environ), time.time_ns())


def _hook_with(stage, pattern, replacement):
    """Write the hook with one line changed; return the line that sources it."""
    text = hook("fish", stage.environ)
    changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert changed != text
    stage.write("changed.fish", changed)
    return f"source {stage.home}/changed.fish"


SLOW = """
import os, signal, sys, time
try:
    with open(__file__ + '.runs', 'a+') as runs:
        runs.write('x')
        runs.flush()
        print('run', runs.tell(), file=sys.stderr, flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    {}
"""


@pytest.mark.parametrize(
    "answer",
    ["sys.exit(130)", "signal.signal(2, signal.SIG_DFL); os.kill(os.getpid(), 2)"],
    ids=["exit", "killed"],
)
def test_interrupting_the_helper_leaves_the_shell_usable(fish, answer):
    fish.write("slow.py", SLOW.format(answer))
    fish.open(hooked=False, after=_hook_with(fish, r"^set -g __autovenv_helper .*", f"set -g __autovenv_helper {fish.home}/slow.py"))
    fish.terminal.send(b"cd proj\r")
    fish.terminal.wait_for("run 1")
    fish.terminal.send(b"\x03")
    fish.terminal.wait_for_prompt()
    assert fish.terminal.type("echo fine; show VIRTUAL_ENV") == ["fine", "unset"]
    assert fish.terminal.type("cd") == []
    fish.terminal.send(b"cd proj\r")
    fish.terminal.wait_for("run 2")
    fish.terminal.send(b"\x03")
    fish.terminal.wait_for_prompt()


def test_a_fish_that_is_too_old_says_so_once(fish):
    """Before 3.6 it has no builtin that compares times."""
    fish.open(hooked=False, after=_hook_with(fish, r"-- \$version$", "-- 3.5.1"))
    assert fish.terminal.lines()[0].startswith("autovenv: not hooked: fish ")
    assert fish.terminal.type("cd proj; show VIRTUAL_ENV") == ["unset"]
    assert fish.terminal.type("autovenv status")[-1:] != []


def _store(stage, name, colour, **more):
    """Store a plan for a directory below home: a variable, an entry of PATH, an environment's name to show."""
    root = stage.project(name)
    mark = stage.write(f"{name}/.envrc", "")
    plan = Plan(
        root,
        "active",
        set=(("COLOUR", colour), ("VIRTUAL_ENV", f"{root}/.venv"), ("VIRTUAL_ENV_PROMPT", colour)),
        unset=("PYTHONHOME",),
        path=(f"{root}/bin",),
        inputs=(Input("unchanged", mark, os.stat(mark).st_mtime_ns),),
        **more,
    )
    publish(plan, stage.dialect.name, state_directory(stage.environ), time.time_ns())
    return root


@pytest.fixture
def visited(fish):
    """A shell that was in two projects twice, and is outside: it has all of them by heart."""
    fish.write("proj/.python-version", "")  # `fish` made a project of it that wants an environment; here its plan is ours
    _store(fish, "proj", "red")
    _store(fish, "other", "blue")
    fish.project("plain")
    fish.open()
    for place in ("proj", "other", "plain", "proj", "other", "plain"):
        fish.terminal.type(f"cd ~/{place}")
    return fish


IN = """
    > cd {home}/proj
    > show COLOUR
    red
    > show PATH
    {home}/proj/bin:{path}
    """
OUT = """
    > cd {home}/plain
    > show COLOUR
    unset
    > show VIRTUAL_ENV
    unset
    > show AUTOVENV_UNDO
    unset
    > show PATH
    {path}
    """


def test_a_known_project_is_entered_and_left_as_at_the_first_time(visited):
    path = visited.environ["PATH"]
    for _ in range(2):
        visited.play(IN, path=path)
        assert visited.terminal.prefix == "(red)"
        visited.play("> type -q deactivate; and echo there\nthere\n")
        visited.play(OUT, path=path)
        assert visited.terminal.prefix == ""
        visited.play("> type -q deactivate; or echo gone\ngone\n")
    visited.play(IN, path=path)
    visited.play("> cd {home}/other\n> show COLOUR\nblue\n> show PATH\n{home}/other/bin:{path}\n", path=path)
    visited.play(OUT, path=path)


def test_a_variable_that_was_set_between_two_visits_comes_back(visited):
    path = visited.environ["PATH"]
    visited.terminal.type("set -gx COLOUR mine; set -gx PYTHONHOME /nowhere")
    visited.play(IN, path=path)
    visited.play(
        "> show PYTHONHOME\nunset\n> cd {home}/plain\n> show COLOUR\nmine\n> show PYTHONHOME\n/nowhere\n> show PATH\n{path}\n", path=path
    )
    visited.terminal.type("set -gx COLOUR 'mine, too'")
    visited.play(IN, path=path)
    visited.play("> cd {home}/plain\n> show COLOUR\nmine, too\n")
    # For the shell alone, it is that again.
    visited.terminal.type("set -e COLOUR; set -e PYTHONHOME; set -g COLOUR own")
    visited.play(IN, path=path)
    visited.play("> cd {home}/plain\n> show COLOUR\nunset\n> echo $COLOUR\nown\n")
    visited.terminal.type("set -e COLOUR")
    visited.play(IN, path=path)
    visited.play(OUT, path=path)


def test_a_universal_variable_shows_again_after_each_visit(visited):
    visited.terminal.type("set -Ux COLOUR everywhere")
    for _ in range(2):
        visited.play(IN, path=visited.environ["PATH"])
        visited.play("> cd {home}/plain\n> show COLOUR\neverywhere\n")
    visited.terminal.type("set -Ue COLOUR")


def test_what_was_changed_inside_stays_at_each_visit(visited):
    path = visited.environ["PATH"]
    visited.play(IN, path=path)
    visited.play(
        "> set -gx COLOUR mine\n> cd {home}/plain\n> show COLOUR\nmine\n> show VIRTUAL_ENV\nunset\n> show PATH\n{path}\n", path=path
    )
    visited.terminal.type("set -e COLOUR")
    visited.play(IN, path=path)
    visited.play("> set -e COLOUR\n> set -gx PYTHONHOME /mine\n> cd {home}/plain\n> show COLOUR\nunset\n> show PYTHONHOME\n/mine\n")
    visited.terminal.type("set -e PYTHONHOME")
    visited.play(IN, path=path)
    visited.play(OUT, path=path)


def test_a_path_that_changed_between_two_visits_is_kept(visited):
    path = visited.environ["PATH"]
    visited.terminal.type("set -gx PATH /opt/before $PATH")
    for _ in range(2):
        visited.play(IN, path=f"/opt/before:{path}")
        visited.play(OUT, path=f"/opt/before:{path}")
    visited.play(IN, path=f"/opt/before:{path}")
    visited.terminal.type("set -gx PATH /opt/inside $PATH")
    visited.play(OUT, path=f"/opt/inside:/opt/before:{path}")


def test_a_plan_that_another_shell_stored_between_two_visits_is_taken(visited):
    path = visited.environ["PATH"]
    _store(visited, "proj", "green")
    visited.play("> cd {home}/proj\n> show COLOUR\ngreen\n")
    _store(visited, "proj", "violet")
    visited.play(">\n> show COLOUR\nviolet\n> show VIRTUAL_ENV_PROMPT\nviolet\n")
    assert visited.terminal.prefix == "(violet)"
    visited.play(OUT, path=path)


def test_off_and_deactivate_hold_for_one_visit(visited):
    path = visited.environ["PATH"]
    for word in ("deactivate", "autovenv off"):
        visited.play(IN, path=path)
        visited.terminal.type(word)
        visited.play("> show COLOUR\nunset\n> show PATH\n{path}\n> cd .\n> show COLOUR\nunset\n", path=path)
        visited.play(OUT, path=path)
        visited.play("> show AUTOVENV_OFF\nunset\n")
        visited.play(IN, path=path)
        visited.play(OUT, path=path)


def test_a_child_shell_undoes_what_a_later_visit_set(visited):
    path = visited.environ["PATH"]
    visited.play(IN, path=path)
    undo = visited.terminal.type("show AUTOVENV_UNDO")
    visited.play(OUT, path=path)
    visited.play(IN, path=path)
    assert visited.terminal.type("show AUTOVENV_UNDO") == undo
    assert undo != ["unset"]


def test_a_deactivate_of_the_users_own_is_theirs_at_each_visit(visited):
    path = visited.environ["PATH"]
    visited.terminal.type("function deactivate; echo mine; end")
    for _ in range(2):
        visited.play(IN, path=path)
        visited.play("> deactivate\nmine\n")
        visited.play(OUT, path=path)
        visited.play("> deactivate\nmine\n")


def test_an_environment_activated_by_hand_between_two_visits_is_left_alone(visited):
    path = visited.environ["PATH"]
    visited.terminal.type("set -gx VIRTUAL_ENV ~/hand")
    visited.play("> cd {home}/proj\n> show VIRTUAL_ENV\n{home}/hand\n> show COLOUR\nunset\n> cd {home}/plain\n")
    visited.terminal.type("set -e VIRTUAL_ENV")
    visited.play(IN, path=path)
    visited.play(OUT, path=path)


def test_a_project_that_was_moved_away_below_the_shell_is_left(visited):
    path = visited.environ["PATH"]
    visited.play(IN, path=path)
    os.rename(f"{visited.home}/proj", f"{visited.home}/aside")
    visited.project("proj")
    visited.play(">\n> show COLOUR\nunset\n> show PATH\n{path}\n", path=path)


def test_plans_do_not_pile_up(fish):
    for number in range(11):
        _store(fish, f"p{number}", f"c{number}")
    fish.project("plain")
    fish.open()
    path = fish.environ["PATH"]
    for number in [*sorted([*range(11)] * 2), 10, 0, 1, 0]:
        fish.play("> cd {place}\n> show COLOUR\n{colour}\n", place=f"{fish.home}/p{number}", colour=f"c{number}")
        fish.play(OUT, path=path)
    kept = "functions -a | string match -r '^__autovenv_[a-z]+_[0-9a-f]{8}$' | count"
    assert fish.terminal.type(kept) == ["0"], "outside of all projects none is kept"


@pytest.mark.parametrize("name", ["star*", "que?tion", "back\\E.*slash", "[a]b", "new\nline", "quo'te\"s $HOME"])
def test_a_directory_of_an_odd_name_is_known_again(fish, name):
    root = _store(fish, name, "red")
    fish.project("star-other")
    fish.project("plain")
    fish.open()
    path = fish.environ["PATH"]
    for _ in range(3):
        fish.terminal.type("cd " + "".join(f"\\X{byte:02x}" for byte in os.fsencode(root)))
        assert fish.terminal.type("show COLOUR") == ["red"]
        fish.play("> cd {home}/star-other\n> show COLOUR\nunset\n")
        fish.play(OUT, path=path)


def test_what_the_helper_could_not_tell_is_not_asked_again_on_the_spot(fish):
    fish.write("fails.py", "import sys; open(sys.argv[0] + '.runs', 'a').write('x'); sys.exit(1)")
    fish.open(hooked=False, after=_hook_with(fish, r"^set -g __autovenv_helper .*", f"set -g __autovenv_helper {fish.home}/fails.py"))
    for line in ("cd proj", "", "cd .", "cd ."):
        fish.terminal.type(line)
    with open(f"{fish.home}/fails.py.runs", encoding="utf-8") as file:
        assert file.read() == "x"
    fish.terminal.type("cd ..")
    fish.terminal.type("cd proj")
    with open(f"{fish.home}/fails.py.runs", encoding="utf-8") as file:
        assert file.read() == "xx"


def test_the_shell_that_enters_by_heart_answers_what_a_plan_needs(visited):
    """What a variable is outside of a project is known in it, too: a plan of another project asks for it."""
    _store(visited, "needy", "green", needs=(("COLOUR", None), ("PATH", visited.environ["PATH"])))
    path = visited.environ["PATH"]
    visited.play(IN, path=path)
    visited.play("> cd {home}/needy\n> show COLOUR\ngreen\n> show PATH\n{home}/needy/bin:{path}\n", path=path)
    visited.play(IN, path=path)
    visited.play("> cd {home}/needy\n> show COLOUR\ngreen\n")
    visited.play(OUT, path=path)
