"""No template, fact or page writes a scheme, a host or a port of GitLab itself: a reader's may be another."""

import re
from itertools import pairwise

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.text import Hole, Text
from registry_guide.records.manifest import BlockStep
from registry_guide.walk.fixtures.fixture import with_values

# What the address of a GitLab may be put through first, and what may then stand right before and right behind it.
FORMS = {"address", "printed", "scheme", "authority", "hostname", "basepath"}
# A word that is an address in GitLab, without being made of the reader's.
TYPED = re.compile(r"gitlab\.example\.com|(?<![\w$])https?://(?=\$?\{?\{?\s*(instance|value)\b)|:443\b|:8443\b")


def literal_faults(name: str, parts: tuple[str | Hole, ...]) -> list[str]:
    """Return what is wrong with how the holes of the address stand in a text."""
    found = []
    for index, part in enumerate(parts):
        if not isinstance(part, Hole) or part.placeholder != "host":
            continue
        before, behind = (parts[at] if 0 <= at < len(parts) else "" for at in (index - 1, index + 1))
        form = part.filters[0]
        if form not in FORMS:
            found.append(f"{name}: the address is written as it was typed, through {form}")
        if form != "scheme" and isinstance(before, str) and re.search(r"https?://$", before):
            found.append(f"{name}: a scheme is typed before the address")
        if isinstance(behind, str) and re.match(r":[0-9]", behind):
            found.append(f"{name}: a port is typed behind the address")
        if form == "hostname" and isinstance(before, str) and re.search(r"://$|@$", before):
            found.append(f"{name}: a host without its port stands in a URL")
        if form == "authority" and isinstance(behind, str) and behind.startswith("/"):
            found.append(f"{name}: the path of GitLab is left out")
    return found


# Placeholders for a path in GitLab. Behind these words of an API's address such a path is one part of it.
PATHS = {"project", "owner_project", "group"}
ONE_PART = re.compile(r"/api/v4/(?:projects|groups)/$")


def slashed(facts: Facts) -> list[str]:
    """Return each fact that leaves the slash of a path in the address of an API, where `%2F` belongs."""
    return [
        f"{name} leaves the slash in {part.placeholder}"
        for name, text in facts.values.items()
        if isinstance(text, Text)
        for before, part in pairwise(text.parts)
        if isinstance(part, Hole) and part.placeholder in PATHS and "urlpath" not in part.filters
        if isinstance(before, str) and ONE_PART.search(before)
    ]


# What an address with everything in it becomes, and where it must stand whole.
TYPED_IN = "https://GitLab.Example.org:8443/below/"
WHOLE = "https://gitlab.example.org:8443/below"
BECOMES = {
    "instance.url": WHOLE,
    "instance.origin": "https://gitlab.example.org:8443",
    "instance.keyring_service": "gitlab.example.org:8443",
    "instance.netrc_machine": "gitlab.example.org",
    "instance.basepath": "/below",
}


def wrong_forms(facts: Facts) -> list[str]:
    """Return each fact that makes of an address what a client does not want there."""
    here = with_values(facts, {"host": TYPED_IN})
    made = {
        name: here.example(text)
        for name, text in facts.values.items()
        if isinstance(text, Text) and any(hole.placeholder == "host" for hole in text.holes)
    }
    found = [f"{name} is {made.get(name)}, not {right}" for name, right in BECOMES.items() if made.get(name) != right]
    for name, text in made.items():
        if "/api/v4" in text:
            address = re.sub(r"//[^/@]*@", "//", text)
            found += [] if address.startswith(f"{WHOLE}/api/v4/") else [f"{name} is {text}, not below {WHOLE}"]
    return found


def typed_in_block(block: BlockStep) -> list[str]:
    """Return what a block writes of GitLab's address itself."""
    parts: list[str | Hole] = []
    end = 0
    for hole in block.holes:
        parts += [block.text[end : hole.start], Hole(hole.placeholder, hole.filters)]
        end = hole.end
    parts.append(block.text[end:])
    literals = [part for part in parts if isinstance(part, str)]
    found = [f"{block.id}: {match.group()} is typed" for part in literals for match in TYPED.finditer(part)]
    return found + literal_faults(block.id, tuple(parts))


def faults(facts: Facts, templates: dict[str, str]) -> list[str]:
    """Return each place that writes a part of GitLab's address itself."""
    found = []
    for name, value in facts.values.items():
        for text in value if isinstance(value, tuple) else (value,):
            assert isinstance(text, Text)
            found += literal_faults(name, text.parts)
            # Shapes are other addresses, on purpose.
            if not name.startswith("shape."):
                found += [
                    f"{name}: {part} is typed" for part in text.parts if isinstance(part, str) and TYPED.search(part)
                ]
    for name, source in templates.items():
        found += [f"{name}: {match.group()} is typed" for match in TYPED.finditer(source)]
        if re.search(r"\bvalue\.host\b", source):
            found.append(f"{name}: takes the address as it was typed, not a fact of the table instance")
    return found
