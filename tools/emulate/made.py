"""A block of shell commands that stands on no page."""

import hashlib

from registry_guide.records.kinds import Kind, Proof, Write
from registry_guide.records.manifest import BlockStep


def commands(text: str, asks: tuple[str, ...] = ()) -> BlockStep:
    """Make a block of commands for bash, which the walk runs as a page's; `asks` are the tokens it reads."""
    return BlockStep(
        id="",
        template="",
        options={},
        language="bash",
        kind=Kind.COMMANDS,
        file="",
        write=Write.CREATE,
        purpose="what another program would do",
        proof=Proof.RUN,
        by="walk",
        asks=asks,
        exit=(0,),
        labels={},
        text=text,
        holes=(),
        file_holes=(),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
