"""What the CLI says when it fails, as it was seen to say it, becomes one line with the way out."""

import pytest

from stagecraft.engine.problems import problem_of

SAID = {
    "locked": (
        "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete "
        "the lock file with `pulumi cancel`.\n"
        "  file:///b/.pulumi/locks/organization/p/dev/abc.json?no_tmp_dir=true: created by ann@laptop (pid 12) "
        "at 2026-11-21T00:00:00Z\n",
        "another update runs on this stack: ann@laptop (pid 12) holds the lock since 2026-11-21T00:00:00Z; "
        "wait for it to end, or, if that process is gone, free the stack with `pulumi cancel`",
    ),
    "passphrase": (
        "error: getting stack configuration: get stack secrets manager: passphrase must be set with "
        "PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
        "the stack's secrets are encrypted with a passphrase: set PULUMI_CONFIG_PASSPHRASE or "
        "PULUMI_CONFIG_PASSPHRASE_FILE",
    ),
    "login": (
        "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
        "nobody is logged in to a Pulumi backend: `pulumi login` (Pulumi Cloud), `pulumi login s3://BUCKET`, "
        "or `pulumi login --local`",
    ),
    "stack": (
        "error: no stack named 'nope' found",
        "the backend has no stack `nope`: make it with `pulumi stack init nope`, or see `pulumi stack ls`",
    ),
    "backend": (
        'error: unable to open state directory "file:///gone": stat /gone: no such file or directory',
        "the state's backend file:///gone cannot be opened (stat /gone: no such file or directory): "
        "check PULUMI_BACKEND_URL or `pulumi login` anew",
    ),
    "provider-died": (
        "aws:s3/bucket:Bucket (b):\n    error: error reading from server: EOF",
        "a resource provider ended before it had answered; what was done until then is in the state, and the "
        "next `up` goes on from there",
    ),
}


@pytest.mark.parametrize("kind", SAID)
def test_a_known_complaint_is_one_line_with_the_way_out(kind):
    said, expected = SAID[kind]
    problem = problem_of(said)
    assert (kind, expected) == (problem.kind, str(problem))


def test_an_incorrect_passphrase_is_told_from_a_missing_one():
    problem = problem_of(
        "error: getting stack configuration: get stack secrets manager: incorrect passphrase"
    )
    assert (
        "PULUMI_CONFIG_PASSPHRASE is not the passphrase that this stack's secrets are encrypted with"
        == str(problem)
    )


def test_an_unknown_complaint_is_told_in_the_engines_own_words():
    problem = problem_of("Updating (dev):\nerror: the moon is full\nerror: update failed\n")
    assert ("failed", "the moon is full") == (problem.kind, str(problem))


def test_what_the_engine_told_as_an_event_comes_before_what_it_printed():
    problem = problem_of("error: update failed", ["aws:s3/bucket:Bucket::b: BucketAlreadyExists:\n  taken"])
    assert "aws:s3/bucket:Bucket::b: BucketAlreadyExists: taken" == str(problem)


def test_colours_are_no_part_of_a_complaint():
    assert "red" == str(problem_of("\x1b[31merror: \x1b[0mred<{%reset%}>"))


def test_a_cli_that_says_nothing_is_told_of_too():
    assert "said nothing" in str(problem_of(""))
