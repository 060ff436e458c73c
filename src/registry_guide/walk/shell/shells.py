"""The shells of a path: the reader stands in one, and opens another when a block is for that."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from registry_guide.blocks.language import Language
from registry_guide.records.kinds import Kind, Line, Proof
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.route import Route
from registry_guide.walk.shell.outcome import Outcome
from registry_guide.walk.shell.sandbox import SYSTEM
from registry_guide.walk.shell.session import BASH, Limits, Shell, ShellGoneError, Surroundings

# What a shell makes for itself.
_NOT_HANDED_ON = ("_", "SHLVL", "OLDPWD", "PWD")


class Shells:
    """Runs each block in the shell that its language names.

    The first one is bash, in which a starting point is made. To open another is to type its name: it begins in the same
    directory with the variables that commands get, and without the others, the functions and the aliases.

    Args:
        around: what all shells of the path have around them.
        directory: where the first one begins.
        scratch: for the shells' own files.
        clients: the names of the clients.
        languages: all there are, by name.
        guard: has a shell in care until the path ends.
    """

    def __init__(
        self,
        around: Surroundings,
        directory: Path,
        scratch: Path,
        clients: Sequence[str],
        languages: Mapping[str, Language],
        guard: Callable[[Shell], Shell],
    ) -> None:
        self._around, self._scratch, self._clients = around, scratch, clients
        self._languages, self._guard = languages, guard
        self._count = 0
        self._before: Mapping[str, str] = {}
        self._directory = directory
        self._shell = self._open(languages.get(BASH.name, BASH), around.environment)

    def run(
        self,
        language: str,
        text: str,
        typed: Sequence[str | Line],
        limits: Limits,
        *,
        fails: bool = False,
        terminal: bool = False,
        alternative: int = 0,
    ) -> Outcome:
        """Run a block in the shell of its language.

        Of several of which a reader runs one, each but the first finds the variables that the first found: what another
        shell did before it is no help.

        Raises:
            StepFaultError: no shell here runs that language, the reader's shell has ended, or another one answered.
        """
        wanted = self._languages.get(language)
        if wanted is None or not wanted.program:
            raise StepFaultError(f"nothing here runs {wanted.title if wanted else language}")
        try:
            if alternative > 1:
                self._shell = self._open(wanted, self._before)
            elif wanted != self._shell.language:
                self._shell = self._open(wanted, self._exported(limits))
            if alternative == 1:
                self._before = self._exported(limits)
            outcome = self._shell.run(text, typed, limits, fails=fails, terminal=terminal)
        except (ShellGoneError, FileNotFoundError) as error:
            raise StepFaultError(str(error)) from None
        self._directory = outcome.directory
        return outcome

    def _open(self, language: Language, environment: Mapping[str, str]) -> Shell:
        self._count += 1
        scratch = self._scratch / f"shell-{self._count}"
        scratch.mkdir()
        return self._guard(Shell(self._directory, environment, scratch, self._clients, self._around.launch, language))

    def _exported(self, limits: Limits) -> dict[str, str]:
        """Give the variables that commands get in the shell where the reader stands."""
        told = self._scratch / "exported"
        told.touch(mode=0o600)
        try:
            self._shell.run(f"/usr/bin/env -0 > '{told}'\n", (), limits)
            rows = (row.partition("=") for row in told.read_bytes().decode(errors="replace").split("\0"))
            return {name: value for name, _, value in rows if name and name not in _NOT_HANDED_ON}
        finally:
            told.unlink()


def missing(route: Route, languages: Mapping[str, Language]) -> list[str]:
    """Give the shells that a path needs and that this system does not have."""
    run = [block for block in route.blocks if block.kind is Kind.COMMANDS and block.proof is Proof.RUN]
    wanted = {languages[block.language].program for block in run if block.language in languages} - {""}
    return sorted(name for name in wanted if shutil.which(name, path=os.pathsep.join(SYSTEM)) is None)
