"""What the Pulumi CLI says when it fails, in one line with the way out."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final


class EngineProblem(Exception):  # noqa: N818 - a problem of the user's surroundings, not an error of ours
    """The engine did not do what was asked; the message is one line with the way out.

    Attributes:
        kind: what it is, for programs: a name of `_KNOWN`, or `failed`.
        details: what else the engine printed about it, for a longer report.
    """

    def __init__(self, kind: str, message: str, details: str = "") -> None:
        """Keep kind, message and details."""
        super().__init__(message)
        self.kind = kind
        self.details = details


@dataclass(frozen=True, slots=True)
class _Known:
    """A complaint of the CLI's that we know: how it reads, and what to say of it."""

    kind: str
    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], str]


def _known(kind: str, pattern: str, say: str) -> _Known:
    """Pair a pattern with a text, in which `{0}`, `{1}` are the groups of the pattern."""
    return _Known(
        kind, re.compile(pattern, re.DOTALL), lambda match: say.format(*(g or "" for g in match.groups()))
    )


# In this order: the first that is found in what the CLI printed is told.
_KNOWN: Final = (
    _known(
        "locked",
        r"the stack is currently locked by \d+ lock\(s\).*?: created by (\S+) \(pid (\d+)\) at (\S+)",
        "another update runs on this stack: {0} (pid {1}) holds the lock since {2}; wait for it to end, "
        "or, if that process is gone, free the stack with `pulumi cancel`",
    ),
    _known(
        "locked",
        r"\[409\] Conflict: (Another update is currently in progress[^\n]*)",
        "another update runs on this stack (Pulumi Cloud: {0}); wait for it to end, or free the stack with "
        "`pulumi cancel`",
    ),
    _known(
        "passphrase",
        r"passphrase must be set",
        "the stack's secrets are encrypted with a passphrase: set PULUMI_CONFIG_PASSPHRASE or "
        "PULUMI_CONFIG_PASSPHRASE_FILE",
    ),
    _known(
        "passphrase",
        r"incorrect passphrase",
        "PULUMI_CONFIG_PASSPHRASE is not the passphrase that this stack's secrets are encrypted with",
    ),
    _known(
        "login",
        r"PULUMI_ACCESS_TOKEN must be set|not logged in|invalid access token|\[401\] Unauthorized",
        "nobody is logged in to a Pulumi backend: `pulumi login` (Pulumi Cloud), `pulumi login s3://BUCKET`, "
        "or `pulumi login --local`",
    ),
    _known(
        "stack",
        r"no stack named '([^']*)' found",
        "the backend has no stack `{0}`: make it with `pulumi stack init {0}`, or see `pulumi stack ls`",
    ),
    _known(
        "backend",
        r"unable to open state directory \"([^\"]*)\": ([^\n]*)",
        "the state's backend {0} cannot be opened ({1}): check PULUMI_BACKEND_URL or `pulumi login` anew",
    ),
    _known(
        "backend",
        r"(?:read|list|open) \"?\.pulumi/[^\n]*?: ([^\n]*)",
        "the state's backend cannot be read ({0}): check PULUMI_BACKEND_URL, its region and your credentials",
    ),
    _known(
        "plan",
        r"([^\n]*(?: is not allowed by the plan| violates plan): [^\n]*)",
        "the stack or its program is no longer what the plan was made for: {0}; make a new plan",
    ),
    _known(
        "provider-died",
        r"(?:could not dial plugin|error reading from server|connection refused|connection reset by peer|"
        r"code = Unavailable desc = ([^\n]*)|resource plugin \S+ has exited|"
        r"plugin \S+ .*?exited unexpectedly)",
        "a resource provider ended before it had answered; what was done until then is in the state, and the "
        "next `up` goes on from there",
    ),
    _known(
        "no-plugin",
        r"no resource plugin '([^']*)' found[^\n]*",
        "the provider plugin {0} is not installed, and cannot be got here: `pulumi plugin install`",
    ),
    _known(
        "protected",
        r"resource \"?(urn:[^\s\"]+)\"? cannot be deleted\s+because it is protected",
        "{0} is protected and cannot be deleted: take the protection off in the settings and `up`, or "
        "`pulumi state unprotect` it",
    ),
    _known(
        "integrity",
        r"(snapshot integrity failure[^\n]*|refusing to proceed)",
        "the state is broken ({0}): `pulumi stack history` and an export of an earlier version, or "
        "`pulumi state repair`",
    ),
    _known(
        "config",
        r"Missing required configuration variable '([^']*)'",
        "the stack's configuration lacks `{0}`: write it into the stack file",
    ),
    _known("policy", r"(\d+) policy violation", "the policy pack stops it"),
)
# What the CLI puts before each complaint, and how it paints.
_ERROR = re.compile(r"^\s*(?:\S+ \(\S+\):\s*)?error: (.+)$")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m|<\{%[^%]*%\}>")


def problem_of(text: str, diagnostics: Iterable[str] = ()) -> EngineProblem:
    """Tell what the CLI complained of.

    Args:
        text: its standard error and output.
        diagnostics: the errors that the engine told as events, if any.
    """
    plain = _COLOUR.sub("", text)
    events = [_COLOUR.sub("", line) for line in diagnostics]
    for known in _KNOWN:
        if (match := known.pattern.search("\n".join([*events, plain]))) is not None:
            return EngineProblem(known.kind, known.say(match), plain)
    told = [line for line in dict.fromkeys(events or _errors(plain)) if not _says_nothing(line)]
    message = (
        "; ".join(" ".join(line.split()) for line in told[:3])
        or "the Pulumi CLI failed and said nothing; run it with `-v=3 --logtostderr`"
    )
    return EngineProblem("failed", message, plain)


def _says_nothing(line: str) -> bool:
    """Tell what every failed run ends with, beside the line that tells why."""
    return line.rpartition(": ")[2] in ("update failed", "preview failed", "destroy failed", "refresh failed")


def _errors(text: str) -> Iterator[str]:
    """Yield the complaints that the CLI marks as such; the last lines of all where it marks none."""
    found = False
    for line in text.splitlines():
        if (match := _ERROR.match(line)) is not None:
            found = True
            yield match[1].strip().rstrip(":")
    if not found:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        yield from lines[-1:]
