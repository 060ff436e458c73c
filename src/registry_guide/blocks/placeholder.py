"""A placeholder: a value that the reader replaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry_guide.blocks.cleaning import clean
from registry_guide.blocks.quoting import Refused, apply

#: Characters a value may have; what is longer is no host, path or name, and would only break the page's layout.
MAX_LENGTH = 255

#: What a reader is told who puts a token where everybody may read it.
LOOKS_LIKE_A_TOKEN = "This looks like a token. It never goes into a page: type it where a block asks for it."


@dataclass(frozen=True)
class Placeholder:
    """One value of the reader's.

    ``rule`` is a regular expression for the whole value, written so that Python's ``re`` and JavaScript's ``u`` mode
    agree (ASCII classes only); ``explain`` says what it wants; ``where`` says where in GitLab the value stands.
    ``filter`` names a transform that must be able to read the value, where a rule alone cannot judge it.
    ``clean`` names what is done to a value before (see :mod:`~registry_guide.blocks.cleaning`), ``below`` the
    placeholder of the address that an address pasted here has to begin with. ``tokens`` is a regular expression for
    what no value may hold. A secret has no rule and no field: its ``example`` is what the page shows instead.
    """

    name: str
    label: str
    example: str
    rule: str = ""
    explain: str = ""
    where: str = ""
    filter: str = ""
    clean: str = ""
    below: str = ""
    tokens: str = ""
    secret: bool = False

    def accept(self, value: str, base: str = "") -> str:
        """Give the value cleaned, if it keeps the rule; raise Refused with the sentence for the reader if not.

        Takes the value and the address of the reader's GitLab, which a path may be pasted with.
        """
        if self.secret:
            raise Refused("A secret is never typed into a page.")
        if self.tokens and re.search(self.tokens, value, re.IGNORECASE):
            raise Refused(LOOKS_LIKE_A_TOKEN)
        if len(value) > MAX_LENGTH:
            raise Refused(f"At most {MAX_LENGTH} characters fit here.")
        value = clean(self.clean, value, base)
        if self.filter:
            apply([self.filter], value)
        if not re.fullmatch(self.rule, value):
            raise Refused(self.explain)
        return value
