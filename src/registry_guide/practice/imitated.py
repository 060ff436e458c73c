"""Where the practice registry answers by inference: no test, code or documentation of GitLab says it for certain.

A page of the guide prints this list; do not take these answers for facts about GitLab.
"""

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Why an answer is uncertain."""

    INFERRED = "inferred from GitLab's code"
    UNKNOWN = "not known"
    PRACTICE = "the practice registry's own"


@dataclass(frozen=True, slots=True)
class Imitated:
    """One answer: what it is about, what the practice registry does, and on what ground."""

    about: str
    sentence: str
    ground: Ground


IMITATED = (
    Imitated(
        "Unknown addresses",
        'An address that GitLab does not have is answered with 404 and {"error":"404 Not Found"}, for everybody.',
        Ground.INFERRED,
    ),
    Imitated("Upload to a group", "POST to a group's address is answered with 404.", Ground.INFERRED),
    Imitated(
        "Upload to /simple",
        "POST to a project's /simple address, or a method that an address lacks, is answered with 404, not 405.",
        Ground.UNKNOWN,
    ),
    Imitated("HEAD", "HEAD is answered wherever GET is, with the same status and headers.", Ground.INFERRED),
    Imitated(
        "Trailing slash", "An address works with and without a slash at its end, for uploads too.", Ground.INFERRED
    ),
    Imitated(
        "Compression and caching",
        "Pages are sent uncompressed, without ETag and without Cache-Control.",
        Ground.UNKNOWN,
    ),
    Imitated(
        "Content type of errors",
        "Errors are application/json whatever the client accepts; 413 and 429 are text/plain.",
        Ground.INFERRED,
    ),
    Imitated(
        "Versions being destroyed",
        "A package whose every version waits for its destruction has an empty page and is not forwarded.",
        Ground.INFERRED,
    ),
    Imitated(
        "Deletion",
        "A deleted package is destroyed at once; GitLab marks it and destroys it in the background.",
        Ground.PRACTICE,
    ),
    Imitated(
        "Deleting one file",
        "Once a single file is deleted its name may be uploaded again; GitLab may answer 400 until its clean-up.",
        Ground.UNKNOWN,
    ),
    Imitated(
        "Package names",
        "A name may hold letters, digits, and any of . - _ + / @; GitLab's pattern is a little stricter about where.",
        Ground.INFERRED,
    ),
    Imitated(
        "File names",
        "Directories are cut off a file's name; what is no word character, dot, hyphen or plus becomes an underscore.",
        Ground.INFERRED,
    ),
    Imitated(
        "Odd forms",
        "A body that is no whole form, or has more than 4,096 parts, is answered with 400; a file field sent as text "
        'with {"error":"content is invalid"}.',
        Ground.INFERRED,
    ),
    Imitated(
        "Group page, internal group",
        "Signed-in users who are not members of an internal group get 403 there.",
        Ground.INFERRED,
    ),
    Imitated(
        "Internal visibility",
        "No test of GitLab covers internal projects and groups; GitLab.com has none.",
        Ground.INFERRED,
    ),
    Imitated(
        "Packages switched off",
        "In a project without package registry, everything is 403 for who can see the project, else 401 or 404.",
        Ground.INFERRED,
    ),
    Imitated(
        "Registry for members only",
        "In a public project whose registry is for its members, a Guest may read as a member of the public may not.",
        Ground.INFERRED,
    ),
    Imitated(
        "Deploy tokens without package scopes", "They are answered with 404 on a private project.", Ground.INFERRED
    ),
    Imitated(
        "Deploy tokens elsewhere",
        "A deploy token of another project is answered with 404; where the target is public it reads (200) and "
        "does not publish (403).",
        Ground.INFERRED,
    ),
    Imitated(
        "Project deploy tokens at a group",
        "A project's deploy token is answered with 404 at its private group's address.",
        Ground.UNKNOWN,
    ),
    Imitated(
        "Group deploy tokens at a subgroup",
        "A parent group's deploy token is answered with 404 at a private subgroup's address.",
        Ground.INFERRED,
    ),
    Imitated(
        "Group deploy tokens on projects",
        "A group's deploy token reads and publishes in every project below the group.",
        Ground.INFERRED,
    ),
    Imitated(
        "Project access tokens at a group",
        "They are members of their project only, and get 403 at a private group's address.",
        Ground.INFERRED,
    ),
    Imitated(
        "Access token under gitlab-ci-token",
        "A personal, project or group access token works under this user name too.",
        Ground.INFERRED,
    ),
    Imitated(
        "A wrong Deploy-Token header",
        "It is passed over, and the caller is anonymous or who else they say.",
        Ground.INFERRED,
    ),
    Imitated(
        "Job token permissions", "On an allowlist, admin_packages lets a job read as well as publish.", Ground.INFERRED
    ),
    Imitated(
        "Fine-grained tokens",
        "A missing permission is answered after the project is found and before its visibility counts; "
        "the words of the error are the practice registry's own.",
        Ground.UNKNOWN,
    ),
    Imitated("Blocked users", "Their tokens are answered with 403 and a sentence that says so.", Ground.INFERRED),
    Imitated(
        "JSON pages on GitLab.com",
        "Whether the flag pypi_pep_691_json is on there is not known; here it is off unless the world says otherwise.",
        Ground.UNKNOWN,
    ),
    Imitated(
        "Guests who pull",
        "Whether the flag allow_guest_plus_roles_to_pull_packages is on for your group on GitLab.com is not known; "
        "here it is off unless the world says otherwise.",
        Ground.UNKNOWN,
    ),
    Imitated(
        "The rest of the REST API",
        "Calls for tokens, allowlists, protection rules and packages answer with the documented fields that readers of "
        "the guide need, and no others.",
        Ground.PRACTICE,
    ),
    Imitated(
        "Groups and projects made and removed",
        "Whoever makes one owns it; a removed one is gone at once, where GitLab removes it in the background. Its path "
        "stays as it is while it is marked for deletion.",
        Ground.PRACTICE,
    ),
    Imitated("A full disk", "An upload that finds the disk full is answered with 507.", Ground.PRACTICE),
    Imitated("Slow uploads", "A client that sends nothing for a minute is answered with 408.", Ground.PRACTICE),
    Imitated(
        "Pages without signing in",
        "The pages in a browser show every project to whoever opens them: the registry runs on your machine alone.",
        Ground.PRACTICE,
    ),
)
