"""Signals while something is installed: a terminal that is closed ends it as ^C does, and nothing cuts off what puts it right."""

from __future__ import annotations

import signal
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Any

_ENDING = ("SIGTERM", "SIGHUP")


class Interruptible:
    """`with Interruptible():` a signal that would end this process raises KeyboardInterrupt instead. One that is ignored stays so."""

    def __init__(self) -> None:
        self._former: dict[int, Any] = {}

    def __enter__(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return  # only there Python takes signals
        for number in filter(None, (getattr(signal, name, None) for name in _ENDING)):
            if signal.getsignal(number) == signal.SIG_DFL:
                self._former[number] = signal.signal(number, _interrupt)

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)


class Undisturbed:
    """`with Undisturbed():` such a signal, and ^C, wait until what is inside is done. Not on Windows."""

    def __enter__(self) -> None:
        if sys.platform != "win32":
            self._former = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, *(getattr(signal, name) for name in _ENDING)))

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_SETMASK, self._former)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise KeyboardInterrupt
