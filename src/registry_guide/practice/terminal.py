"""What a reader sees in the terminal: what to do next, and each request with its reason."""

import os
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from registry_guide.practice.addresses import Addresses
from registry_guide.practice.request_log import Entry
from registry_guide.practice.serve.pages import described
from registry_guide.practice.state.registry import Registry

_COLOURS = {2: "green", 3: "yellow", 4: "red", 5: "bold red"}


def shell_line(shell: str, state: Path) -> str:
    """Give the line that sets up a reader's shell (`shell` as in $SHELL)."""
    name = Path(shell).name
    return f"source {state}/practice.fish" if name == "fish" else f". {state}/practice.sh"


def welcome(console: Console, registry: Registry, addresses: Addresses) -> None:
    """Print what to do next."""
    address = registry.world.instance.address.url
    line = shell_line(os.environ.get("SHELL", "sh"), addresses.state)
    console.print(Text.assemble(("A registry that answers as ", "bold"), (address, "bold cyan"), " runs."))
    console.print()
    console.print("1. In another terminal, lead that shell to it:")
    console.print(Text(f"\n   {line}\n", "bold"), soft_wrap=True)
    console.print(
        "2. Copy commands from the guide there. Where one asks for a token, take one of these:\n", soft_wrap=True
    )
    for token in _tokens(registry, addresses):
        console.print(token, soft_wrap=True)
    console.print()
    console.print("3. See what was published, and why each request was answered as it was:")
    console.print(Text(f"\n   {addresses.plain}\n   {addresses.plain}/-/practice/requests\n", "bold"), soft_wrap=True)
    console.print(Text("Ctrl-C ends it, and leaves nothing behind. Requests:\n", "dim"))


def _tokens(registry: Registry, addresses: Addresses) -> Iterator[Text]:
    """Give a line for each token: its name and secret, then the username to send and what it may do."""
    deploy = 0
    for spec in registry.world.tokens:
        about = described(spec)
        username = about["username"]
        if username.endswith("…"):
            deploy += 1
            username = f"{username[:-1]}{deploy}"
        yield Text.assemble(
            f"   {about['name']:<20} ",
            (f"{addresses.tokens.get(spec.name, ''):<36}", "cyan"),
            (f" {username}; {about['owner']}: {about['may']}", "dim"),
        )


def show(console: Console, entry: Entry) -> None:
    """Print one request: status, what was asked, by whom, and why it was answered so."""
    if entry.path.startswith("/-/practice/"):
        return
    colour = _COLOURS.get(entry.status // 100, "white")
    console.print(
        Text.assemble(
            (f"{entry.time[11:19]} ", "dim"),
            (f"{entry.status} ", colour),
            f"{entry.method} {entry.host}{entry.path}",
            (f"\n             {entry.who}: {entry.why}", "dim"),
        ),
        soft_wrap=True,
    )
