"""What somebody who follows a menu does, as a request that has the same effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Action:
    """A request to GitLab's REST API.

    ``post`` is its address, ``body`` its JSON. With ``place``, the address of a project or group, ``post`` is what
    follows that place's number: some calls of GitLab's take no path. ``fills`` maps placeholders to the keys of the
    answer with which a reader fills them in from now on, such as the secret of the token that was made.
    """

    post: str
    body: Mapping[str, str | list[str]] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
