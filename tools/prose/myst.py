"""What a Markdown tool that does not know MyST takes for code: the prose inside of directives."""

from __future__ import annotations

import re

ADMONITIONS = {"admonition", "attention", "caution", "danger", "hint", "important", "note", "seealso", "tip", "warning"}
PROSE = {*ADMONITIONS, "group-tab", "tab", "tabs", "versionadded", "versionchanged"}

# Between these comments a page may show how not to write.
OFF, ON = "% prose: off", "% prose: on"

_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|:{3,})(?:\{(?P<name>[\w-]+)\})?(?P<rest>.*)$")


def unwrap(source: str) -> str:
    """Return the page with the fences of prose directives blanked, so that their content reads as Markdown.

    Lines keep their numbers. Everything inside of other fences (code, blocks) stays as it is.
    """
    open_fences: list[str] = []
    within_code = ""
    off = False
    lines = []
    for line in source.splitlines():
        match = _FENCE.match(line)
        off = line == OFF or (off and line != ON)
        if off or line == ON:
            line = ""
        elif within_code:
            within_code = "" if line.strip() == within_code else within_code
        elif match and open_fences and line.strip() == open_fences[-1]:
            open_fences.pop()
            line = ""
        elif match and match["name"] in PROSE:
            open_fences.append(match["fence"])
            line = ""
        elif match:
            within_code = match["fence"]
        lines.append(line)
    return "\n".join(lines) + "\n"
