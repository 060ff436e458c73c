"""The user's own GitLab, as environment variables name it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from registry_guide.address import Address, parse
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.quoting import BadValueError
from registry_guide.walk.errors import WalkError


@dataclass(frozen=True)
class Account:
    """A GitLab: its address, a group in which the walk may make a group, and a personal access token with scope api."""

    address: Address
    namespace: str
    token: str

    @property
    def host(self) -> str:
        """Where it is, as people say it."""
        return self.address.name

    def __repr__(self) -> str:
        return f"Account({self.host}, {self.namespace})"


def account(variables: Mapping[str, str], facts: Facts) -> Account:
    """Take address, group and token from the environment variables that the facts name.

    Raises:
        WalkError: one is missing, or is no address or group.
    """
    names = {name: _variable(facts, f"{name}_variable") for name in ("host", "group", "token")}
    missing = [variable for variable in names.values() if not variables.get(variable)]
    if missing:
        raise WalkError(
            f"To walk against your own GitLab, set {', '.join(missing)}: its address, a group in which a group may be "
            "made, and a personal access token with the scope api."
        )
    values = {"host": variables[names["host"]].strip(), "group": variables[names["group"]].strip("/")}
    for name, value in values.items():
        try:
            values[name] = facts.placeholders[name].accept(value, values["host"])
        except BadValueError as refused:
            raise WalkError(f"{names[name]}: {refused}") from None
    return Account(parse(values["host"]), values["group"], _token(names["token"], variables))


def given_tokens(variables: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """Give the tokens that the user gives beside the one of the account, by placeholder.

    Raises:
        WalkError: one is none.
    """
    names = {name: token_variable(facts, name) for name, each in facts.placeholders.items() if each.secret}
    return {name: _token(variable, variables) for name, variable in names.items() if variables.get(variable)}


def token_variable(facts: Facts, placeholder: str) -> str:
    """Give the variable in which the user gives the token of a placeholder."""
    return _variable(facts, "token_prefix") + placeholder.upper()


def _token(variable: str, variables: Mapping[str, str]) -> str:
    """Give the token in a variable, which no header could carry with anything else in it."""
    token = variables[variable].strip()
    if not re.fullmatch(r"[!-~]+", token):
        raise WalkError(f"{variable} holds something else than a token: a token has neither spaces nor accents.")
    return token


def _variable(facts: Facts, name: str) -> str:
    """Give the name of an environment variable, a fact of the table own_gitlab."""
    try:
        return facts.example(facts.text(f"own_gitlab.{name}"))
    except ValueError as error:
        raise WalkError(f"The walk needs a fact: {error}") from None
