"""The form in which a reader chooses, and the classes by which what belongs to other choices is out of sight."""

from __future__ import annotations

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
    """One choice: its name, its title, the classes that say when it is asked, its options, and those of other pages."""

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
            " ".join(classes(table.asked.get(choice, {}))),
            tuple(
                Option(key, table.choices[choice].labels[key], first.get(choice) == key, _reasons(table, choice, key))
                for key in table.labels[choice]
            ),
            elsewhere(table, url) if choice == table.order[0] else {},
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
        "order": table.order,
        "labels": table.labels,
        "asked": table.asked,
        "never": [when for when, _ in table.impossible],
    }
