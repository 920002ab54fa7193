"""Frozen values for the lean path.

`dataclasses` costs the helper 15-20 ms at every start (it imports `inspect` and `re`); a shell waits for that. `value` gives
the part of it that the program uses - fields in order, defaults, equality, hash, repr, no assignment - for no import at all.
Type checkers see it as a frozen dataclass.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar, dataclass_transform

    T = TypeVar("T")

    @dataclass_transform(frozen_default=True)
    def value(cls: type[T]) -> type[T]:
        """Return cls as a frozen value."""
        ...
else:

    def value(cls):
        """Return cls with __init__, __eq__, __hash__ and __repr__ over its annotated fields; assignment raises AttributeError."""
        fields = tuple(cls.__annotations__)
        defaults = {name: cls.__dict__[name] for name in fields if name in cls.__dict__}

        def __init__(self, *args, **kwargs):
            if len(args) > len(fields):
                raise TypeError(f"{cls.__name__} takes {len(fields)} values, got {len(args)}")
            given = dict(zip(fields, args, strict=False))
            for name in kwargs:
                if name not in fields or name in given:
                    raise TypeError(f"{cls.__name__}: unexpected {name!r}")
            held = self.__dict__  # not by setattr, which refuses; at once, for a large file has a million values
            held.update(defaults)
            held.update(given)
            held.update(kwargs)
            if len(held) < len(fields):
                missing = next(name for name in fields if name not in held)
                raise TypeError(f"{cls.__name__}: {missing!r} is missing")

        def key(self):
            return tuple(getattr(self, name) for name in fields)

        def refuse(self, name, new=None):
            raise AttributeError(f"{cls.__name__} is frozen: {name}")

        cls.__init__ = __init__
        cls.__eq__ = lambda self, other: key(self) == key(other) if type(other) is cls else NotImplemented
        cls.__hash__ = lambda self: hash(key(self))
        cls.__repr__ = lambda self: f"{cls.__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in fields)})"
        cls.__setattr__ = cls.__delattr__ = refuse
        cls.__match_args__ = fields
        return cls


def replace(record: T, **changes: Any) -> T:
    """Return a copy of record with the given fields changed. Raises TypeError for a field that it does not have."""
    fields = {name: getattr(record, name) for name in type(record).__annotations__}
    return type(record)(**{**fields, **changes})
