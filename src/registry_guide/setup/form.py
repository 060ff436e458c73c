"""The form in which a reader chooses, and the classes by which what belongs to other choices is out of sight."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
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
class Page:
    """A label that another page is for: its title, and where that page is."""

    title: str
    url: str


@dataclass(frozen=True)
class Group:
    """One choice: its name, its title, the classes that hide it where nobody is asked, its options, and other pages."""

    name: str
    title: str
    classes: str
    options: tuple[Option, ...]
    pages: Mapping[str, Page]


def classes(when: When) -> list[str]:
    """Give the classes of what stands under a condition: the style of the moment hides it by them."""
    return [f"on-{choice}-{key}" for choice, keys in when.items() for key in keys]


def groups(table: Table, url: Callable[[str], str]) -> list[Group]:
    """Give the choices as the form shows them, with what a reader has chosen who chose nothing.

    Takes what gives the address of a page, as seen from this one.
    """
    first = resolve(table, {})
    return [
        Group(
            choice,
            table.choices[choice].label,
            # A choice that somebody made has one of its labels.
            " ".join(classes({choice: table.labels[choice]})),
            tuple(
                Option(key, table.choices[choice].labels[key], first.get(choice) == key, _reasons(table, choice, key))
                for key in table.labels[choice]
            ),
            elsewhere(table, url) if choice == table.order[0] else {},
        )
        for choice in (*table.order, *table.alike)
    ]


def _reasons(table: Table, choice: str, key: str) -> tuple[tuple[str, str], ...]:
    """Give why a label may be switched off, each time with the classes that say for whom."""
    return tuple(
        (" ".join(classes({other: keys for other, keys in when.items() if other != choice})), says)
        for when, says in table.impossible
        if last(table, when) == choice and key in when[choice]
    )


def _tabs(table: Table, choice: str) -> dict[str, str]:
    """Give each label by its key as sphinx-tabs names the tab that has it."""
    return {key: b64encode(label.encode()).decode() for key, label in table.choices[choice].labels.items()}


def elsewhere(table: Table, url: Callable[[str], str]) -> dict[str, Page]:
    """Give the labels of the first choice that other pages are for, by their keys."""
    first = table.order[0]
    titles = table.choices[first].labels
    return {key: Page(titles[key], url(page)) for key, page in table.pages.items() if key not in table.labels[first]}


def render(table: Table, url: Callable[[str], str]) -> str:
    """Give the HTML of the form; `url` gives the address of a page, as seen from this one."""
    return _jinja.get_template("form.html").render(groups=groups(table, url))


def rules(table: Table, url: Callable[[str], str]) -> dict[str, object]:
    """Give what the page's script decides by."""
    return {
        "pages": {key: page.url for key, page in elsewhere(table, url).items()},
        "order": (*table.order, *table.alike),
        "labels": table.labels,
        "asked": {choice: (when,) for choice, when in table.asked.items()} | table.alike,
        # How the tabs of other pages call these labels, of which a reader chooses one for all pages.
        "tabs": {choice: _tabs(table, choice) for choice in table.alike},
        "never": [when for when, _ in table.impossible],
    }
