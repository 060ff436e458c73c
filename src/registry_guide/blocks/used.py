"""Which rules of a style a site uses: one that asks for a class, an id or an element that no page has is for nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import tinycss2
from tinycss2 import ast

from registry_guide.blocks.lean import kept
from registry_guide.blocks.written import Page

# A script may put a name anywhere.
_NAME = re.compile(r"[\w-]+")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
# What is met if one of those within it is; what stands within another one, such as `not`, need not be there.
_EITHER = frozenset({"is", "where"})
_WITHIN = frozenset({"media", "supports"})
_OWN = Path(__file__).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Names:
    """What elements of a site are called by, and may be by its scripts."""

    classes: frozenset[str]
    ids: frozenset[str]
    elements: frozenset[str]

    def within(self, style: str) -> Names:
        """Give those of them that a style has."""
        there = set(_NAME.findall(style))
        return Names(self.classes & there, self.ids & there, self.elements & there)


def names(pages: Iterable[Page], scripts: Iterable[str]) -> Names:
    """Give the names that pages have, and all that scripts could give to an element."""
    said = frozenset(name for script in scripts for name in _NAME.findall(script))
    classes, ids, elements = [said], [said], [said]
    for page in pages:
        classes.append(page.classes)
        ids.append(page.ids)
        elements.append(page.elements)
    return Names(*(frozenset().union(*each) for each in (classes, ids, elements)))


def used(style: str, known: Names) -> str:
    """Give a style without the rules that no element can meet, and the variables that none of the rest reads."""
    here = known.within(style)
    # What an earlier version of this module left is not what this one leaves.
    told = [_OWN, tinycss2.__version__, *(f"{kind}: {' '.join(sorted(each))}" for kind, each in vars(here).items())]
    return kept(told, style, lambda: _used(style, here))


def _used(style: str, known: Names) -> str:
    left = list(_rules(_parsed(tinycss2.parse_stylesheet, style), known))
    while True:
        text: str = tinycss2.serialize(left)
        read = frozenset(_VARIABLE.findall(text)) | known.classes
        left = list(_without_variables(left, read))
        if tinycss2.serialize(left) == text:
            return text


def _parsed(parse: object, what: object) -> list[ast.Node]:
    found: list[ast.Node] = parse(what, skip_comments=True, skip_whitespace=True)  # type: ignore[operator]
    return found


def _rules(nodes: Iterable[ast.Node], known: Names) -> Iterator[ast.Node]:
    for node in nodes:
        if isinstance(node, ast.QualifiedRule):
            node.prelude = _joined([each for each in _divided(node.prelude) if _can_be_met(each, known)])
            is_met = bool(node.prelude)
        elif isinstance(node, ast.AtRule) and _holds_rules(node):
            node.content = list(_rules(_parsed(tinycss2.parse_rule_list, node.content), known))
            is_met = bool(node.content)
        else:
            is_met = True
        if is_met:
            yield node


def _without_variables(nodes: Iterable[ast.Node], read: frozenset[str]) -> Iterator[ast.Node]:
    for node in nodes:
        if isinstance(node, ast.AtRule) and _holds_rules(node):
            node.content = list(_without_variables(node.content or [], read))
        if not isinstance(node, ast.QualifiedRule) or _declares(node, read):
            yield node


def _declares(rule: ast.QualifiedRule, read: frozenset[str]) -> bool:
    """Take the variables out of a rule that nothing reads; say whether anything is left in it."""
    declared = _parsed(tinycss2.parse_blocks_contents, tinycss2.serialize(rule.content))
    kept = [each for each in declared if not _is_unread(each, read)]
    if len(kept) < len(declared):
        rule.content = kept
    return bool(rule.content)


def _holds_rules(node: ast.AtRule) -> bool:
    return node.lower_at_keyword in _WITHIN and node.content is not None


def _is_unread(node: ast.Node, read: frozenset[str]) -> bool:
    return isinstance(node, ast.Declaration) and node.name.startswith("--") and node.name not in read


def _divided(prelude: Iterable[ast.Node]) -> list[list[ast.Node]]:
    """Give the selectors of a rule, which commas divide."""
    found: list[list[ast.Node]] = [[]]
    for node in prelude:
        if _is(node, ","):
            found.append([])
        else:
            found[-1].append(node)
    return found


def _joined(selectors: list[list[ast.Node]]) -> list[ast.Node]:
    comma = ast.LiteralToken(0, 0, ",")
    return [node for at, each in enumerate(selectors) for node in ([comma, *each] if at else each)]


def _is(node: ast.Node | None, sign: str) -> bool:
    return isinstance(node, ast.LiteralToken) and node.value == sign


def _can_be_met(selector: list[ast.Node], known: Names) -> bool:
    """Say whether there is each class, id and element that a selector asks for."""
    return all(_part_is_met(node, before, known) for before, node in zip([None, *selector], selector, strict=False))


def _part_is_met(node: ast.Node, before: ast.Node | None, known: Names) -> bool:
    """Say whether there is what one part of a selector asks for, after the sign that stands before it, if any."""
    if isinstance(node, ast.HashToken):
        return node.value in known.ids
    if isinstance(node, ast.IdentToken) and not _is(before, ":"):
        return node.value in (known.classes if _is(before, ".") else known.elements)
    return not isinstance(node, ast.FunctionBlock) or _is_met_within(node, known)


def _is_met_within(node: ast.FunctionBlock, known: Names) -> bool:
    return node.lower_name not in _EITHER or any(_can_be_met(each, known) for each in _divided(node.arguments))
