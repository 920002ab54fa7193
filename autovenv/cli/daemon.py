"""`daemon`: the process that keeps plans fresh behind all prompts."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from autovenv import __version__
from autovenv.base.errors import FAILED, AutovenvError
from autovenv.base.escape import visible
from autovenv.base.paths import state_directory
from autovenv.base.settings import read_settings
from autovenv.daemon import status_file
from autovenv.daemon.files import DaemonFiles, daemon_files, holder
from autovenv.daemon.system import POSSIBLE, listen
from autovenv.facts.outside import undo

app = typer.Typer(no_args_is_help=True, help="The process that keeps plans fresh behind all prompts; everything works without it.")


@app.command()
def start() -> None:
    """Start it, if it does not live. A shell that needs it does so by itself."""
    from autovenv.daemon.control import begin

    state, place = _place()
    if holder(place)[0]:
        return
    if not read_settings(os.environ).daemon:
        raise AutovenvError("the configuration says that there is to be none: daemon = false, or AUTOVENV_DAEMON=0")
    begin(state, place, undo(os.environ))


@app.command()
def stop() -> None:
    """End it. The next shell that needs it starts it again; `daemon = false` in the configuration keeps it away."""
    from autovenv.daemon.control import end

    end(_place()[1])


@app.command()
def restart() -> None:
    """End it, and start it."""
    from autovenv.daemon.control import begin, end

    state, place = _place()
    end(place)
    begin(state, place, undo(os.environ))


@app.command()
def status() -> None:
    """Tell how it stands: exit 0 if it lives, 1 if not."""
    place = _place()[1]
    process, version = holder(place)
    known = status_file.read(place.status)
    if not process:
        print(visible(f"daemon        does not run{f': {known.ended}' if known.ended else ''}"))
        if not read_settings(os.environ).daemon:
            print("configured    daemon = false: no shell starts it")
        print("without it    after a change from outside the next prompt runs the helper once")
        raise typer.Exit(FAILED)
    print(f"daemon        runs: process {process}, version {version}")
    if version != __version__:
        print(f"version       this is {__version__}: `autovenv daemon restart`")
    print(f"projects      {known.watched} watched, {known.swept} looked at from time to time")
    if known.trouble:
        print(visible(f"trouble       {known.trouble}"))


@app.command()
def logs(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what is yet to come.")] = False,
) -> None:
    """Print what it did."""
    path = _place()[1].log
    if not os.path.exists(path):
        raise AutovenvError(f"there is no log: no daemon has run yet ({path})")
    if follow:
        os.execvp("tail", ["tail", "-n", "+1", "-F", path])
    with open(path, encoding="utf-8", errors="backslashreplace") as file:
        for line in file:
            print(line, end="")


@app.command()
def run() -> None:
    """Run in the foreground: for systemd and launchd."""
    from autovenv.daemon.life import ALREADY_RUNNING, live
    from autovenv.daemon.start import of_no_shell

    environ = of_no_shell(undo(os.environ))
    state = state_directory(environ)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir("/")
    code = live(state)
    if code == ALREADY_RUNNING:
        raise AutovenvError("one runs already: `autovenv daemon status`")
    if code:
        raise AutovenvError(status_file.read(daemon_files(state).status).ended or "it can't run: `autovenv daemon logs`")


@app.command()
def install() -> None:
    """Have systemd (launchd on macOS) start it at each login. Shells start it without that, too."""
    from autovenv.cli.daemon_unit import add

    add(_place()[0], undo(os.environ))


@app.command()
def uninstall() -> None:
    """Take that back. `autovenv uninstall` does so, too."""
    from autovenv.cli.daemon_unit import take_away

    _place()
    take_away(undo(os.environ))


def _place() -> tuple[str, DaemonFiles]:
    if not POSSIBLE:
        listen("")  # which says so
    state = state_directory(os.environ)
    return state, daemon_files(state)


GROUPS = (("daemon", app),)
