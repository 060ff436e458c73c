"""Walks one path in a sandbox that is ready."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from registry_guide.blocks.fill import fill
from registry_guide.practice.request_log import Entry
from registry_guide.records.action import Action
from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.manifest import BlockStep, CheckStep, MenuStep, Step
from registry_guide.walk.claims.claim import Evidence, prove
from registry_guide.walk.claims.publication import Scene, uploads
from registry_guide.walk.claims.table import CLAIMS
from registry_guide.walk.clients.install import Clients
from registry_guide.walk.clients.validate import validate
from registry_guide.walk.clients.versions import used
from registry_guide.walk.errors import NotProvenError, StepFaultError
from registry_guide.walk.files import output, saving
from registry_guide.walk.fixtures.fixture import Fixture
from registry_guide.walk.fixtures.start import Start
from registry_guide.walk.pipelines.job_log import job_log
from registry_guide.walk.pipelines.runner import Pipeline
from registry_guide.walk.publications import Publications
from registry_guide.walk.requests import log as requests
from registry_guide.walk.requests.acting import act
from registry_guide.walk.requests.fetch import fetch, status
from registry_guide.walk.result import Fault, StepResult, title
from registry_guide.walk.route import Turn
from registry_guide.walk.shell.outcome import Outcome
from registry_guide.walk.shell.sandbox import Sandbox
from registry_guide.walk.shell.session import BASH, Limits
from registry_guide.walk.shell.shells import Shells
from registry_guide.walk.steps import is_menu, runs, saved

# The menu that makes GitLab call a tag protected; without it, it tells a job that its tag is not.
_PROTECTED_TAG = "protected_tag"


@dataclass
class Walker:
    """One reader on one path: where they stand, what they see, what they hold.

    Attributes:
        sandbox: the directories of the path.
        shells: the reader's shells.
        fixture: the route's registry, and the facts that hold there.
        clients: the pinned clients.
        limits: what one block may take.
        pipelines: pushes a directory with the pipeline of a block and runs it for each push; is told whether the
            project protects its tags.
        scenes: those in which a block that publishes is run again.
        turns: those of the path at the blocks that others of its page have too.
    """

    sandbox: Sandbox
    shells: Shells
    fixture: Fixture
    clients: Clients
    limits: Limits
    pipelines: Callable[[Path, BlockStep, bool], Iterator[Pipeline]]
    scenes: Sequence[Scene] = tuple(Scene)
    turns: Mapping[str, Turn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.registry = self.fixture.registry
        self._last: Outcome | None = None
        self._directory = self.sandbox.work
        self._environment: Path | None = None
        self._variables: frozenset[str] = frozenset()
        self._exported: frozenset[str] = frozenset()
        self._earlier: frozenset[str] = frozenset()
        self._pasted: list[str] = []
        self._processes: list[str] | None = []
        self._asked = 0
        # What the reader fills in: values and tokens of the registry, and what an action gave them since.
        self._values: dict[str, str] = {**self.registry.values, **self.registry.tokens}
        self._publications = Publications(self.fixture, self._token, self.sandbox.home, self.scenes)
        self._menus: set[str] = set()
        # What came of the menus that were followed before the walk came to them, by their steps.
        self._ahead: dict[int, str] = {}

    def begin(self, start: Start) -> None:
        """Bring the reader to the starting point.

        Raises:
            StepFaultError: a command of the set-up failed.
        """
        for file in start.files:
            path = saving.destination(file["path"], self.sandbox.home, self._directory)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file["text"], "utf-8")
        for action in start.done:
            self._act(action)
        if commands := start.commands(self._token):
            outcome = self.shells.run(BASH.name, commands, (), self.limits)
            self._stands(outcome)
            if fault := outcome.fault(0):
                raise StepFaultError(f"the starting point could not be made: {fault}", real=outcome.output)
        self._last = None
        self._asked = requests.length(self.registry.log)

    @property
    def secrets(self) -> dict[str, str]:
        """The tokens that this reader holds, by placeholder."""
        known = self.fixture.facts.placeholders
        return {
            name: value
            for name, value in self._values.items()
            if name in self.registry.tokens or (name in known and known[name].secret)
        }

    def asked(self) -> list[Entry]:
        """Give what clients asked since the page began."""
        return requests.read(self.registry.log, self._asked)

    def take(self, step: Step, behind: Sequence[Step] = ()) -> StepResult:
        """Walk one step; `behind` are those that the page still has.

        A file of a pipeline is pushed with its tag once the reader has followed the menus directly behind it, too.
        """
        began = time.monotonic()
        before = asked_before = requests.length(self.registry.log)
        outcome, fault, unproven, said = None, None, "", ""
        versions: Mapping[str, str] = {}
        scenes: Sequence[Scene] = ()
        try:
            if runs(step):
                for ran in self._ran(step, behind):
                    outcome = ran.outcome
                    log = said = said + outcome.output
                    wrong = outcome.fault(*step.exit)
                    fault = Fault(wrong, real=outcome.output) if wrong else None
                    asked = requests.read(self.registry.log, before)
                    if not wrong and uploads(asked):
                        turn = self.turns.get(step.id, Turn())
                        scenes = self._publications.arrived(step, ran, asked, self._directory, turn)
                    # Of a block that is to fail, the last pipeline is.
                    if wrong and not step.fails:
                        break
                    before = requests.length(self.registry.log)
            elif isinstance(step, BlockStep) and step.proof is Proof.VALIDATE:
                self._passed_over(step)
                versions = validate(step.by, self._to_read(step), self.sandbox.scratch)
                log = f"read by {', '.join(versions) or step.by}\n"
            else:
                log = f"{self._do(step)}\n"
        except NotProvenError as error:
            unproven, log = str(error), f"not proven here: {error}\n"
        except StepFaultError as error:
            fault, log = Fault(str(error), error.expected, error.real), f"{error}\n"
        duration = time.monotonic() - began
        text = step.text if isinstance(step, BlockStep) else ""
        if outcome:
            versions = used(text, outcome, requests.read(self.registry.log, asked_before), self.clients)
        log += "".join(f"GitLab holds what was published where {scene}\n" for scene in scenes)
        log = f"== {title(step)}\n{text}-- {duration:.2f} s\n{log}"
        return StepResult(step, versions, duration, log, fault, scenes, outcome.shell if outcome else "", unproven)

    def _run(self, step: BlockStep) -> Outcome:
        self._pasted.append(self._filled(step))
        outcome = self._paste(step)
        self._stands(outcome)
        if self._processes is not None and step.alternative <= 1:
            self._processes = None if outcome.processes is None else [*self._processes, *outcome.processes]
        return outcome

    def _paste(self, step: BlockStep) -> Outcome:
        typed = [self._token(each) if isinstance(each, str) else each for each in step.asks]
        return self.shells.run(
            step.language,
            self._filled(step),
            typed,
            self.limits,
            fails=step.fails,
            terminal=step.terminal,
            alternative=step.alternative,
        )

    def _ran(self, step: BlockStep, behind: Sequence[Step]) -> Iterator[Pipeline]:
        """Run a block, or the pipelines of one, each before the next is asked for."""
        if step.kind is Kind.COMMANDS:
            yield Pipeline(self._run(step), lambda: self._paste(step))
            return
        self._save(step)
        for menu in takewhile(is_menu, behind):
            self._ahead[id(menu)] = self._do(menu)
        said = ""
        for each in self.pipelines(self._directory, step, _PROTECTED_TAG in self._menus):
            said += each.outcome.output
            self._last = replace(each.outcome, output=job_log(said))
            yield each

    def _do(self, step: Step) -> str:
        """Take a step that is no commands; give what to log of it."""
        if isinstance(step, CheckStep):
            prove(CLAIMS, step.claim, self._evidence())
            return "it holds"
        if isinstance(step, MenuStep):
            if id(step) in self._ahead:
                return self._ahead[id(step)]
            self._menus.add(step.name)
            action = self.fixture.action(step)
            return self._act(action) if action else "the registry's world has it"
        assert isinstance(step, BlockStep)
        self._passed_over(step)
        if step.proof is not Proof.RUN:
            # A later block may need the file all the same.
            return f"not run here: {step.by}" + (f", but written to {self._save(step)}" if saved(step) else "")
        return self._compare(step) if step.kind is Kind.OUTPUT else f"written to {self._save(step)}"

    def _act(self, action: Action) -> str:
        """Do in the registry what the reader does in GitLab's pages; what it gives is what they fill in from now on."""
        said, filled = act(action, self.registry.asker, self._token("personal_token"))
        self._values |= filled
        return said

    def _filled(self, step: BlockStep) -> str:
        return fill(step.text, step.holes, self._values)

    def _compare(self, step: BlockStep) -> str:
        if self._last is None:
            raise StepFaultError("no commands before this block printed anything")
        # What only this run knows: its tokens and where its sandbox is.
        own = [*self.secrets.values(), str(self.sandbox.home), str(self.sandbox.root)]
        return output.compare(self._filled(step), self._last.output, own)

    def _save(self, step: BlockStep) -> Path:
        path = saving.destination(fill(step.file, step.file_holes, self._values), self.sandbox.home, self._directory)
        saving.write(path, self._filled(step), step.write)
        return path

    def _passed_over(self, step: BlockStep) -> None:
        """Forget what was printed before commands that nobody runs: output behind them is theirs."""
        if step.kind in (Kind.COMMANDS, Kind.JOB):
            self._last = None

    def _to_read(self, step: BlockStep) -> Path:
        """Give a file that holds a block for a validator: where its caption says, where that is a place here."""
        if saved(step):
            return self._save(step)
        path = self.sandbox.scratch / "to-read"
        path.write_text(self._filled(step), "utf-8")
        return path

    def _token(self, name: str) -> str:
        if name not in self._values:
            raise StepFaultError(f"the registry's world has no token {name}")
        return self._values[name]

    def _stands(self, outcome: Outcome) -> None:
        self._last, self._directory, self._environment = outcome, outcome.directory, outcome.environment
        self._earlier |= self._variables
        self._variables, self._exported = outcome.variables, outcome.exported

    def _evidence(self) -> Evidence:
        return Evidence(
            home=self.sandbox.home,
            directory=self._directory,
            environment=self._environment,
            variables=self._variables,
            exported=self._exported,
            earlier=self._earlier,
            pasted=self._pasted,
            processes=self._processes,
            requests=self.fixture.evidence(self.asked()),
            secrets=self.secrets,
            fetch=lambda url: fetch(url, self.registry.asker, self._token("personal_token")),
            package_url=self.fixture.package_url,
            host=self.fixture.host,
            answer=lambda token, *at: status(*self.fixture.request(*at), self.registry.asker, self._token(token)),
        )
