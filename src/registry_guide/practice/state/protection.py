"""Package protection rules: a name pattern, and the least role that may push or delete what matches it."""

import re
import sqlite3
from dataclasses import dataclass

from registry_guide.practice.world.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; None for a role leaves that operation unprotected."""

    id: int
    project: int
    pattern: str
    push: Role | None
    delete: Role | None

    def matches(self, name: str) -> bool:
        """Tell whether a raw package name matches the pattern, in which `*` stands for any characters.

        The case of letters does not count; the spelling does: `my_package` passes a rule for `my-package`.
        """
        pattern = ".*".join(map(re.escape, self.pattern.split("*")))
        return re.fullmatch(pattern, name, re.DOTALL | re.IGNORECASE) is not None


class Protection:
    """The rules in a database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rules(self, project: int) -> list[Rule]:
        """List a project's rules, oldest first."""
        rows = self._connection.execute("SELECT * FROM protection WHERE project = ? ORDER BY id", (project,))
        return [
            Rule(row["id"], row["project"], row["pattern"], _role(row["push"]), _role(row["delete"])) for row in rows
        ]

    def add(self, project: int, pattern: str, push: Role | None, delete: Role | None) -> Rule:
        """Add a rule; raises sqlite3.IntegrityError if the project has the pattern already."""
        number = self._connection.execute(
            'INSERT INTO protection (project, pattern, push, "delete") VALUES (?, ?, ?, ?)',
            (project, pattern, push, delete),
        ).lastrowid
        assert number is not None
        return Rule(number, project, pattern, push, delete)

    def change(self, rule: Rule) -> None:
        """Store a rule's new pattern and roles; raises sqlite3.IntegrityError as `add` does."""
        self._connection.execute(
            'UPDATE protection SET pattern = ?, push = ?, "delete" = ? WHERE id = ?',
            (rule.pattern, rule.push, rule.delete, rule.id),
        )

    def remove(self, rule: Rule) -> None:
        """Drop a rule."""
        self._connection.execute("DELETE FROM protection WHERE id = ?", (rule.id,))

    def against_push(self, project: int, name: str, role: Role | None) -> Rule | None:
        """Find a rule that keeps a role from pushing a name; a deploy token (None) is kept by any rule for the name."""
        for rule in self.rules(project):
            if rule.matches(name) and (role is None or (rule.push is not None and role < rule.push)):
                return rule
        return None

    def against_delete(self, project: int, name: str, role: Role | None) -> Rule | None:
        """Find a rule that keeps a role (None: a deploy token) from deleting a name."""
        for rule in self.rules(project):
            if rule.delete is not None and rule.matches(name) and (role is None or role < rule.delete):
                return rule
        return None


def _role(number: int | None) -> Role | None:
    return None if number is None else Role(number)
