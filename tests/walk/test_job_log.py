"""The log of a job is what GitLab shows of it: commands and what they printed, and no word of the runner here."""

from registry_guide.walk.pipelines.job_log import job_log

# As gitlab-ci-local prints it, where one job of two fails.
PRINTED = """\
Unable to retrieve default remote branch, falling back to `main`.
  Command failed with exit code 128: git symbolic-ref --short refs/remotes/origin/HEAD

parsing and downloads finished in 224 ms.
build   starting shell (build)
build   $ uv build
build   > Successfully built dist/my_package-0.1.0.tar.gz
build   finished in 736 ms
\x1b[94mpublish  \x1b[39m$ ls "$A" > list
\x1b[94mpublish  \x1b[39m>
\x1b[94mpublish  \x1b[39m>   cause: it costs $ 5 > 4
a job   $ date

 FAIL  publish
  >   cause: it costs $ 5 > 4
pipeline finished in 2.63 s
"""


def test_the_log_of_jobs_is_their_commands_and_what_those_printed() -> None:
    assert job_log(PRINTED).splitlines() == [
        "$ uv build",
        "Successfully built dist/my_package-0.1.0.tar.gz",
        '$ ls "$A" > list',
        "",
        "  cause: it costs $ 5 > 4",
        "$ date",
    ]
