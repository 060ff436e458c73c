"""Where a running practice registry is found, as it says itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True)
class Addresses:
    """Where a running registry is found, and what leads clients to it.

    Attributes:
        address: of its https, on loopback.
        plain: of its http.
        proxy: of the proxy that leads to it.
        ca: the file of the authority that its certificate is from.
        state: the directory with all that it keeps.
        log: the file of its request log.
        environment: the variables that make clients find and trust it.
        tokens: the world's tokens, by name.
        names: the hosts that lead to it.
    """

    address: str
    plain: str
    proxy: str
    ca: Path
    state: Path
    log: Path
    environment: Mapping[str, str]
    tokens: Mapping[str, str]
    names: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the addresses as `registry-guide practice --json` prints them."""
        return {name: str(value) if isinstance(value, Path) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, said: Mapping[str, Any], **more: Any) -> Self:
        """Take what `as_json` gave, and more for a class with more fields."""
        table: dict[str, Any] = {each.name: said[each.name] for each in fields(Addresses)}
        paths = {name: Path(table[name]) for name in ("ca", "state", "log")}
        return cls(**{**table, **paths, "names": tuple(table["names"]), **more})
