"""A bar at the terminal, with a count: how many of the packages are there. It looks at the environment, whatever tool fills it."""

from __future__ import annotations

from autovenv.base.escape import visible
from autovenv.deps import distributions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_AFTER_SECONDS = 0.4  # what is done by then needs no bar, nor the 50 ms that importing rich takes
_EVERY_SECONDS = 0.1


class Bar:
    """`with Bar(label, environment, packages):` shows a bar on stderr while what is inside goes on; it is gone afterwards.

    It comes only if that takes a while.
    """

    def __init__(self, label: str, environment: str, packages: int) -> None:
        """Take the number of packages that there are to be; 0: it is not known, and the bar only moves."""
        from threading import Event, Thread

        self._label = label
        self._environment = environment
        self._packages = packages
        self._done = Event()
        self._thread = Thread(target=self._wait, daemon=True)

    def _wait(self) -> None:
        if self._done.wait(_AFTER_SECONDS):
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(visible(self._label), total=self._packages or None)
            while not self._done.wait(_EVERY_SECONDS):
                there = len(distributions.names_of(self._environment))
                progress.update(task, completed=min(there, self._packages) if self._packages else there)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()
