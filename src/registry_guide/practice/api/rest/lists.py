"""Lists, a page at a time (offset-based pagination), filtered and sorted.

Sources: `lib/api/pagination_params.rb`, `lib/gitlab/pagination/offset_pagination.rb` and `offset_header_builder.rb`,
`config/initializers/kaminari_config.rb`, and https://docs.gitlab.com/api/rest/.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote_plus

from starlette.responses import Response

from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.api.rest import params
from registry_guide.practice.api.rest.common import json_answer
from registry_guide.practice.api.rest.params import Param

Item = TypeVar("Item")

_PER_PAGE = 20
_MOST_PER_PAGE = 100
PAGE = (
    Param("page", params.integer, default=1),
    Param("per_page", params.integer, default=_PER_PAGE, forbidden=(0,)),
)


def sorting(*keys: str) -> tuple[Param, Param]:
    """Declare the parameters by which a list is sorted: by the first key if nothing is said, upwards."""
    return (
        Param("order_by", params.text, values=keys, default=keys[0]),
        Param("sort", params.text, values=("asc", "desc"), default="asc"),
    )


def part(exchange: Exchange, values: Mapping[str, Any]) -> tuple[int, int]:
    """Give where the page of a list that is asked for begins, and how many items it has at most."""
    wanted, each = (_number(exchange, values, name) for name in ("page", "per_page"))
    # Fewer than none is no number of items; more than GitLab gives are not refused.
    per_page = _PER_PAGE if each is None or each < 1 else min(each, _MOST_PER_PAGE)
    return (max(wanted or 1, 1) - 1) * per_page, per_page


def listed(
    exchange: Exchange,
    values: Mapping[str, Any],
    items: Sequence[Item],
    made: Callable[[Item], object] | None = None,
) -> Response:
    """Answer with one page of a list, and the headers by which clients go through it.

    `values` are the call's; where PAGE is not declared, what was sent counts all the same. `made` gives the JSON of an
    item, if it is none itself. Of `items` only those of `part` are read.
    """
    start, per_page = part(exchange, values)
    page = start // per_page + 1
    links = _links(page, -(-len(items) // per_page))
    return json_answer(
        [made(item) if made is not None else item for item in items[start : start + per_page]],
        headers={
            "X-Total": str(len(items)),
            "X-Total-Pages": str(links["last"]),
            "X-Page": str(page),
            "X-Per-Page": str(per_page),
            "X-Next-Page": str(links.get("next", "")),
            "X-Prev-Page": str(links.get("prev", "")),
            "Link": ", ".join(f'<{_page(exchange, values, number)}>; rel="{rel}"' for rel, number in links.items()),
        },
    )


def _links(page: int, pages: int) -> dict[str, int]:
    """Give the pages to which one leads, in the order of GitLab; behind the last one there is none before."""
    links = {}
    if 1 < page <= pages:
        links["prev"] = page - 1
    if page < pages:
        links["next"] = page + 1
    return {**links, "first": 1, "last": max(pages, 1)}


def _number(exchange: Exchange, values: Mapping[str, Any], name: str) -> int | None:
    found = values.get(name, params.sent(exchange).get(name))
    try:
        return params.integer(found)
    except params.InvalidError:
        return None


def _page(exchange: Exchange, values: Mapping[str, Any], number: int) -> str:
    """Give the address of a page: with all that was sent, what it was taken for, and what stands for the rest."""
    query = {"per_page": None, **params.sent(exchange), **values, "page": number}
    pairs = sorted(pair for name, value in query.items() for pair in _pairs(name, value))
    return f"{exchange.base}{exchange.request.scope['path']}?{'&'.join(pairs)}"


def _pairs(name: str, value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        word = str(each).lower() if isinstance(each, bool) else each.isoformat() if isinstance(each, date) else each
        key = f"{name}[]" if isinstance(value, list) else name
        yield f"{quote_plus(key)}={quote_plus('' if word is None else str(word), safe='*')}"
