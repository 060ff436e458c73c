"""Where the practice registry answers otherwise than a GitLab that was seen, or by what was read and not seen.

A page of the guide prints this list; do not take these answers for facts about GitLab. What a GitLab 18.9 was seen to
answer is in tests/practice/real, and is no guess.
"""

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Why an answer is uncertain, or other than GitLab's."""

    READ = "read in GitLab's code, not seen"
    READ_PYPI = "read in PyPI's code, not seen"
    UNKNOWN = "not known"
    PRACTICE = "the practice registry's own"


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer: what it is about, what the practice registry does, and on what ground."""

    about: str
    sentence: str
    ground: Ground


GUESSES = (
    Guess(
        "Later versions",
        "A world whose instance says version 19.4 is answered as the code of GitLab 19.x says, where "
        "that differs from 18.9.",
        Ground.READ,
    ),
    Guess(
        "Compression",
        "Pages are sent uncompressed, as GitLab itself does; what stands before it may compress them.",
        Ground.UNKNOWN,
    ),
    Guess(
        "Files larger than allowed",
        "A file larger than the limit is answered with Workhorse's 413, a form with more than ten files with its 400.",
        Ground.READ,
    ),
    Guess(
        "Broken forms",
        "A form that ends within a part is answered with Workhorse's 500, any other that is not whole with its 400.",
        Ground.READ,
    ),
    Guess(
        "Object storage",
        "With direct_download, a file is a redirect to a signed address: 302, and 303 for HEAD.",
        Ground.READ,
    ),
    Guess("FIPS mode", "An upload without its SHA-256 is answered with 422.", Ground.READ),
    Guess("Names that end in .txt", "The page of such a name is that of the name without the ending.", Ground.READ),
    Guess(
        "Paths that lead elsewhere",
        "An address with .. between slashes is answered with 400 and a sentence that says so, from before the API.",
        Ground.READ,
    ),
    Guess(
        "What begins as a job token",
        "As Bearer or PRIVATE-TOKEN it is passed over if it is no running job's, and the caller is anonymous.",
        Ground.READ,
    ),
    Guess(
        "Several credentials at once",
        "A deploy token counts first, then a job's as Bearer, then an OAuth token, then an access token in a "
        "parameter, in a header, as Bearer, by Basic. Where there is Basic, a Deploy-Token header does not count.",
        Ground.READ,
    ),
    Guess(
        "Text that is none",
        "Addresses, credentials and fields that are not UTF-8, or have a null byte, are answered with 400 in text.",
        Ground.READ,
    ),
    Guess(
        "OPTIONS at the upload address",
        "It is told the methods of the REST API's address of that form: OPTIONS, GET, DELETE, HEAD.",
        Ground.READ,
    ),
    Guess(
        "Formats and kinds of body",
        "A parameter format other than json is answered with 406, a body that is no form and no JSON with 415.",
        Ground.READ,
    ),
    Guess(
        "Subgroups without a project",
        "A parent group's deploy token is answered with 404 at a private subgroup that holds no project.",
        Ground.READ,
    ),
    Guess(
        "Job tokens without a permission",
        "On a project that is not private and whose registry is on, a job reads whatever the allowlist says.",
        Ground.READ,
    ),
    Guess("Protection and job tokens", "A job counts as its user for protection rules.", Ground.READ),
    Guess(
        "Protection of deletion",
        "It counts with the flag packages_protected_packages_delete alone, which a world can switch on.",
        Ground.READ,
    ),
    Guess(
        "Security Manager",
        "The role reads packages as a Reporter does; the free edition of 18.9 does not have it.",
        Ground.READ,
    ),
    Guess(
        "JSON pages on GitLab.com",
        "Whether the flag pypi_pep_691_json is on there is not known; here it is off unless the world says otherwise.",
        Ground.UNKNOWN,
    ),
    Guess(
        "Guests who pull",
        "Whether the flag allow_guest_plus_roles_to_pull_packages is on for your group on GitLab.com is "
        "not known; here it is off unless the world says otherwise.",
        Ground.UNKNOWN,
    ),
    Guess(
        "Rate limits",
        "One limit of the world counts every call of the API; GitLab has several, which are off at first.",
        Ground.PRACTICE,
    ),
    Guess(
        "Deletion",
        "A deleted package is gone at once, as GitLab shows it; GitLab removes its rows in the background.",
        Ground.PRACTICE,
    ),
    Guess(
        "Clean-up",
        "A deleted file's name stays taken until the practice registry starts again with its state; "
        "GitLab cleans up once an hour.",
        Ground.PRACTICE,
    ),
    Guess(
        "Order of links",
        "Packages and files stand on a page in the order of upload; GitLab promises none.",
        Ground.PRACTICE,
    ),
    Guess(
        "The rest of the REST API",
        "Calls that readers of the guide need are there, with the fields that they need; any other address, such "
        "as those of personal access tokens, and of rotating tokens, is answered as one that GitLab does not have.",
        Ground.PRACTICE,
    ),
    Guess(
        "Groups and projects made and removed",
        "Whoever makes one owns it; a removed one is gone at once, where GitLab removes it in the background.",
        Ground.PRACTICE,
    ),
    Guess(
        "Settings of groups and projects",
        "The API changes names and paths, archives, and takes a deletion back; all else is in the world's file.",
        Ground.PRACTICE,
    ),
    Guess(
        "Moved projects in the REST API",
        "Asked by a path that a project had before, GET is sent to its number (301), and any other call refused (405).",
        Ground.READ,
    ),
    Guess(
        "Order of checks in the REST API",
        "Parameters are looked at before the place and the role, but for packages, and for who must be signed in.",
        Ground.READ,
    ),
    Guess(
        "Job tokens in the REST API",
        "A job that may not see a project is answered with 403, and where packages are not asked for it is nobody.",
        Ground.READ,
    ),
    Guess(
        "Fine-grained tokens in the REST API",
        "They read and delete packages by what they hold for these, and any other call is refused.",
        Ground.READ,
    ),
    Guess(
        "Protection rules for other types",
        "Only rules for PyPI packages are made; GitLab makes them for other types as well.",
        Ground.PRACTICE,
    ),
    Guess(
        "GitLab's pages",
        "An address outside the API leads to a sign-in page, on which nobody can sign in; public pages "
        "of GitLab do so, too.",
        Ground.PRACTICE,
    ),
    Guess(
        "The stand-in for PyPI",
        "It has the addresses that clients read: /simple/, /pypi/…/json and the files; none that takes an upload, "
        "and no page for people. It knows of no vulnerability, and its serial numbers count files.",
        Ground.PRACTICE,
    ),
    Guess(
        "The forms of PyPI's pages",
        "Who asks PyPI's stand-in for a form that PyPI does not have gets HTML, and never 406.",
        Ground.READ_PYPI,
    ),
    Guess(
        "Files that PyPI does not have",
        "They are answered with 404 and a line of text.",
        Ground.UNKNOWN,
    ),
    Guess(
        "Heads of requests",
        "A request line of more than 8 kB is answered with 414, a larger header or 32 kB of them with 400, as NGINX "
        "does unless it is told otherwise; a head that takes longer than 30 seconds is not answered.",
        Ground.READ,
    ),
    Guess(
        "Files without an extension",
        "GitLab takes and lists a file whose name has no extension; its address is answered with 404.",
        Ground.READ,
    ),
    Guess(
        "Long names",
        "A name and version of more than 2,680 bytes together are answered with 500, as no index of GitLab's database "
        "has room for them; one that repeats itself may still fit there.",
        Ground.READ,
    ),
    Guess("A full disk", "An upload that finds the disk full is answered with 507.", Ground.PRACTICE),
    Guess("Slow uploads", "A client that sends nothing for a minute is answered with 408.", Ground.PRACTICE),
    Guess(
        "Pages without signing in",
        "The pages in a browser show every project to whoever opens them: the registry runs on your machine alone.",
        Ground.PRACTICE,
    ),
)
