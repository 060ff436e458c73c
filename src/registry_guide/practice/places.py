"""The groups and projects as they are now: those of the world, and what the REST API made and removed since."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from registry_guide.practice.database import transaction
from registry_guide.practice.vocabulary import PackageAccess, Role, Visibility
from registry_guide.practice.world import Group, Project, World

Place = Group | Project


def lineage(path: str) -> tuple[str, ...]:
    """Give a path and the paths above it, outermost first."""
    parts = path.split("/")
    return tuple("/".join(parts[: end + 1]) for end in range(len(parts)))


class Places:
    """The world with the changes that a database keeps."""

    def __init__(self, connection: sqlite3.Connection, world: World) -> None:
        self._connection = connection
        self.world = world
        self._marked: dict[tuple[str, int], str] = {}
        for row in connection.execute("SELECT * FROM place ORDER BY rowid").fetchall():
            if row["change"] == "made":
                self._put(row["kind"], row["id"], row["path"], row["name"], row["visibility"], row["owner"])
            elif row["change"] == "marked":
                self._schedule(row["kind"], row["id"], row["day"])
            else:
                self._drop(row["kind"], [row["id"]])

    def make(self, kind: str, path: str, name: str, visibility: Visibility, owner: str | None) -> Place:
        """Make a group or project (`kind`) that no other has the path of; `owner` is who becomes its owner."""
        places: Iterable[Place] = self.world.groups if kind == "group" else self.world.projects
        taken = [place.id for place in places]
        taken += [row[0] for row in self._connection.execute("SELECT id FROM place WHERE kind = ?", (kind,))]
        number = max(taken, default=0) + 1
        self._note("made", kind, number, path=path, name=name, visibility=visibility.value, owner=owner)
        return self._put(kind, number, path, name, visibility.value, owner)

    def marked(self, place: Place) -> str | None:
        """Give the day on which a place was marked for deletion, or nothing."""
        return self._marked.get((_kind(place), place.id))

    def mark(self, place: Place, day: str) -> None:
        """Mark a place for deletion: it stays until it is removed, under another path."""
        self._note("marked", _kind(place), place.id, day=day)
        self._schedule(_kind(place), place.id, day)

    def remove(self, place: Place) -> None:
        """Remove a place and, of a group, all that lies in it, with the packages."""
        inside = [place] if isinstance(place, Project) else list(self.world.projects_of(place))
        groups = [group for group in self.world.groups if isinstance(place, Group) and place.path in group.lineage]
        with transaction(self._connection):
            for project in inside:
                self._connection.execute("DELETE FROM package WHERE project = ?", (project.id,))
                self._note("removed", "project", project.id)
            for group in groups:
                self._note("removed", "group", group.id)
            gone: list[Place] = [*inside, *groups]
            self._connection.executemany(
                "UPDATE token SET revoked = 1 WHERE place = ?", [(each.path,) for each in gone]
            )
        self._drop("project", [project.id for project in inside])
        self._drop("group", [group.id for group in groups])

    def _schedule(self, kind: str, number: int, day: str) -> None:
        self._marked[kind, number] = day
        if kind == "group":
            groups = (replace(each, scheduled=True) if each.id == number else each for each in self.world.groups)
            self.world = replace(self.world, groups=tuple(groups))
        else:
            projects = (replace(each, scheduled=True) if each.id == number else each for each in self.world.projects)
            self.world = replace(self.world, projects=tuple(projects))

    def _note(self, change: str, kind: str, number: int, **more: str | None) -> None:
        names = ("change", "kind", "id", *more)
        marks = ", ".join("?" * len(names))
        self._connection.execute(
            f"INSERT INTO place ({', '.join(names)}) VALUES ({marks})", (change, kind, number, *more.values())
        )

    def _put(self, kind: str, number: int, path: str, name: str, visibility: str, owner: str | None) -> Place:
        place: Place
        if kind == "group":
            place = Group(number, path, name, Visibility(visibility), lineage(path))
            self.world = replace(self.world, groups=(*self.world.groups, place))
        else:
            place = Project(number, path, name, Visibility(visibility), PackageAccess.ENABLED, lineage(path))
            self.world = replace(self.world, projects=(*self.world.projects, place))
        if owner is not None:
            self.world = replace(self.world, members={**self.world.members, (path, owner): Role.OWNER})
        return place

    def _drop(self, kind: str, numbers: list[int]) -> None:
        if kind == "group":
            kept = tuple(group for group in self.world.groups if group.id not in numbers)
            self.world = replace(self.world, groups=kept)
        else:
            projects = tuple(project for project in self.world.projects if project.id not in numbers)
            self.world = replace(self.world, projects=projects)


def _kind(place: Place) -> str:
    return "group" if isinstance(place, Group) else "project"
