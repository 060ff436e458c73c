"""Runs inside a new Linux namespace, before the reader's shell: names its hosts, opens port 443, becomes the shell.

`python within.py CHANNEL HOSTS COMMAND...`: the number of a socket on which the listener on 127.0.0.1:443 is handed to
the walk outside, the file that becomes /etc/hosts, and the command to become. Nothing but the standard library, so that
a path does not wait for it.
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys

# From linux/sockios.h and linux/if.h: set the flags of a network interface; it is up and runs.
_SET_FLAGS, _UP = 0x8914, 0x1 | 0x40


def main() -> None:
    """Make the namespace ready and become the command."""
    channel, hosts, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    with socket.create_server(("127.0.0.1", 443)) as listener, socket.socket(fileno=channel) as outside:
        socket.send_fds(outside, [b"."], [listener.fileno()])
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
