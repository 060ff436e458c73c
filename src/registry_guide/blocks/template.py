"""Templates: Jinja files under ``templates/``, rendered to a text with holes."""

from __future__ import annotations

import hashlib
import re
import tomllib
import traceback
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from registry_guide.blocks import head as heads
from registry_guide.blocks.carrying import CLOSE, OPEN, carried, with_holes
from registry_guide.blocks.errors import SourceError, unknown
from registry_guide.blocks.facts import Facts, Value
from registry_guide.blocks.head import Head
from registry_guide.blocks.language import Language, refusal
from registry_guide.blocks.lookup import Table, Undefined, UnknownNameError, tables_of
from registry_guide.blocks.quoting import CONTEXTS, SHOWN_ONLY, TRANSFORMS
from registry_guide.blocks.text import Hole, Text, parse
from registry_guide.records.kinds import Kind, Line, Write

# What a template that refers to another one cannot be without.
_REFERS = re.compile(r"\{%[-+]?\s*(?:include|import|from|extends)\b")


@dataclass(frozen=True)
class Rendered:
    """A template filled with facts and options: its text and file name with holes, and what it used.

    ``used`` names facts by dotted name, ``placeholder.NAME`` and ``template.NAME``, as :meth:`Templates.digest` takes.
    """

    template: str
    head: Head
    options: Mapping[str, str]
    text: Text
    file: Text
    used: frozenset[str]


class Templates:
    """The templates of one directory, rendered with one set of facts."""

    def __init__(self, directory: Path, facts: Facts) -> None:
        self.directory = directory
        self.facts = facts
        # One instance serves one build, in which no template changes.
        self._digests: dict[str, str] = {}
        self._rendered: dict[tuple[str, frozenset[tuple[str, str]]], Rendered] = {}
        self._jinja = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(directory),
            undefined=Undefined,
            finalize=carried,
            autoescape=False,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for name in (*CONTEXTS, *TRANSFORMS):
            self._jinja.filters[name] = _filter(name)

    @cached_property
    def names(self) -> Sequence[str]:
        """Give the names of all blocks' templates; a folder or file that begins with ``_`` holds shared parts."""
        return sorted(
            str(path.relative_to(self.directory).as_posix())
            for path in self.directory.rglob("*")
            if path.is_file()
            and not any(part.startswith((".", "_")) for part in path.relative_to(self.directory).parts)
        )

    @cached_property
    def _seen(self) -> tuple[Mapping[str, Value], Set[str]]:
        """Give what templates see, by name, and the names of its tables: the same for all of them."""
        values = {f"value.{each}": Text((Hole(each),)) for each in self.facts.placeholders}
        seen = {**self.facts.values, **values}
        return seen, tables_of(seen)

    @cached_property
    def _first_names(self) -> Set[str]:
        return Table(*self._seen, set()).names()

    def path(self, name: str) -> Path:
        """Give the file of a template."""
        return self.directory / name

    def digest(self, key: str) -> str:
        """Give a fingerprint of a used thing: a template with all that it includes, or a fact."""
        if key not in self._digests:
            kind, _, name = key.partition(".")
            self._digests[key] = self._of_template(name) if kind == "template" else self.facts.digest(key)
        return self._digests[key]

    def _of_template(self, name: str) -> str:
        whole = hashlib.sha256()
        for each in sorted({name, *self._included(name)}):
            try:
                whole.update(self.path(each).read_bytes())
            except OSError:
                # Gone, or named by an include alone: the digest is then another one than with it.
                continue
        return whole.hexdigest()

    def _included(self, name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        if name in seen:
            return
        try:
            source = self.path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return
        # Hardly any does, and to parse them all takes longer than all else of a build with nothing to do.
        if not _REFERS.search(source):
            return
        try:
            tree = self._jinja.parse(source, name)
        except TemplateSyntaxError:
            return
        for each in meta.find_referenced_templates(tree):
            if each:
                yield each
                yield from self._included(each, seen | {name})

    def render(self, name: str, options: Mapping[str, str]) -> Rendered:
        """Render a template with a page's options; pages that use it alike share the result.

        Gives the text, which ends with one line break. Raises SourceError for an unknown template, option, name or
        filter, for a mistake in the head or the body, and for an example that does not fit its place.
        """
        key = name, frozenset(options.items())
        if key not in self._rendered:
            self._rendered[key] = self._render_anew(name, options)
        return self._rendered[key]

    def _render_anew(self, name: str, options: Mapping[str, str]) -> Rendered:
        source, head = self._read(name)
        path = self.path(name)
        chosen = _options(head, options, path)
        used = {f"template.{name}"}
        root = Table(*self._seen, used)
        context = {key: root[key] for key in self._first_names} | {"option": chosen}
        with self._explained(path, context):
            body = self._jinja.get_template(name).render(context)
            text = with_holes(body.strip("\n") + "\n")
            head = self._with_options(head, chosen)
            file = parse(head.file, lambda each: self._of_head(each, chosen))
            self._check_head(head, file, source, path)
            self._check_text(head, text)
        names = {f"placeholder.{hole.placeholder}" for hole in (*text.holes, *file.holes)}
        names |= {f"placeholder.{each}" for each in head.asked} | {f"language.{head.language}"}
        facts = {each for each in used if not each.startswith("value.")}
        return Rendered(name, head, chosen, text, file, frozenset(facts | names))

    def _read(self, name: str) -> tuple[str, Head]:
        """Give a template's source and its head."""
        if name not in self.names:
            raise SourceError(unknown("template", name, self.names))
        path = self.path(name)
        try:
            source = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise SourceError("this file is not UTF-8", path) from None
        if OPEN in source or CLOSE in source:
            raise SourceError("a template may not hold the characters U+E000 and U+E001", path)
        return source, heads.read(source, path)[0]

    @contextmanager
    def _explained(self, path: Path, context: Mapping[str, Any]) -> Iterator[None]:
        """Turn what goes wrong inside of a template into a sentence with its file and line."""
        try:
            yield
        except SourceError:
            raise
        except UnknownNameError as error:
            names = [*context, *self._jinja.globals]
            raise SourceError(unknown("name", str(error), names), *self._place(error, path)) from None
        except TemplateSyntaxError as error:
            where = self.path(error.name) if error.name else path
            raise SourceError(error.message or "this is not Jinja", where, error.lineno) from None
        except (TemplateError, ValueError, TypeError, LookupError, ArithmeticError) as error:
            raise SourceError(str(error), *self._place(error, path)) from None

    def _check_text(self, head: Head, text: Text) -> None:
        shown = self.facts.example(text)
        if head.write is Write.MERGE:
            _check_toml(shown)
        if head.kind is not Kind.OUTPUT:
            _check_quoted(text, self.facts.languages[head.language])

    def _check_head(self, head: Head, file: Text, source: str, path: Path) -> None:
        for hole in file.holes:
            if not hole.filters:
                raise ValueError(f"{{{hole.placeholder}}} in a file name needs a filter, such as | text")
        for each in head.asked:
            if each not in self.facts.placeholders:
                raise SourceError(unknown("placeholder", each, self.facts.placeholders), path, 1)
        wrong = refusal(head, self.facts.languages, self.facts.example(file))
        if wrong:
            key, sentence = wrong
            raise SourceError(sentence, path, heads.line_of(source, key))

    def _of_head(self, name: str, chosen: Mapping[str, str]) -> Text:
        table, _, option = name.partition(".")
        if table != "option":
            return self.facts.fact_or_placeholder(name)
        if option not in chosen:
            raise ValueError(unknown("option", option, chosen))
        return Text((chosen[option],))

    def _with_options(self, head: Head, chosen: Mapping[str, str]) -> Head:
        """Give the head with ``{option.NAME}`` in what it says and asks replaced by what the page chose."""

        def said(source: str) -> str:
            return self.facts.example(parse(source, lambda name: self._of_head(name, chosen)))

        return replace(
            head,
            purpose=said(head.purpose),
            asks=tuple(said(each) if isinstance(each, str) else Line(said(each.line)) for each in head.asks),
            publishes=tuple(said(each) for each in head.publishes),
            pushes=tuple(said(each) for each in head.pushes),
        )

    def _place(self, error: Exception, path: Path) -> tuple[Path, int]:
        """Give file and line of the template that an exception came from: Jinja rewrites the traceback for that."""
        inside = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).is_relative_to(self.directory)
        ]
        if not inside:
            return path, 0
        return Path(inside[-1].filename), inside[-1].lineno or 0


def _check_toml(shown: str) -> None:
    try:
        tomllib.loads(shown)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"a block that is merged into a file must be TOML: {error}") from None


def _check_quoted(text: Text, language: Language) -> None:
    for hole in text.holes:
        if hole.filters[-1] in SHOWN_ONLY:
            raise ValueError(
                f'"{hole.placeholder}" ends in the filter "{hole.filters[-1]}", which quotes nothing: '
                "a block that a program reads needs the filter of its place, such as `| shell` or `| toml`"
            )
        if hole.filters[-1] not in language.filters:
            fitting = ", ".join(f'"{each}"' for each in language.filters) or "none is known to"
            raise ValueError(
                f'"{hole.placeholder}" ends in the filter "{hole.filters[-1]}"; what keeps a value one value in a '
                f'block of the language "{language.name}": {fitting}'
            )


def _filter(name: str) -> Any:
    def through(value: Any) -> Text:
        if isinstance(value, Undefined):
            value.fail()
        if isinstance(value, str):
            value = Text((value,))
        if not isinstance(value, Text):
            raise ValueError(f'"{name}" takes a fact, a placeholder or a string')
        return value.through(name)

    return through


def _options(head: Head, given: Mapping[str, str], path: Path) -> dict[str, str]:
    for name, value in given.items():
        if name not in head.options:
            raise SourceError(f"{path}: {unknown('option', name, head.options)}")
        if value not in head.options[name]:
            raise SourceError(f"{path}: {unknown(f'value of the option {name}', value, head.options[name])}")
    return {name: given.get(name, allowed[0]) for name, allowed in head.options.items()}
