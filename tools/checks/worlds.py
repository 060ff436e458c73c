"""The worlds that pages show: a practice registry starts with them, and answers their reader as the page says."""

from pathlib import Path

import httpx

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.fill import fill
from registry_guide.practice.running import practice
from registry_guide.records.manifest import Manifest

# To the reader: the package, one that is not there, an upload; and the package to nobody.
ANSWERS = [200, 404, 403, 401]


def worlds(manifest: Manifest, values: dict[str, str] | None = None) -> list[str]:
    """Give the worlds that pages show, filled in with a reader's values."""
    blocks = [block for page in manifest.pages.values() for block in page.blocks if block.by == "world"]
    return [fill(block.text, block.holes, values or {}) for block in blocks]


def answers(world: str, facts: Facts, folder: Path) -> list[int]:
    """Return the status codes that answer what ANSWERS lists; none if the package is not in the example's version."""
    file = folder / "world.toml"
    file.write_text(world)
    simple, upload = (facts.example(facts.text(name)) for name in ("project.simple_url", "project.upload_url"))
    name = facts.placeholders["package"].example
    with practice(world=file) as running, httpx.Client(proxy=running.proxy, trust_env=False, verify=False) as client:
        (token,) = running.tokens.values()
        reader = httpx.BasicAuth("reader", token)
        form = {"name": name, "version": "9.9.9"}
        content = {"content": (f"{name.replace('-', '_')}-9.9.9.tar.gz", b"")}
        asked = [
            client.get(f"{simple}/{name}/", auth=reader),
            client.get(f"{simple}/no-such-package/", auth=reader),
            client.post(upload, auth=reader, data=form, files=content),
            client.get(f"{simple}/{name}/"),
        ]
        found = facts.example(facts.text("package.version")) in asked[0].text
    return [answer.status_code for answer in asked] if found else []


def wrong_answers(manifest: Manifest, facts: Facts, folder: Path) -> list[str]:
    """Give the worlds whose registry answers otherwise than `ANSWERS`."""
    found = []
    for world in worlds(manifest):
        given = answers(world, facts, folder)
        found += [] if given == ANSWERS else [f"a world answers {given}, not {ANSWERS}"]
    return found
