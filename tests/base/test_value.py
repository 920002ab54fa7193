"""`value` is a frozen dataclass, for the price of none: whatever is tried on one is tried on the other."""

from __future__ import annotations

import copy
import dataclasses
import operator
import pickle

import pytest

from autovenv.base.value import replace, value


def fields(wrap):
    """The same class made by either."""

    class Point:
        """A point."""

        x: int
        y: int = 2
        label: str = ""

        def doubled(self):
            return self.x * 2

    return wrap(Point)


OURS, THEIRS = fields(value), fields(dataclasses.dataclass(frozen=True))


def outcome(action, cls):
    """What it returns, or the kind of its error."""
    try:
        return action(cls)
    except (TypeError, AttributeError) as problem:
        return AttributeError if isinstance(problem, AttributeError) else TypeError


@pytest.mark.parametrize(
    "action",
    [
        lambda cls: repr(cls(1)).rpartition(".")[2],
        lambda cls: (cls(1).x, cls(1).y, cls(1).label),
        lambda cls: cls(1, 3).y,
        lambda cls: cls(y=3, x=1).x,
        lambda cls: cls(1, label="a").label,
        lambda cls: cls(),
        lambda cls: cls(1, 2, "", 4),
        lambda cls: cls(1, x=1),
        lambda cls: cls(1, z=1),
        lambda cls: cls(1) == cls(1),
        lambda cls: cls(1) == cls(2),
        lambda cls: cls(1) != cls(1, 2, ""),
        lambda cls: cls(1) == 1,
        lambda cls: cls(1) == (1, 2, ""),
        lambda cls: operator.lt(cls(1), cls(2)),
        lambda cls: hash(cls(1)) == hash(cls(1)),
        lambda cls: len({cls(1), cls(1), cls(2)}),
        lambda cls: hash(cls([])),
        lambda cls: setattr(cls(1), "x", 2),
        lambda cls: setattr(cls(1), "z", 2),
        lambda cls: delattr(cls(1), "x"),
        lambda cls: cls(3).doubled(),
        lambda cls: cls.__doc__,
        lambda cls: cls.__match_args__,
        lambda cls: vars(cls(1)),
        lambda cls: copy.copy(cls(1)) == cls(1),
        lambda cls: copy.deepcopy(cls(1)) == cls(1),
    ],
)
def test_it_does_what_a_frozen_dataclass_does(action):
    assert outcome(action, OURS) == outcome(action, THEIRS)


def test_values_of_different_classes_differ():
    assert fields(value)(1) != OURS(1)


def test_a_match_statement_takes_it_apart():
    match OURS(1, 5):
        case OURS(x, y):
            assert (x, y) == (1, 5)


@value
class Pickled:
    """At module level, where pickle finds it."""

    x: int


def test_it_survives_pickling():
    assert pickle.loads(pickle.dumps(Pickled(1))) == Pickled(1)


def test_replace_is_that_of_dataclasses():
    assert replace(OURS(1), y=7) == OURS(1, 7)
    assert repr(replace(OURS(1), y=7)).rpartition(".")[2] == repr(dataclasses.replace(THEIRS(1), y=7)).rpartition(".")[2]
    with pytest.raises(TypeError):
        replace(OURS(1), z=7)


def test_the_original_of_a_replace_stays_as_it_was():
    point = OURS(1)
    replace(point, x=9)
    assert point.x == 1
