"""What the blocks of one path publish, and the proof that it arrives."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urljoin

from registry_guide.practice.public.index import PUBLISHED
from registry_guide.practice.request_log import Entry
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep
from registry_guide.walk.claims.owner import Owner
from registry_guide.walk.claims.publication import EVERYTHING, Publication, Scene, strayed, uploads
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.fixtures.fixture import Fixture
from registry_guide.walk.pipelines.runner import Pipeline
from registry_guide.walk.route import Turn
from registry_guide.walk.shell.outcome import Outcome


class Publications:
    """The projects to which one path has published so far."""

    def __init__(
        self, fixture: Fixture, token: Callable[[str], str], home: Path, scenes: Sequence[Scene] = tuple(Scene)
    ) -> None:
        """Begin a path that has published nothing.

        Args:
            fixture: the path's registry, and the facts that hold there.
            token: gives the value of a token by its placeholder.
            home: the reader's home, in which clients remember what an index said.
            scenes: those in which a block that publishes is run again.
        """
        self._fixture = fixture
        self._token = token
        self._home = home
        self._scenes = scenes
        self._known: dict[str, Publication] = {}

    def arrived(
        self, step: BlockStep, ran: Pipeline, asked: Sequence[Entry], directory: Path, turn: Turn
    ) -> Sequence[Scene]:
        """Prove that what a block uploaded has arrived, and that it does in the scenes that fall to this path.

        Args:
            step: the block.
            ran: what it did, and what runs it again.
            asked: what it asked; it uploaded something.
            directory: where the reader stands, for a block of commands.
            turn: that of the path at the block.

        Returns:
            The scenes in which it was proven.

        Raises:
            StepFaultError: it has not arrived, went astray or to more than one project, or nobody was to send it yet.
        """
        output, paths = ran.outcome.output, uploads(asked)
        if ran.waits:
            raise StepFaultError("the pipeline published before anybody started the job", real=output)
        # A block that is to fail shows what the client says then, false trails and all.
        if wrong := "" if step.fails else strayed(asked):
            raise StepFaultError(wrong, real=output)
        if len(paths) > 1:
            raise StepFaultError("the block publishes to more than one project", real="\n".join(paths))
        return self._to(paths[0]).prove(
            ran.outcome.directory if step.kind is Kind.JOB else directory,
            step.publishes or EVERYTHING,
            lambda: self._again(ran),
            statuses=step.exit,
            resumes=step.resumes,
            share=turn.share,
        )

    def _to(self, path: str) -> Publication:
        if path not in self._known:
            registry = self._fixture.registry
            place = urljoin(self._fixture.fact("project.upload_url"), path)
            owner = Owner(place, registry.asker, self._token("personal_token"))
            self._known[path] = Publication(owner, registry.log.parent / PUBLISHED, self._scenes)
        return self._known[path]

    def _again(self, ran: Pipeline) -> Outcome:
        # What a client remembers of an index is of the scene before.
        for home in (self._home, ran.outcome.directory.parent):
            for folder in home.glob(".cache/uv/simple-*"):
                shutil.rmtree(folder)
        return ran.retry()
