"""What a user sees of a project: the name at each prompt, PATH as programs have it, the `python` that a command would run."""

from __future__ import annotations

WHICH = {"pwsh": "(Get-Command python -ErrorAction Ignore).Source"}


def path_of(stage) -> list[str]:
    """Return the directories on PATH, as a program sees them."""
    return stage.terminal.type("show PATH")[-1].split(":")


def named(stage, name: str, command: str) -> list[str]:
    """Type a command; the prompt behind it has the project's name once, or none where name is empty. Return what was printed."""
    printed = stage.terminal.type(command)
    expected = f"({name})" if name else ""
    assert stage.terminal.prefix == expected, f"after {command!r}:\n" + "\n".join(stage.terminal.lines()[-8:])
    return printed


def inside(stage, name: str = "proj", *, first: bool = True, prompt: str | None = None) -> None:
    """The project is active: its variable, its entry on PATH once (and first), its Python, its name at each prompt."""
    shown = name if prompt is None else prompt
    venv = f"{stage.home}/{name}/.venv"
    assert named(stage, shown, "show VIRTUAL_ENV") == [venv], "VIRTUAL_ENV"
    path = named(stage, shown, "show PATH")[-1].split(":")
    others = [entry for entry in path if entry.endswith("/.venv/bin") and entry != f"{venv}/bin"]
    assert path.count(f"{venv}/bin") == 1, f"once: {path}"
    assert not others, f"nothing of another project's: {path}"
    assert not first or path[0] == f"{venv}/bin", f"first: {path}"
    assert named(stage, shown, WHICH.get(stage.dialect.name, "command -v python")) == [f"{venv}/bin/python"]


def outside(stage) -> None:
    """No project is active, and nothing of one is left."""
    assert named(stage, "", "show VIRTUAL_ENV") == ["unset"]
    assert named(stage, "", "show PATH") == [stage.environ["PATH"]]
