"""A path as a plain shell script: its set-up, files and commands, and nothing that looks whether they did right."""

import re
import shlex
from collections.abc import Iterator, Mapping

from registry_guide.blocks.fill import fill
from registry_guide.records.kinds import Kind, Line, Proof, Write
from registry_guide.records.manifest import BlockStep
from registry_guide.walk.fixtures.start import Start
from registry_guide.walk.route import Route

_HEAD = "set -e\n"


def fits(route: Route) -> bool:
    """Say whether a path runs commands, and nothing that a script cannot do: a pipeline, a validator, merging twice."""
    blocks = [step for step in route.steps if isinstance(step, BlockStep)]
    plain = all(block.proof is Proof.RUN and block.kind is not Kind.JOB for block in blocks)
    merged = [block.file for block in blocks if block.write is Write.MERGE]
    return plain and len(set(merged)) == len(merged) and any(block.kind is Kind.COMMANDS for block in blocks)


def script(route: Route, start: Start, tokens: Mapping[str, str]) -> str:
    """Give the text of the script, for bash in the reader's directory.

    Takes the path, its starting point and the registry's tokens by placeholder. What is typed at a prompt comes from a
    here-document; a block that must fail may.
    """
    files = [_saved(each["path"], each["text"], Write.CREATE) for each in start.files]
    return "\n".join([_HEAD, *files, start.commands(lambda name: tokens[name]), *_steps(route, tokens)]) + "\n"


def _steps(route: Route, tokens: Mapping[str, str]) -> Iterator[str]:
    for block in (step for step in route.steps if isinstance(step, BlockStep)):
        text = fill(block.text, block.holes, tokens)
        if block.kind is Kind.COMMANDS:
            typed = "".join(f"{each.line if isinstance(each, Line) else tokens[each]}\n" for each in block.asks)
            yield f"{{\n{text}}} {_here(typed)}" if not block.fails else f"{{\n{text}}} </dev/null || true"
        elif block.file:
            yield _saved(fill(block.file, block.file_holes, tokens), text, block.write)


def _saved(name: str, text: str, how: Write) -> str:
    # Merging costs a script nothing: no file here has the tables already.
    redirect = ">" if how is Write.CREATE else ">>"
    quoted = re.sub(r"^'~/", "~/'", shlex.quote(name)) if name.startswith("~/") else shlex.quote(name)
    return f'mkdir -p "$(dirname {quoted})"\ncat {redirect}{quoted} {_here(text)}'


def _here(text: str) -> str:
    return f"<<'END OF TEXT'\n{text}END OF TEXT" if text else "</dev/null"
