"""What the tables of a world's file say of themselves: their keys, and what may stand where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct, UnsetType
from msgspec.structs import fields

from registry_guide.practice.world import tables

# The tables by their names in the reference.
TABLES: Final[Mapping[str, type[Struct]]] = {
    "instance": tables.Instance,
    "rate_limit": tables.RateLimit,
    "user": tables.User,
    "group": tables.Group,
    "project": tables.Project,
    "allowlist": tables.Allowlist,
    "protected": tables.Protected,
    "token": tables.Token,
    "granular": tables.Granular,
    "package": tables.Package,
    "public_package": tables.PublicPackage,
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: what the reference says of it, the words that it may hold (none: any value of its type)."""

    name: str
    says: str
    words: Sequence[str]
    needed: bool


def keys(table: type[Struct]) -> Iterator[Key]:
    """Yield the keys of a table, in the order in which a reader is told of them."""
    kinds = _kinds(table)
    for each in fields(table):
        kind = kinds[each.name]
        says = next(meta.description for meta in _metas(kind) if meta.description is not None)
        item = get_args(plain(kind))[0] if get_origin(plain(kind)) is tuple else kind
        yield Key(each.name, says, words(item), each.required)


def words(kind: Any) -> Sequence[str]:
    """Give the words that a value of a type may be; none if any may."""
    kind = plain(kind)
    if get_origin(kind) is Literal:
        return get_args(kind)
    return [each.value for each in kind] if isinstance(kind, type) and issubclass(kind, Enum) else ()


def inner(kind: Any, step: str | int) -> Any:
    """Give the type of what stands at a key or number within a value of a type; raises LookupError for neither."""
    kind = plain(kind)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return _kinds(kind)[str(step)]
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    if get_origin(kind) is Mapping:
        return get_args(kind)[1]
    raise LookupError(step)


def plain(kind: Any) -> Any:
    """Give a type without what is said of it, and without leave to be left out."""
    if get_origin(kind) is Annotated:
        return plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        some = [each for each in get_args(kind) if each is not UnsetType]
        return plain(some[0]) if len(some) == 1 else kind
    return kind


def _kinds(table: type[Struct]) -> Mapping[str, Any]:
    return get_type_hints(table, include_extras=True)


def _metas(kind: Any) -> Iterator[Meta]:
    if get_origin(kind) is Annotated:
        yield from (each for each in get_args(kind)[1:] if isinstance(each, Meta))
    elif get_origin(kind) in (Union, UnionType):
        for each in get_args(kind):
            yield from _metas(each)
