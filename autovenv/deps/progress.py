"""A bar at the terminal, with a count: how many of the packages are there. It looks at the environment, whatever tool fills it."""

from __future__ import annotations

from threading import Event, Thread

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autovenv.base.escape import visible
from autovenv.deps import distributions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_EVERY_SECONDS = 0.1


class Bar:
    """`with Bar(label, environment, packages):` shows a bar on stderr while what is inside goes on; it is gone afterwards."""

    def __init__(self, label: str, environment: str, packages: int) -> None:
        """Take the number of packages that there are to be; 0: it is not known, and the bar only moves."""
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task(visible(label), total=packages or None)
        self._environment = environment
        self._packages = packages
        self._done = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._done.wait(_EVERY_SECONDS):
            there = len(distributions.names_of(self._environment))
            self._progress.update(self._task, completed=min(there, self._packages) if self._packages else there)

    def __enter__(self) -> None:
        self._progress.start()
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()
        self._progress.stop()
