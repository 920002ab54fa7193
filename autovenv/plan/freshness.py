"""When an mtime proves that nothing changed. All times are nanoseconds since the epoch."""

from __future__ import annotations

from autovenv.plan.plan import Input

GRAIN_NS = 10_000_000  # longer than a tick of the kernel's clock (4 ms at 250 Hz, 10 at 100): within one, a second change keeps the mtime
COARSE_NS = 2_000_000_000  # the same for file systems that keep whole seconds, or two (FAT), and for bash before 4.3
SKEW_NS = 3_600_000_000_000  # an hour: how far another machine's clock is taken to be ahead


def is_racy(mtime_ns: int, now_ns: int) -> bool:
    """Return whether a file of that mtime, read at now_ns, may change again and keep its mtime (git's "racy" entries).

    A time in the near future comes from another machine's clock, and may be of this very moment. One in the far future was set by hand:
    whatever changes the file gives it another.
    """
    grain = COARSE_NS if mtime_ns % 1_000_000_000 == 0 else GRAIN_NS
    return -SKEW_NS < now_ns - mtime_ns < grain


def unchanged(path: str, mtime_ns: int, now_ns: int) -> Input:
    """Return the input that holds while path keeps the mtime that it had before it was read at now_ns."""
    return Input("unchanged", path, mtime_ns, racy=is_racy(mtime_ns, now_ns))
