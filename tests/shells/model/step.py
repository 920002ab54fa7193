"""What a step is: when it can be done, what is typed, and what it does to the model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from tests.shells.model.model_shell import Shell, State


@dataclass(frozen=True)
class Step(ABC):
    """One thing that a user does."""

    talks: ClassVar[bool] = False  # may print something besides autovenv's own lines

    @abstractmethod
    def ready(self, state: State) -> bool:
        """Can it be done, and is it plain what a user expects of it?"""

    @abstractmethod
    def after(self, state: State) -> State:
        """The model after it, before the prompt that follows."""

    @abstractmethod
    def typed(self, shell: Shell) -> str:
        """The line for this shell, with `~` for the play's directory."""
