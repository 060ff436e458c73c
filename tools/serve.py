"""Show the guide in a browser while it is written: each saved page, template or fact is built at once."""

from __future__ import annotations

import socket
import subprocess
import sys

import click

from tools.build import DOCTREES, HTML, INTERRUPTED, ROOT, forget_if_stale

# What a page is made of, beside docs/.
SOURCES = ("templates", "facts", "src/registry_guide/blocks")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default="a free one", help="Port on loopback.")
def main(port: int) -> None:
    """Build the guide, serve it on loopback, and build again whenever a page, template or fact is saved."""
    if port and not free(port):
        click.echo(f"serve: port {port} is in use: leave --port out, and a free one is taken.", err=True)
        sys.exit(1)
    forget_if_stale()
    watched = [option for source in SOURCES for option in ("--watch", source)]
    watched += ["--re-ignore", r"__pycache__|\.pyc$|~$|\.sw.$"]
    command = [sys.executable, "-m", "sphinx_autobuild", "-c", ".", "-d", str(DOCTREES), "-n", "-j", "auto", "-q"]
    command += ["--port", str(port), *watched, "docs", str(HTML)]
    try:
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(0 if code == INTERRUPTED else code)


def free(port: int) -> bool:
    """Tell whether nobody listens on a port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


if __name__ == "__main__":
    main()
