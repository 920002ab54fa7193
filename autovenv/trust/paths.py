"""Directories that the user's configuration trusts, with all below them (`trusted_paths`)."""

from __future__ import annotations

import os

from autovenv.base.parents import is_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def trusted_by_path(real_root: str, trusted_paths: Iterable[str]) -> bool:
    """Tell whether real_root is one of trusted_paths or lies below one: by component, links followed, ~ expanded.

    A relative path trusts nothing: it would be another directory in every shell.
    """
    root = os.path.normcase(os.path.realpath(real_root))
    for given in trusted_paths:
        expanded = os.path.expanduser(given)
        if not os.path.isabs(expanded):
            continue
        trusted = os.path.normcase(os.path.realpath(expanded))
        if is_below(root, trusted):
            return True
    return False
