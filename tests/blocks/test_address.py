"""An address of a GitLab gives each form that a client wants, and nothing that is more than an address."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry_guide.address import Address, BadAddressError, parse
from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.quoting import BadValueError, apply
from tests.blocks.vectors import ADDRESSES, NO_ADDRESSES, VALUES
from tools.build import ROOT
from tools.checks.readers import bash_words, netrc_entries

FORMS = ("address", "printed", "scheme", "authority", "hostname", "basepath")


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_gives_its_forms(text: str) -> None:
    scheme, hostname, authority, path = ADDRESSES[text]
    given_ = {form: apply([form], text) for form in FORMS}
    assert given_ == {
        "address": f"{scheme}://{authority}{path}",
        "printed": f"{scheme}://{authority}{path or '/'}",
        "scheme": scheme,
        "authority": authority,
        "hostname": hostname,
        "basepath": path,
    }
    read = urlsplit(given_["address"])
    assert (read.scheme, read.hostname, read.netloc, read.path) == ADDRESSES[text]
    assert read.port == parse(text).port
    assert list(netrc_entries(f"machine {apply(['hostname', 'netrc'], text)} login a password b\n")) == [hostname]
    # What is made of it is an address again, and the same.
    assert parse(given_["address"]) == parse(text)


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_none_is_refused_with_a_sentence(text: str) -> None:
    if text == "a\u0301":  # one letter with an accent
        assert apply(["hostname"], text) == "xn--1ca"
        return
    for form in FORMS:
        with pytest.raises(BadValueError) as refused:
            apply([form], text)
        assert str(refused.value).endswith(".") and len(str(refused.value)) < 160


def test_the_field_takes_what_the_filter_takes() -> None:
    host = load(ROOT / "facts", client_versions(ROOT)).placeholders["host"]
    for text in ADDRESSES:
        assert host.accept(text) == text
    refused = 0
    for text in NO_ADDRESSES:
        # What stands around a pasted value is cut off before anything judges it.
        if text.strip() in {"h", "a\u0301"}:
            assert host.accept(text) == text.strip()
            continue
        refused += 1
        with pytest.raises(BadValueError):
            host.accept(text)
    assert refused > 60


SIGNS = st.sampled_from(
    [*"aZ09.-_~:/@?#[]%\\ $;'\"`&|<>\n\u202e", "//", "..", "https://", "http://", "é", "漢", "localhost", "::1"]
)


@settings(max_examples=600)
@given(text=st.one_of(st.text(max_size=40), st.lists(SIGNS, max_size=12).map("".join), st.sampled_from(VALUES)))
def test_whatever_is_taken_is_one_word_and_no_more_than_an_address(text: str) -> None:
    try:
        address = parse(text)
    except BadAddressError:
        return
    url = address.url
    assert url.isascii() and url.isprintable() and " " not in url
    assert bash_words([url])[0] == url
    read = urlsplit(url)
    assert read.username is None and read.password is None and not read.query and not read.fragment
    assert read.scheme == "https" or address.loopback
    assert not any(segment.strip(".") == "" for segment in address.path.split("/")[1:])
    assert parse(url) == address
    assert read.hostname == address.host and (read.port or address.number) == address.number


@settings(max_examples=200)
@given(
    host=st.one_of(st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(lambda each: f"[{each.exploded}]")),
    port=st.integers(1, 65535),
    path=st.lists(st.from_regex(r"[a-z0-9][a-z0-9._~]*", fullmatch=True), max_size=3),
)
def test_every_ip_address_port_and_path_is_taken(host: str, port: int, path: list[str]) -> None:
    if host.startswith("[0000:0000:0000:0000:0000:ffff") or path[-2:] == ["api", "v4"]:
        return
    address = parse(f"https://{host}:{port}{''.join(f'/{each}' for each in path)}")
    assert address.number == port and address.path.split("/")[1:] == path
    assert urlsplit(address.url).hostname == address.host


def test_the_parts_of_an_address_are_its_own() -> None:
    assert Address("https", "2001:db8::1", 8443, "/g").url == "https://[2001:db8::1]:8443/g"
    assert Address("http", "localhost").number == 80
