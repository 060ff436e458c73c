"""The keys of a world's file stand once: what is read, the schema and the reference for readers are the same."""

import json
import tomllib
from importlib.resources import files
from typing import Any

import jsonschema
import msgspec
import pytest

from registry_guide.practice.world import model, tables
from registry_guide.practice.world.file import WorldError, default_text, parse
from tools.build import ROOT

TEXT = files("registry_guide.practice").joinpath("world/world.schema.json").read_text("utf-8")
SCHEMA = jsonschema.Draft202012Validator(json.loads(TEXT))
ALL = """
[instance]
version = "19.4"
rate_limit = { requests = 3, seconds = 4 }
[[user]]
username = "u"
password = "correct horse"
[[group]]
path = "42"
visibility = "public"
marked_for_deletion = "2026-01-02"
members = { u = "security manager" }
[[project]]
path = "4711"
former_paths = ["a/b"]
job_token_allowlist = [{ group = "42", permissions = [] }, { project = "4711" }]
protected = [{ pattern = "x*", push = "admin", delete = "owner" }]
[[token]]
name = "t"
kind = "personal"
user = "u"
granular = { permissions = ["package:read"], projects = ["4711"], groups = ["42"] }
[[package]]
project = "4711"
name = "x"
version = "1"
status = "hidden"
[[pypi.package]]
name = "z"
version = "2"
extras = { a = ["b"] }
yanked = "because"
"""
GOOD = [
    ALL,
    "",
    default_text(),
    *((ROOT / each).read_text("utf-8") for each in ("tests/practice/world.toml", "tools/peers/world.toml")),
]
TOKEN = "[[token]]\nname = 't'\n"
OWN = f"{TOKEN}kind = 'personal'\nuser = 'u'\n"
UNKNOWN = "Additional properties are not allowed"
BAD = {
    "[[tokens]]": f"the file: {UNKNOWN} ('tokens' was unexpected; did you mean 'token'?).",
    "[[user]]\nnme = 'x'": f"user[1]: {UNKNOWN} ('nme' was unexpected; did you mean 'name'?).",
    '[[user]]\n"a` - at `$.b\\n" = 1': rf"user[1]: {UNKNOWN} ('a` - at `$.b\n' was unexpected).",
    '"a` - at `$.user[0]" = 1': f"the file: {UNKNOWN} ('a` - at `$.user[0]' was unexpected).",
    "user = 3": "user: 3 is not of type 'array'.",
    "[[user]]\nusername = 'x'\nid = true": "user[1].id: True is not of type 'integer'.",
    "[[user]]\nusername = 'x'\nid = 0": "user[1].id: 0 is less than the minimum of 1.",
    '[[user]]\nusername = "a b\\n"': r"user[1].username: 'a b\n' does not match '^[A-Za-z0-9_][A-Za-z0-9_.-]*$'.",
    "[instance]\nrate_limit = { requests = 1 }": "instance.rate_limit: 'seconds' is a required property.",
    "[instance]\nversion = 18.9": "instance.version: 18.9 is not one of ['18.9', '19.4'].",
    "[[group]]\npath = 'a'\nvisibility = 'open'": "group[1].visibility: 'open' is not one of ['private', ",
    "[[group]]\npath = 'a'\nmembers = { u = 'owner', 'v w' = 'boss' }": "group[1].members.v w: 'boss' is not one of [",
    "[[project]]\npath = 'u/p'\njob_token_allowlist = [{}]": (
        "project[1].job_token_allowlist[1]: exactly one of 'project' and 'group' is required, and there is none."
    ),
    "[[project]]\npath = 'u/p'\njob_token_allowlist = [{ group = 'a', permissions = 'read_jobs' }]": (
        "project[1].job_token_allowlist[1].permissions: 'read_jobs' is not of type 'array'."
    ),
    f"{OWN}scopes = ['api', 'A']": "token[1].scopes[2]: 'A' does not match '^[a-z_]+$'.",
    f"{OWN}secret = 'x'": "token[1].secret: this has fewer than 8 characters.",
    f"{OWN}title = ''": "token[1].title: '' is empty.",
    f"{OWN}granular = {{ permissions = ['read'] }}": "token[1].granular.permissions[1]: 'read' is not one of [",
    f"{TOKEN}kind = 'oauth'": "token[1]: 'user' is a required property.",
    f"{TOKEN}kind = 'project'\nproject = 'u/p'": "token[1]: 'role' is a required property.",
    f"{TOKEN}kind = 'group'\nrole = 'owner'": "token[1]: 'group' is a required property.",
    f"{TOKEN}kind = 'job'\nuser = 'u'": "token[1]: 'project' is a required property.",
    f"{TOKEN}kind = 'deploy'\nproject = 'u/p'\ngroup = 'g'": (
        "token[1]: exactly one of 'project' and 'group' is required, and there are 2."
    ),
    "[[pypi.package]]\nname = 'x'\nversion = '1'\nextras = { 'b.c' = ['d', 3] }": (
        "pypi.package[1].extras.b.c[2]: 3 is not of type 'string'."
    ),
}


def test_the_schema_in_the_source_tree_is_the_models() -> None:
    """`python -m registry_guide.practice.world > src/registry_guide/practice/world/world.schema.json` writes it."""
    assert tables.schema() == TEXT
    SCHEMA.check_schema(json.loads(TEXT))


@pytest.mark.parametrize("text", GOOD, ids=range(len(GOOD)))
def test_a_world_is_taken_by_the_reader_and_by_the_schema(text: str) -> None:
    SCHEMA.validate(_plain(text))
    parse(text)


@pytest.mark.parametrize("text", BAD)
def test_what_the_schema_refuses_is_said_in_one_sentence(text: str) -> None:
    assert not SCHEMA.is_valid(_plain(text))
    with pytest.raises(WorldError) as caught:
        parse(text, "my.toml")
    assert str(caught.value).startswith(f"my.toml: {BAD[text]}")
    assert "\n" not in str(caught.value)


def test_the_reference_has_every_table_and_its_words() -> None:
    defined = {name for name, each in json.loads(TEXT)["$defs"].items() if "properties" in each} - {"File", "PyPI"}
    assert {table.__name__ for table in model.TABLES.values()} == defined
    for table in model.TABLES.values():
        rows = json.loads(TEXT)["$defs"][table.__name__]
        keys = list(model.keys(table))
        assert [key.name for key in keys] == list(rows["properties"])
        assert [key.name for key in keys if key.needed] == rows["required"]
        assert [key.says for key in keys] == [row["description"] for row in rows["properties"].values()]
    words = {key.name: list(key.words) for key in model.keys(tables.Project)}
    assert words["visibility"] == ["private", "internal", "public"]
    assert words["members"] == []
    words = {key.name: list(key.words) for key in model.keys(tables.Granular)}
    assert words["permissions"] == ["package:read", "package:create", "package:delete"]


def _plain(text: str) -> Any:
    """Read TOML as JSON holds it."""
    return msgspec.to_builtins(tomllib.loads(text))
