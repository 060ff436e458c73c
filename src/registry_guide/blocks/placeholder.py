"""A placeholder: a value that the reader replaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry_guide.blocks.cleaning import clean
from registry_guide.blocks.quoting import BadValueError, apply

#: Characters a value may have; what is longer is no host, path or name, and would only break the page's layout.
MAX_LENGTH = 255

#: What a reader is told who puts a token where everybody may read it.
LOOKS_LIKE_A_TOKEN = "This looks like a token. It never goes into a page: type it where a block asks for it."

#: What a reader is told who gives two things one name.
TWICE = "This is what the other field holds. The two must differ."


@dataclass(frozen=True)
class Placeholder:
    """One value of the reader's.

    ``rule`` is a regular expression for the whole value, written so that Python's ``re`` and JavaScript's ``u`` mode
    agree (ASCII classes only); ``explain`` says what it wants; ``where`` says where in GitLab the value stands.
    ``filter`` names a transform that must be able to read the value, where a rule alone cannot judge it.
    ``clean`` names what is done to a value before (see :mod:`~registry_guide.blocks.cleaning`), ``below`` the
    placeholder of the address that an address pasted here has to begin with. ``unlike`` is the placeholder whose value
    this one never has, since both stand in one file as the names of two things. ``tokens`` is a regular expression for
    what no value may hold. A secret has no rule and no field: its ``example`` is what the page shows instead. Neither
    has what is ``made``, by a script of the page: such as a link to what a reader chose there.
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
    unlike: str = ""
    tokens: str = ""
    secret: bool = False
    made: bool = False

    @property
    def typed(self) -> bool:
        """Whether a reader types it, into a field."""
        return not self.secret and not self.made

    def accept(self, value: str, base: str = "", other: str = "") -> str:
        """Give the value cleaned, if it keeps the rule.

        Args:
            value: what somebody typed or pasted.
            base: the address of the reader's GitLab, which a path may be pasted with.
            other: the value that this one must not be alike, in any spelling (PEP 503, "Normalized Names").

        Raises:
            BadValueError: the value is refused; its text is the sentence for the reader.
        """
        self._admit(value)
        value = clean(self.clean, value, base)
        if self.filter:
            apply([self.filter], value)
        if not re.fullmatch(self.rule, value):
            raise BadValueError(self.explain)
        if other and _normal(value) == _normal(other):
            raise BadValueError(TWICE)
        return value

    def _admit(self, value: str) -> None:
        """Refuse what no field may take, whatever its rule says."""
        if self.secret:
            raise BadValueError("A secret is never typed into a page.")
        if self.made:
            raise BadValueError("The page makes this itself.")
        if self.tokens and re.search(self.tokens, value, re.IGNORECASE):
            raise BadValueError(LOOKS_LIKE_A_TOKEN)
        if len(value) > MAX_LENGTH:
            raise BadValueError(f"At most {MAX_LENGTH} characters fit here.")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
