"""A placeholder: a value that the reader replaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry_guide.blocks.quoting import Refused, apply

#: Characters a value may have; what is longer is no host, path or name, and would only break the page's layout.
MAX_LENGTH = 255


@dataclass(frozen=True)
class Placeholder:
    """One value of the reader's.

    ``rule`` is a regular expression for the whole value, written so that Python's ``re`` and JavaScript's ``u`` mode
    agree (ASCII classes only); ``explain`` says what it wants; ``where`` says where in GitLab the value stands.
    ``filter`` names a transform that must be able to read the value, where a rule alone cannot judge it.
    A secret has no rule and no field: its ``example`` is what the page shows instead.
    """

    name: str
    label: str
    example: str
    rule: str = ""
    explain: str = ""
    where: str = ""
    filter: str = ""
    secret: bool = False

    def accept(self, value: str) -> str:
        """Give the value back if it keeps the rule; raise Refused with the sentence for the reader if not."""
        if self.secret:
            raise Refused("A secret is never typed into a page.")
        if len(value) > MAX_LENGTH:
            raise Refused(f"At most {MAX_LENGTH} characters fit here.")
        if self.filter:
            apply([self.filter], value)
        if not re.fullmatch(self.rule, value):
            raise Refused(self.explain)
        return value
