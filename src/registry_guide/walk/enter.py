"""Enter a sandbox that was kept: `python -m registry_guide.walk.enter DIRECTORY`."""

import shutil
import subprocess
import sys
from pathlib import Path

import click

from registry_guide.walk.clients import install as clients
from registry_guide.walk.clients import wheelhouse
from registry_guide.walk.errors import WalkError
from registry_guide.walk.fixtures.practice import practice
from registry_guide.walk.shell.sandbox import Sandbox


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(directory: Path) -> None:
    """Start the registry of a kept sandbox again, with the state that it had, and a shell in the reader's home."""
    place = Sandbox(directory.resolve())
    world = place.scratch / "world.toml"
    if not world.is_file():
        raise click.ClickException(f"{directory} is no sandbox of a walk.")
    root, build = Path.cwd(), Path.cwd() / "_build"
    try:
        commands = clients.install(root, build, click.echo).commands
        house = wheelhouse.fill(root, build, click.echo)
        with practice(place.scratch / "registry", world, house, lasting=True) as registry:
            for name, token in registry.tokens.items():
                click.echo(f"{name}  {token}")
            click.echo(f"Leave with exit; then remove {place.root} at will.")
            environment = place.environment(commands, registry.environment)
            bash = shutil.which("bash", path=environment["PATH"]) or "bash"
            status = subprocess.run([bash, "--noprofile", "--norc"], cwd=place.work, env=environment, check=False)
    except WalkError as error:
        raise click.ClickException(str(error)) from None
    sys.exit(status.returncode)


if __name__ == "__main__":
    main()
