"""What opening a shell costs: milliseconds until its first prompt, and processes that it starts."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping

from benchmarks.measure import Figure, alternately, less_the_bare
from benchmarks.session import Session
from benchmarks.shells import Shell
from benchmarks.tools import Tool

_STARTS = re.compile(r"\b(?:clone3?|v?fork)\((?!.*CLONE_THREAD)")  # a thread is no process


def openings(shell: Shell, tools: Mapping[str, Tool], runs: int) -> dict[str, Figure]:
    """Return microseconds until the first prompt, the bare shell's subtracted."""
    once = {name: (lambda tool=tool: _open(shell, tool)) for name, tool in tools.items()}  # type: ignore[misc]
    return less_the_bare(alternately(once, runs * 2))


def _open(shell: Shell, tool: Tool) -> float:
    tool.hook_into(shell)
    session = Session(shell.command(), tool.environ, tool.home)
    session.close()
    return session.opening_seconds


def processes(shell: Shell, tools: Mapping[str, Tool]) -> dict[str, int] | None:
    """Return how many processes the shell starts until its first prompt, the bare shell's subtracted; None without strace."""
    if shutil.which("strace") is None:
        return None
    counts = {name: _started(shell, tool) for name, tool in tools.items()}
    bare = counts.pop("bare")
    return {name: count - bare for name, count in counts.items()}


def _started(shell: Shell, tool: Tool) -> int:
    tool.hook_into(shell)
    with tempfile.TemporaryDirectory() as directory:
        trace = os.path.join(directory, "trace")
        strace = ["strace", "-f", "-qq", "-e", "trace=clone,clone3,fork,vfork", "-o", trace]
        session = Session([*strace, *shell.command()], tool.environ, tool.home)
        with open(trace, encoding="utf-8", errors="replace") as file:
            started = sum(bool(_STARTS.search(line)) for line in file)
        session.close()
    return started
