"""The parameters of a call: read from the address, the query and the body, made what they should be, and refused.

Sources: Grape's documentation on parameter validation and coercion, `lib/api/validations/`, and
`lib/api/helpers/packages_helpers.rb` for what is looked at before them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange

_MOST = 1024 * 1024
_TRUE = {"1", "on", "t", "true", "y", "yes"}
_FALSE = {"0", "off", "f", "false", "n", "no"}
_EMPTY = (None, "")
_WHOLE = re.compile("[+-]?[0-9]{1,18}")


class InvalidError(Exception):
    """A value is not of its parameter's type."""


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter that a call takes.

    Attributes:
        name: as it is sent; a list's may end in `[]`.
        kind: makes the value of what was sent, or raises InvalidError.
        required: refused if it is not sent.
        filled: refused if it is sent empty.
        values: all that it may be, of a list each part of it.
        forbidden: what it may not be.
        default: its value if it is not sent.
    """

    name: str
    kind: Callable[[Any], Any]
    required: bool = False
    filled: bool = False
    values: tuple[object, ...] | None = None
    forbidden: tuple[object, ...] = ()
    default: object = None

    def problems(self, sent: Mapping[str, Any], made: dict[str, Any]) -> Iterator[str]:
        """Yield what is wrong with what was sent, in Grape's words and order; put the value into `made`."""
        value = sent.get(self.name, self.default)
        if self.required and self.name not in sent:
            yield f"{self.name} is missing"
        try:
            value = self.kind(value)
        except InvalidError:
            yield f"{self.name} is invalid"
        if self.filled and (self.required or self.name in sent) and value in (None, "", []):
            yield f"{self.name} is empty"
        yield from self._not_allowed(value)
        if value is not None:
            made[self.name] = value

    def _not_allowed(self, value: object) -> Iterator[str]:
        if value is None and not self.required:
            return
        parts = value if isinstance(value, list) else [value]
        if self.values is not None and not all(part in self.values for part in parts):
            yield f"{self.name} does not have a valid value"
        if any(part in self.forbidden for part in parts):
            yield f"{self.name} has a value not allowed"


def text(given: Any) -> str | None:
    """Make a text; a number or truth value of JSON is one, too."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if given is None or isinstance(given, str):
        # A lone surrogate can stand in JSON, but in no database.
        if given is not None and given != given.encode("utf-8", "replace").decode("utf-8"):
            raise InvalidError
        return given
    if isinstance(given, int | float):
        return str(given)
    raise InvalidError


def integer(given: Any) -> int | None:
    """Make a whole number; what is empty is none."""
    if given in _EMPTY:
        return None
    if isinstance(given, int | float) and not isinstance(given, bool):
        return int(given)
    if not isinstance(given, str) or not _WHOLE.fullmatch(given):
        raise InvalidError
    return int(given)


def boolean(given: Any) -> bool | None:
    """Make a truth value; what is empty is none."""
    if given in _EMPTY:
        return None
    if isinstance(given, bool):
        return given
    word = str(given).lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise InvalidError


def day(given: Any) -> date | None:
    """Make a day of its ISO form, or of the first part of a time's."""
    if given in _EMPTY:
        return None
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError as error:
        raise InvalidError from error


def array(given: Any) -> list[str] | None:
    """Make a list of texts; one text is none."""
    if given is None:
        return None
    if given == "":
        return []
    if not isinstance(given, list):
        raise InvalidError
    return [each for each in map(text, given) if each is not None]


def comma_list(given: Any) -> list[str]:
    """Make a list of texts, also of one text parted by commas; of nothing an empty one."""
    if isinstance(given, str):
        return [part.strip() for part in given.split(",") if part.strip()]
    return array(given) or [] if isinstance(given, list) else []


NUMBERED = Param("id", integer, required=True, filled=True)
"""The place of calls that take it by its number alone."""


async def read(exchange: Exchange, *declared: Param) -> dict[str, Any]:
    """Give a call's values by name; raise Grape's 400 for what is missing or wrong, and a 413."""
    return checked({**await _body(exchange), **_named(exchange)}, declared)


def asked(exchange: Exchange, *declared: Param) -> dict[str, Any]:
    """Give the values of a call without a body; raise Grape's 400."""
    return checked(sent(exchange), declared)


def sent(exchange: Exchange) -> dict[str, Any]:
    """Give all that the address and its query name, as it was sent."""
    return {**_values(exchange.request.url.query), **_named(exchange)}


def checked(sent: Mapping[str, Any], declared: tuple[Param, ...]) -> dict[str, Any]:
    """Give the values of declared parameters; raise Grape's 400, which names all that is wrong."""
    made: dict[str, Any] = {}
    problems = [problem for param in declared for problem in param.problems(sent, made)]
    if problems:
        said = ", ".join(problems)
        known = [f"{param.name} is one of {', '.join(map(str, param.values))}" for param in declared if param.values]
        raise refusals.error(400, said, "; ".join((said, *known)))
    return made


def _named(exchange: Exchange) -> dict[str, str]:
    return {name: exchange.text(name) for name in exchange.request.path_params}


async def _body(exchange: Exchange) -> dict[str, Any]:
    """Read a body of JSON or a form, with the values of the query below it."""
    data = bytearray()
    async for chunk in exchange.body():
        data += chunk
        if len(data) > _MOST:
            raise refusals.too_large(_MOST)
    query = _values(exchange.request.url.query)
    if not data:
        return query
    try:
        body = data.decode("utf-8")
        if exchange.request.headers.get("content-type", "").startswith("application/json"):
            values = json.loads(body)
            if not isinstance(values, dict):
                raise ValueError("not an object")
            return query | values
    except (ValueError, RecursionError) as error:
        raise refusals.message(400, "400 Bad request - problem parsing message body", f"the body: {error}") from error
    return query | _values(body)


def _values(text: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=None):
        if name.endswith("[]"):
            before = values.get(name[:-2])
            values[name[:-2]] = [*before, value] if isinstance(before, list) else [value]
        else:
            values[name] = value
    return values
