"""Which keys a table of a world's file needs, where that depends on another key or on which of two is there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import UNSET, Struct

from registry_guide.practice.world.vocabulary import TokenKind

# Of the keys of each row, a table has exactly one.
Needs = Sequence[Sequence[str]]

ONE_PLACE: Final[Needs] = [("project", "group")]
OF_KIND: Final[Mapping[TokenKind, Needs]] = {
    TokenKind.PERSONAL: [("user",)],
    TokenKind.PROJECT: [("project",), ("role",)],
    TokenKind.GROUP: [("group",), ("role",)],
    TokenKind.OAUTH: [("user",)],
    TokenKind.DEPLOY: ONE_PLACE,
    TokenKind.JOB: [("user",), ("project",)],
}


def check(table: Struct, needs: Needs) -> None:
    """Raise ValueError if a table lacks a key that it needs, or has two of which it may have one."""
    for keys in needs:
        given = [key for key in keys if getattr(table, key) is not UNSET]
        if len(keys) == 1 and not given:
            raise ValueError(f"{keys[0]!r} is a required property")
        if len(given) != 1:
            found = f"there are {len(given)}" if given else "there is none"
            raise ValueError(f"exactly one of {' and '.join(map(repr, keys))} is required, and {found}")


def rule(needs: Needs) -> dict[str, Any]:
    """Give the same as a rule of a JSON schema."""
    either = [{"oneOf": [{"required": [key]} for key in keys]} for keys in needs if len(keys) > 1]
    each = [keys[0] for keys in needs if len(keys) == 1]
    return {**({"required": each} if each else {}), **({"allOf": either} if either else {})}


def rules_of_kinds() -> dict[str, Any]:
    """Give the same for tokens: a rule for each kind."""
    return {
        "allOf": [
            {"if": {"properties": {"kind": {"const": kind.value}}}, "then": rule(needs)}
            for kind, needs in OF_KIND.items()
        ]
    }
