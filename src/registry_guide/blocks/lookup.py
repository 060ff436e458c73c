"""Facts as templates look them up: by name, with the nearest name for one that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from jinja2 import StrictUndefined, UndefinedError
from jinja2.utils import missing

from registry_guide.blocks.errors import unknown


def tables_of(facts: Iterable[str]) -> frozenset[str]:
    """Give the names of all tables, ``project`` and ``project.group`` for ``project.group.url``."""
    return frozenset(name[:at] for name in facts for at, sign in enumerate(name) if sign == ".")


class Table:
    """Facts as templates see them, ``project.upload_url``; notes what is read."""

    def __init__(self, facts: Mapping[str, Any], tables: Set[str], used: set[str], prefix: str = "") -> None:
        self.prefix = prefix
        self._facts, self._tables, self._used = facts, tables, used

    def __getitem__(self, key: str) -> Any:
        name = self.prefix + key
        if name in self._facts:
            self._used.add(name)
            return self._facts[name]
        if name in self._tables:
            return Table(self._facts, self._tables, self._used, f"{name}.")
        raise KeyError(key)

    def names(self) -> set[str]:
        """Give the names that may follow here."""
        start = len(self.prefix)
        return {name[start:].partition(".")[0] for name in self._facts if name.startswith(self.prefix)}


class Undefined(StrictUndefined):
    """Says the nearest name."""

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        name, of = str(self._undefined_name), self._undefined_obj
        if isinstance(of, Table):
            raise UndefinedError(unknown(f"name in {of.prefix.rstrip('.')}", name, of.names()))
        if of is missing:
            raise UnknownNameError(name)
        return super()._fail_with_undefined_error(*args, **kwargs)

    def fail(self) -> None:
        """Raise what the use of this name raises."""
        self._fail_with_undefined_error()

    __str__ = __iter__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = _fail_with_undefined_error
    __contains__ = __call__ = __getitem__ = __add__ = __radd__ = _fail_with_undefined_error


class UnknownNameError(UndefinedError):
    """An unknown name that stands for itself: the renderer knows the valid ones."""
