"""What a reader does in GitLab's pages, done through the REST API."""

from registry_guide.records.action import Action
from registry_guide.walk.requests.asker import Asker
from registry_guide.walk.requests.fetch import post, rest


def act(action: Action, asker: Asker, token: str) -> tuple[str, dict[str, str]]:
    """Do it in the registry; give what to log, and what the reader fills in from now on, by placeholder.

    Takes who asks the registry, and a personal access token with the scope api.

    Raises:
        StepFaultError: the answer is a refusal, or there is none.
    """
    address = action.post
    if action.place:
        above, _, _ = action.place.rpartition("/")
        number = rest("GET", action.place, asker, token).table()["id"]
        address = f"{above}/{number}{action.post}"
    made = post(address, action.body, asker, token)
    return f"done with POST {address}", {placeholder: str(made[key]) for placeholder, key in action.fills.items()}
