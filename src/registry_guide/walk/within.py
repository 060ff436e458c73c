"""Runs inside a new Linux namespace, before the reader's shell: names its hosts, opens their ports, becomes the shell.

`python within.py CHANNEL HOSTS PORTS COMMAND...`: the number of a socket on which the listeners on 127.0.0.1 are handed
to the walk outside, the file that becomes /etc/hosts, their ports with commas between, and the command to become.
Nothing but the standard library, so that a path does not wait for it.
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys
from contextlib import ExitStack

# From linux/sockios.h and linux/if.h: set the flags of a network interface; it is up and runs.
_SET_FLAGS, _UP = 0x8914, 0x1 | 0x40


def main() -> None:
    """Make the namespace ready and become the command."""
    channel, hosts, ports, command = int(sys.argv[1]), sys.argv[2], sys.argv[3].split(","), sys.argv[4:]
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.create_server(("127.0.0.1", int(port)))) for port in ports]
        outside = stack.enter_context(socket.socket(fileno=channel))
        socket.send_fds(outside, [b"."], [listener.fileno() for listener in listeners])
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
