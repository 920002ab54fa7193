"""How long a test waits for what has to come. It judges nothing by the time that something took: a machine may be as busy as it likes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

PATIENCE = 180.0  # seconds until what does not come is taken for something that never will


def attempts(pause: float = 0.01) -> Iterator[None]:
    """Yield again and again, with a pause of so many seconds between, as long as there is patience."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        yield
        time.sleep(pause)


def wait_until(condition: Callable[[], object], what: str = "it did not come") -> None:
    """Return when the condition holds. Raises AssertionError, which says what did not come."""
    for _ in attempts():
        if condition():
            return
    raise AssertionError(what)
