"""What the page on limits says was seen, where no other test asks for it."""

import re
from collections.abc import Callable

import httpx

from registry_guide.practice.running import Running


def test_a_long_requires_python_is_cut_off(
    registry: Callable[[str], Running], clients: Callable[[str], httpx.Client]
) -> None:
    running = registry("")
    auth = ("", running.tokens["admin"])
    client = clients(running.plain)
    place = "/api/v4/projects/public%2Fother/packages/pypi"
    wanted = "!=" + ",!=".join(f"3.{minor}" for minor in range(100))
    fields = {"name": "long-winded", "version": "1.0", "sha256_digest": "3" * 64, "requires_python": wanted}
    files = {"content": ("long_winded-1.0.tar.gz", b"long")}
    assert client.post(place, auth=auth, data=fields, files=files).status_code == 201
    page = client.get(f"{place}/simple/long-winded/", auth=auth).text
    (kept,) = re.findall(r'data-requires-python="([^"]*)"', page)
    # What is cut off ends as Rails ends it.
    assert (len(kept), kept) == (255, f"{wanted[:252]}...")
