"""Job token allowlists: which projects' jobs may reach a project, and with which permissions."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from registry_guide.practice.state.places import Places
from registry_guide.practice.world.vocabulary import JobReach
from registry_guide.practice.world.world import Project


@dataclass(frozen=True, slots=True)
class Entry:
    """A project or group whose jobs are let in; `permissions` None stands for the default ones."""

    kind: str
    source: int
    permissions: tuple[str, ...] | None


class Allowlists:
    """The allowlists in a database (`lib/ci/job_token/scope.rb`)."""

    def __init__(self, connection: sqlite3.Connection, places: Places) -> None:
        self._connection = connection
        self._places = places

    def entries(self, target: Project) -> list[Entry]:
        """List who is on a project's allowlist: projects first, then groups."""
        rows = self._connection.execute(
            "SELECT kind, source, permissions FROM allowlist WHERE target = ? ORDER BY kind DESC, source", (target.id,)
        )
        return [
            Entry(row["kind"], row["source"], None if row["permissions"] is None else tuple(json.loads(row[2])))
            for row in rows
        ]

    def add(self, target: Project, kind: str, source: int, permissions: Sequence[str] | None = None) -> None:
        """Let jobs in; raises sqlite3.IntegrityError if the entry is there already."""
        self._connection.execute(
            "INSERT INTO allowlist (target, kind, source, permissions) VALUES (?, ?, ?, ?)",
            (target.id, kind, source, None if permissions is None else json.dumps(list(permissions))),
        )

    def remove(self, target: Project, kind: str, source: int) -> bool:
        """Take an entry off; tell whether there was one."""
        done = self._connection.execute(
            "DELETE FROM allowlist WHERE target = ? AND kind = ? AND source = ?", (target.id, kind, source)
        )
        return done.rowcount > 0

    def reach(self, job_project: str, target: Project) -> tuple[JobReach, tuple[str, ...] | None]:
        """Say how a job's project stands to a target, and with which permissions (None: the default ones)."""
        if job_project == target.path:
            return JobReach.SAME, None
        project = self._places.world.place(job_project)
        assert isinstance(project, Project)
        # What is said of a project counts before what is said of its group, and stands before it.
        for entry in self.entries(target):
            if self._lets_in(entry, project):
                return JobReach.LISTED, entry.permissions
        return JobReach.OUTSIDE, None

    def _lets_in(self, entry: Entry, project: Project) -> bool:
        if entry.kind == "project":
            return entry.source == project.id
        group = self._places.world.group(str(entry.source))
        return group is not None and group.holds(project)
