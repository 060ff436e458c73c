"""Prints on pages what only the code knows: answers and worlds of the practice registry, words of templates.

The walk and the practice registry are imported where a directive needs them: nearly every build reads no such page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from registry_guide.blocks import head, quoting


class GuessesDirective(SphinxDirective):
    """``guesses``: each answer of the practice registry that nobody vouches for, and on what ground it is given."""

    def run(self) -> list[nodes.Node]:
        """Give a definition list."""
        from importlib.resources import as_file

        from registry_guide.practice import guesses

        with as_file(guesses.FILE) as path:
            self.env.note_dependency(path)
        return [
            nodes.definition_list(
                "",
                *(
                    _definition(each.about, f"{each.sentence} ({each.ground.value.capitalize()}.)")
                    for each in guesses.read()
                ),
            )
        ]


class DifferencesDirective(SphinxDirective):
    """``differences``: how many of a real GitLab's answers the practice registry gives otherwise, and why."""

    def run(self) -> list[nodes.Node]:
        """Give a sentence with the count, and a list of the reasons."""
        from importlib.resources import as_file

        from registry_guide.practice import differences
        from registry_guide.practice.world.world import SEEN

        with as_file(differences.FILE) as path:
            self.env.note_dependency(path)
        said = differences.read()
        count = f"{said.count} are" if said.count != 1 else "one is"
        sentence = f"Of {said.asked:,} requests that a real GitLab {SEEN} was asked, {count} answered otherwise here:"
        items = (
            nodes.list_item("", nodes.paragraph("", reason if number == 1 else f"{reason} ({number} requests.)"))
            for reason, number in said.reasons.items()
        )
        return [nodes.paragraph("", sentence), nodes.bullet_list("", *items)]


class WorldKeysDirective(SphinxDirective):
    """``world-keys TABLE``: the keys of one table of a world's file, from its model."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give what the table is, and a definition list of its keys."""
        from registry_guide.practice.world import model, tables, vocabulary

        for module in (tables, vocabulary):
            self.env.note_dependency(str(module.__file__))
        table = model.TABLES.get(self.arguments[0])
        if table is None:
            raise self.error(f'a world has no table "{self.arguments[0]}"; there are {", ".join(sorted(model.TABLES))}')
        keys = (_definition(key.name, _with_words(key.says, key.words), key.needed) for key in model.keys(table))
        return [nodes.paragraph("", str(table.__doc__)), nodes.definition_list("", *keys)]


class VocabularyDirective(SphinxDirective):
    """``vocabulary WHAT``: the keys of a head, the filters of both kinds, validators, or claims."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give a table of two columns."""
        name = self.arguments[0]
        if name not in _VOCABULARIES:
            raise self.error(f'there is no vocabulary "{name}"; there are {", ".join(_VOCABULARIES)}')
        heads, read = _VOCABULARIES[name]
        module, rows = read()
        self.env.note_dependency(module)
        lines = [heads, ("---", "---"), *((f"`{word}`", says) for word, says in rows)]
        return self.parse_text_to_nodes("".join(f"| {first} | {second} |\n" for first, second in lines))


# The file that a page follows, and the rows of its table.
_Read = tuple[str, Iterable[tuple[str, str]]]


def _keys() -> _Read:
    return head.__file__, head.KEYS.items()


def _places() -> _Read:
    return quoting.__file__, ((name, each.says) for name, each in quoting.PLACES.items())


def _changes() -> _Read:
    return quoting.__file__, ((name, each.says) for name, each in quoting.CHANGES.items())


def _validators() -> _Read:
    from registry_guide.walk.clients import validate

    return validate.__file__, ((name, each.says) for name, each in validate.VALIDATORS.items())


def _claims() -> _Read:
    from registry_guide.walk.claims import table

    return table.__file__, ((claim.form, f"{claim.says} ({claim.how})") for claim in table.CLAIMS)


_VOCABULARIES: Mapping[str, tuple[tuple[str, str], Callable[[], _Read]]] = {
    "head": (("Key", "Says"), _keys),
    "places": (("Filter", "Place"), _places),
    "changes": (("Filter", "Makes"), _changes),
    "validators": (("`validate`", "For, and by"), _validators),
    "claims": (("Claim", "What the page says once it is proven"), _claims),
}


def _with_words(says: str, words: Sequence[str]) -> str:
    """Add the words a key may hold, in brackets; none where any value of its type does."""
    return f"{says} ({', '.join(words)})" if words else says


def _definition(term: str, words: str, required: bool = False) -> nodes.definition_list_item:
    name: list[nodes.Node] = [nodes.literal("", term)] if term.islower() else [nodes.Text(term)]
    if required:
        name.append(nodes.Text(" (needed)"))
    return nodes.definition_list_item("", nodes.term("", "", *name), nodes.definition("", nodes.paragraph("", words)))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.add_directive("guesses", GuessesDirective)
    app.add_directive("differences", DifferencesDirective)
    app.add_directive("world-keys", WorldKeysDirective)
    app.add_directive("vocabulary", VocabularyDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
