"""`daemon`: commands for the background process that keeps plans up to date."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv import __version__
from autovenv.base.errors import FAILED, AutovenvError
from autovenv.base.escape import visible
from autovenv.base.paths import state_directory
from autovenv.base.settings import read_settings
from autovenv.cli.daemon_state import SLOWER
from autovenv.daemon import status_file
from autovenv.daemon.files import DaemonFiles, daemon_files, holder
from autovenv.daemon.system import POSSIBLE, listen
from autovenv.facts.outside import undo

app = typer.Typer(no_args_is_help=True, help="The background process that keeps plans up to date. Everything works without it.")


@app.command()
def start() -> None:
    """Start it, unless it runs. Shells do so by themselves."""
    from autovenv.daemon.control import begin

    state, place = _place()
    if holder(place)[0]:
        return
    begin(state, place, undo(os.environ))


@app.command()
def stop() -> None:
    """Stop it. The next shell that needs it starts it again; `daemon = false` prevents that."""
    from autovenv.daemon.control import end

    end(_place()[1])


@app.command()
def restart() -> None:
    """Stop it and start it again."""
    from autovenv.daemon.control import begin, end, refuse_if_off

    state, place = _place()
    refuse_if_off(undo(os.environ))  # before the one that runs is stopped
    end(place)
    begin(state, place, undo(os.environ))


@app.command()
def status() -> None:
    """Show whether it runs: exit 0 if it does, 1 if not."""
    place = _place()[1]
    process, version = holder(place)
    known = status_file.read(place.status)
    if not process:
        print(visible(f"daemon        does not run{f': {known.ended}' if known.ended else ''}"))
        if not read_settings(os.environ).daemon:
            print("turned off    daemon = false, or AUTOVENV_DAEMON=0: no shell starts it")
        print(f"without it    {SLOWER}")
        raise typer.Exit(FAILED)
    print(f"daemon        runs: process {process}, version {version}")
    if version != __version__:
        print(f"version       this is {__version__}: `autovenv daemon restart`")
    print(f"projects      {known.watched} watched, {known.swept} looked at from time to time")
    if known.trouble:
        print(visible(f"trouble       {known.trouble}"))


@app.command()
def logs(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Keep printing new lines.")] = False,
) -> None:
    """Print its log."""
    path = _place()[1].log
    if not os.path.exists(path):
        raise AutovenvError(f"there is no log: no daemon has run yet ({path})")
    if follow:
        os.execvp("tail", ["tail", "-n", "+1", "-F", path])
    try:
        with open(path, encoding="utf-8", errors="backslashreplace") as file:
            text = file.read()
    except OSError as problem:
        raise AutovenvError(f"can't read {path}: {problem.strerror}") from problem
    print(text, end="")


@app.command()
def run() -> None:
    """Run it in the foreground, for a service manager."""
    from autovenv.daemon.control import refuse_if_off
    from autovenv.daemon.life import ALREADY_RUNNING, live
    from autovenv.daemon.start import of_no_shell

    environ = of_no_shell(undo(os.environ))
    refuse_if_off(environ)
    state = state_directory(environ)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir("/")
    code = live(state)
    if code == ALREADY_RUNNING:
        raise AutovenvError("the daemon runs already: `autovenv daemon status`")
    if code:
        raise AutovenvError(status_file.read(daemon_files(state).status).ended or "the daemon can't run: `autovenv daemon logs`")


@app.command()
def install() -> None:
    """Start it at each login (systemd, launchd). Such a daemon lacks your shell's variables, so it plans and seldom installs."""
    from autovenv.cli.daemon_unit import add

    add(_place()[0], undo(os.environ))


@app.command()
def uninstall() -> None:
    """Undo `daemon install`."""
    from autovenv.cli.daemon_unit import take_away

    _place()
    take_away(undo(os.environ))


def _place() -> tuple[str, DaemonFiles]:
    if not POSSIBLE:
        listen("")  # raises the error that says so
    state = state_directory(os.environ)
    return state, daemon_files(state)


GROUPS = (("daemon", app),)
