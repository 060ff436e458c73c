"""A shell of the reader's own in which clients find the practice registry."""

import asyncio
import os
import shutil
from collections.abc import Mapping


async def subshell(variables: Mapping[str, str]) -> None:
    """Run the reader's shell ($SHELL, or sh) with the variables set, until the reader leaves it.

    Raises FileNotFoundError if there is no such shell.
    """
    shell = shutil.which(os.environ.get("SHELL", "sh")) or "/bin/sh"
    process = await asyncio.create_subprocess_exec(shell, env={**os.environ, **variables})
    await process.wait()
