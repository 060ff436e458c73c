"""The form in which a reader chooses, and the classes by which what belongs to other choices is out of sight."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from registry_guide.setup.table import Table, When, last, resolve

_jinja = Environment(
    loader=PackageLoader("registry_guide.setup", "html"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True)
class Option:
    """One label: its key, its title, whether it stands there first, and why it may be switched off."""

    key: str
    title: str
    first: bool
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """One choice: its name, its title, the classes that say when it is asked, and its options."""

    name: str
    title: str
    classes: str
    options: tuple[Option, ...]


def classes(when: When) -> list[str]:
    """Give the classes of what stands under a condition: the style of the moment hides it by them."""
    return [f"on-{choice}-{key}" for choice, keys in when.items() for key in keys]


def groups(table: Table) -> list[Group]:
    """Give the choices as the form shows them, with what a reader has chosen who chose nothing."""
    first = resolve(table, {})
    return [
        Group(
            choice,
            table.choices[choice].label,
            " ".join(classes(table.asked.get(choice, {}))),
            tuple(
                Option(key, table.choices[choice].labels[key], first.get(choice) == key, _reasons(table, choice, key))
                for key in table.labels[choice]
            ),
        )
        for choice in table.order
    ]


def _reasons(table: Table, choice: str, key: str) -> tuple[tuple[str, str], ...]:
    """Give why a label may be switched off, each time with the classes that say for whom."""
    return tuple(
        (" ".join(classes({other: keys for other, keys in when.items() if other != choice})), says)
        for when, says in table.impossible
        if last(table, when) == choice and key in when[choice]
    )


def render(table: Table) -> str:
    """Give the HTML of the form."""
    return _jinja.get_template("form.html").render(groups=groups(table))


def rules(table: Table) -> dict[str, object]:
    """Give what the page's script decides by."""
    return {
        "order": table.order,
        "labels": table.labels,
        "asked": table.asked,
        "never": [when for when, _ in table.impossible],
    }
