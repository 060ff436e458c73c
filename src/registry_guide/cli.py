"""The command line: `registry-guide`."""

from importlib import import_module

import click

_COMMANDS = {
    "merge": "registry_guide.walk.merge",
    "practice": "registry_guide.practice.command",
    "walk": "registry_guide.walk.command",
}


class _Lazy(click.Group):
    """A group that imports a sub-command when it is asked for, so that each starts fast and alone."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Give the names of the sub-commands."""
        return sorted(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give a sub-command: the function of its name in its module."""
        if cmd_name not in _COMMANDS:
            return None
        try:
            command = getattr(import_module(_COMMANDS[cmd_name]), cmd_name)
        except ImportError as error:
            raise click.ClickException(f"`registry-guide {cmd_name}` cannot be loaded: {error}.") from error
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Lazy)
@click.version_option(package_name="registry-guide")
def main() -> None:
    """Practise with a local registry that answers as GitLab does, and run the guide's code blocks."""


if __name__ == "__main__":
    main()
