"""The groups and projects as they are now: those of the world, with what the REST API did to them since."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from registry_guide.practice.state.database import transaction
from registry_guide.practice.state.tokens import now
from registry_guide.practice.world.placing import lineage
from registry_guide.practice.world.vocabulary import PackageAccess, Role, Visibility
from registry_guide.practice.world.world import Group, Project, World, scheduled

Place = Group | Project


class Places:
    """The world with the changes that a database keeps: what was done, in order."""

    def __init__(self, connection: sqlite3.Connection, world: World) -> None:
        self._connection = connection
        self.world = world
        for place in world.places:
            if place.marked:
                self._schedule(place, place.marked)
        for row in connection.execute("SELECT * FROM place ORDER BY rowid").fetchall():
            self._redo(row)

    def make(self, kind: str, path: str, name: str, visibility: Visibility, owner: str | None) -> Place:
        """Make a group or project (`kind`) that no other has the path of; `owner` is who becomes its owner."""
        places: Iterable[Place] = self.world.groups if kind == "group" else self.world.projects
        taken = [place.id for place in places]
        taken += [row[0] for row in self._connection.execute("SELECT id FROM place WHERE kind = ?", (kind,))]
        number = max(taken, default=0) + 1
        day = now()
        self._note("made", kind, number, path=path, name=name, visibility=visibility.value, owner=owner, day=day)
        return self._put(kind, number, path, name, visibility, owner, day)

    def mark(self, place: Place, day: str) -> None:
        """Mark a place for deletion: it stays until it is removed, under another path."""
        self._note("marked", _kind(place), place.id, day=day)
        self._schedule(place, day)

    def restore(self, place: Place) -> Place:
        """Take a place's mark for deletion back, and give the place as it then is."""
        self._note("restored", _kind(place), place.id)
        return self._unschedule(place)

    def move(self, place: Place, path: str) -> Place:
        """Give a place, and with a group all that lies in it, another path; give the place as it then is."""
        self._note("moved", _kind(place), place.id, path=path)
        return self._move(place, path)

    def name(self, place: Place, name: str) -> Place:
        """Give a place another name, and give the place as it then is."""
        self._note("named", _kind(place), place.id, name=name)
        return self._change(place, name=name)

    def archive(self, project: Project, *, archived: bool) -> Place:
        """Archive a project, or end that, and give the project as it then is."""
        self._note("archived" if archived else "unarchived", "project", project.id)
        return self._change(project, archived=archived)

    def remove(self, place: Place) -> None:
        """Remove a place and, of a group, all that lies in it, with the packages."""
        projects, groups = self._within(place)
        with transaction(self._connection):
            for project in projects:
                self._connection.execute("DELETE FROM package WHERE project = ?", (project.id,))
                self._note("removed", "project", project.id)
            for group in groups:
                self._note("removed", "group", group.id)
            gone: list[Place] = [*projects, *groups]
            self._connection.executemany(
                "UPDATE token SET revoked = 1 WHERE place = ?", [(each.path,) for each in gone]
            )
        self._drop("project", [project.id for project in projects])
        self._drop("group", [group.id for group in groups])

    def _within(self, place: Place) -> tuple[list[Project], list[Group]]:
        """Give the projects and groups that a place is or holds."""
        if isinstance(place, Project):
            return [place], []
        groups = [group for group in self.world.groups if place.path in group.lineage]
        return list(self.world.projects_of(place)), groups

    def _redo(self, row: sqlite3.Row) -> None:
        kind, number = row["kind"], row["id"]
        if row["change"] == "made":
            self._put(kind, number, row["path"], row["name"], Visibility(row["visibility"]), row["owner"], row["day"])
            return
        place = (self.world.group if kind == "group" else self.world.project)(str(number))
        if place is None:
            return
        again: dict[str, Callable[[], object]] = {
            "marked": lambda: self._schedule(place, row["day"]),
            "restored": lambda: self._unschedule(place),
            "moved": lambda: self._move(place, row["path"]),
            "named": lambda: self._change(place, name=row["name"]),
            "archived": lambda: self._change(place, archived=True),
            "unarchived": lambda: self._change(place, archived=False),
            "removed": lambda: self._drop(kind, [number]),
        }
        again[row["change"]]()

    def _schedule(self, place: Place, day: str) -> None:
        marked = self._change(place, marked=day)
        self._move(marked, scheduled(marked.shown_path, marked))

    def _unschedule(self, place: Place) -> Place:
        path = place.shown_path.removesuffix(scheduled("", place))
        return self._move(self._change(place, marked=None), path)

    def _move(self, place: Place, path: str) -> Place:
        """Change the path of a place and of all below it; projects go on answering by their old ones, groups do not."""
        old = place.shown_path

        def moved(each: Place) -> str:
            return path + each.shown_path.removeprefix(old)

        inside = {each.path for each in self.world.places if place.path in each.lineage}
        self.world = replace(
            self.world,
            groups=tuple(
                replace(each, moved=moved(each)) if each.path in inside else each for each in self.world.groups
            ),
            projects=tuple(
                replace(each, moved=moved(each), former_paths=(*each.former_paths, each.shown_path))
                if each.path in inside
                else each
                for each in self.world.projects
            ),
        )
        return self._now(place)

    def _change(self, place: Place, **fields: object) -> Place:
        def changed(each: Place) -> Place:
            return replace(each, **fields) if (_kind(each), each.id) == (_kind(place), place.id) else each  # type: ignore[arg-type]

        self.world = replace(
            self.world,
            groups=tuple(each for each in map(changed, self.world.groups) if isinstance(each, Group)),
            projects=tuple(each for each in map(changed, self.world.projects) if isinstance(each, Project)),
        )
        return self._now(place)

    def _now(self, place: Place) -> Place:
        now = self.world.place(place.path)
        assert now is not None
        return now

    def _note(self, change: str, kind: str, number: int, **more: str | None) -> None:
        names = ("change", "kind", "id", *more)
        marks = ", ".join("?" * len(names))
        self._connection.execute(
            f"INSERT INTO place ({', '.join(names)}) VALUES ({marks})", (change, kind, number, *more.values())
        )

    def _put(
        self, kind: str, number: int, path: str, name: str, visibility: Visibility, owner: str | None, day: str
    ) -> Place:
        above, _, last = path.rpartition("/")
        group = self.world.group(above)
        lasting = f"{group.path}/{last}" if group is not None else path
        if self.world.place(lasting) is not None:
            # Another had this path first, and has moved: nothing of it belongs to this one.
            lasting = f"{lasting}~{kind}-{number}"
        line = (*(group.lineage if group is not None else lineage(above) if above else ()), lasting)
        both: dict[str, Any] = {"id": number, "path": lasting, "name": name, "visibility": visibility, "lineage": line}
        both |= {"moved": path if path != lasting else None, "created": day}
        place: Place
        if kind == "group":
            place = Group(**both)
            self.world = replace(self.world, groups=(*self.world.groups, place))
        else:
            place = Project(**both, package_access=PackageAccess.ENABLED)
            self.world = replace(self.world, projects=(*self.world.projects, place))
        if owner is not None:
            self.world = replace(self.world, members={**self.world.members, (lasting, owner): Role.OWNER})
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
