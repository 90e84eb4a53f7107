"""Who may call: the kinds of callers that a policy is judged for, and what their requests can bring.

A request has a value for each condition key, or none. For most keys a caller can bring what it likes. Some it
cannot choose: an outsider's account, organisation, network and resources are its own, never the owner's. These
are the keys that tie a statement to somebody, see "The meaning of public" in
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from guardrails.documents.conditions import ELSEWHERE, Constraint, Value, candidates
from guardrails.documents.patterns import FRESH, is_wild, value_like
from guardrails.values import UNKNOWN

# What is an outsider's own: no document names it, and only a pattern of wildcards matches it.
_ACCOUNT: Final = FRESH * 12
_ORGANIZATION: Final = f"o-{FRESH * 10}"
_UNIT: Final = f"{_ORGANIZATION}/r-{FRESH * 4}/ou-{FRESH * 4}-{FRESH * 8}/"
_VPC: Final = f"vpc-{FRESH * 17}"
_ENDPOINT: Final = f"vpce-{FRESH * 17}"

Values = tuple[Value, ...]
Choice = Values | Callable[[tuple[Constraint, ...]], Values]


@dataclass(frozen=True, slots=True)
class Caller:
    """A kind of caller.

    Attributes:
        name: who it is, for messages.
        signs: it has credentials of an AWS account.
        service: it is an AWS service that acts for somebody else's resource; a name, or FRESH for any.
        brings: the values it can bring for a key, where it cannot choose freely.
        others: the values of all keys that `brings` does not name, if those too are not free.
    """

    name: str
    signs: bool = False
    service: str = ""
    brings: Mapping[str, Choice] = field(default_factory=dict)
    others: Callable[[str], Choice | None] = lambda _: None

    def values(self, key: str, constraints: tuple[Constraint, ...]) -> Values:
        """Return the values that the caller can bring for a key, as far as the constraints tell them apart."""
        choice = self.brings.get(key)
        if choice is None:
            choice = self.others(key)
        if choice is None:
            return tuple(dict.fromkeys(candidates(constraints)))
        return choice(constraints) if callable(choice) else choice


def _arns(constraints: Iterable[Constraint]) -> Values:
    """Return ARNs of an outsider's resources, as near as possible to the patterns of the constraints."""
    found: dict[str, None] = {f"arn:aws:{FRESH}:{FRESH}:{_ACCOUNT}:{FRESH}": None}
    for constraint in constraints:
        for wanted in constraint.values:
            if wanted is not UNKNOWN:
                found.update(dict.fromkeys(_outsiders_arns(wanted)))
    return tuple(found)


def _outsiders_arns(pattern: str) -> list[str]:
    """Return what of an outsider's the pattern can match.

    An outsider gives its resources any name, so a pattern without an account in it is no tie, but for names
    that are given once in the whole world: those of buckets, and ids.
    """
    parts = pattern.split(":", 5)
    if len(parts) < 6:
        return [value_like(pattern)] if is_wild(pattern) else []
    *head, account, resource = parts
    start = ":".join(map(value_like, head))
    found = [f"{start}:{_ACCOUNT}:{value_like(resource)}"] if head[2] != "s3" else []
    if is_wild(resource):
        found.append(f"{start}::{value_like(resource)}")
    return found if account == "" or is_wild(account) else found[:1]


def _user_ids(constraints: Iterable[Constraint]) -> Values:
    """Return ids of an outsider's roles and users; the name of a session, after the colon, is free."""
    sessions = [
        one.partition(":") for constraint in constraints for one in constraint.values if one is not UNKNOWN
    ]
    return (FRESH, *(f"{FRESH}:{value_like(name)}" for _, colon, name in sessions if colon))


_ABSENT: Final[Values] = (None,)
_ANONYMOUS: Final[dict[str, Choice]] = {
    "aws:principalarn": _ABSENT,
    "aws:principalaccount": _ABSENT,
    "aws:principalorgid": _ABSENT,
    "aws:principalorgpaths": _ABSENT,
    "aws:principaltype": ("Anonymous",),
    "aws:userid": ("anonymous",),
    "aws:username": _ABSENT,
    "aws:multifactorauthpresent": _ABSENT,
    "aws:multifactorauthage": _ABSENT,
    "aws:tokenissuetime": _ABSENT,
    "aws:sourceidentity": _ABSENT,
    "aws:federatedprovider": _ABSENT,
    "aws:viaawsservice": ("false",),
    "aws:calledvia": _ABSENT,
    "aws:principalisawsservice": ("false",),
    "kms:calleraccount": _ABSENT,
}
_FOREIGN: Final[dict[str, Choice]] = {
    "aws:principalarn": _arns,
    "aws:principalaccount": (_ACCOUNT,),
    "aws:principalorgid": (None, _ORGANIZATION),
    "aws:principalorgpaths": (None, _UNIT),
    "aws:userid": _user_ids,
    "aws:principalisawsservice": ("false",),
    "kms:calleraccount": (_ACCOUNT,),
}
_SERVICE: Final[dict[str, Choice]] = {
    **_ANONYMOUS,
    "aws:principaltype": _ABSENT,
    "aws:userid": _ABSENT,
    "aws:principalisawsservice": ("true",),
    "aws:sourceip": (None, FRESH, ELSEWHERE),
    "aws:sourceaccount": (_ACCOUNT,),
    "aws:sourceowner": (_ACCOUNT,),
    "aws:sourcearn": _arns,
    "aws:sourceorgid": (None, _ORGANIZATION),
    "aws:sourceorgpaths": (None, _UNIT),
    "kms:calleraccount": (_ACCOUNT,),
}
# Of a request that no AWS service makes; and of one that comes over the internet, or from another VPC.
_DIRECT: Final[dict[str, Choice]] = dict.fromkeys(
    (
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:principalservicename",
        "aws:principalservicenameslist",
    ),
    _ABSENT,
)
_NETWORK_KEYS: Final = (
    ("aws:sourcevpc", _VPC),
    ("aws:sourcevpce", _ENDPOINT),
    ("aws:vpceaccount", _ACCOUNT),
    ("aws:vpceorgid", _ORGANIZATION),
    ("aws:vpceorgpaths", _UNIT),
)
_INTERNET: Final[dict[str, Choice]] = {
    "aws:sourceip": (FRESH, ELSEWHERE),
    "aws:vpcsourceip": _ABSENT,
    "aws:sourcevpcarn": _ABSENT,
    **{key: _ABSENT for key, _ in _NETWORK_KEYS},
}
_OTHER_VPC: Final[dict[str, Choice]] = {
    "aws:sourceip": _ABSENT,
    "aws:sourcevpcarn": _arns,
    **{key: (value,) for key, value in _NETWORK_KEYS},
}
# What outsiders of every kind bring: see the pages on EFS, SNS and S3 in the module's links.
_ALWAYS: Final[dict[str, Choice]] = {
    "aws:securetransport": ("true", "false"),
    "aws:ec2instancesourcevpc": (None, _VPC),
    "aws:ec2instancesourceprivateipv4": _ABSENT,
    "ec2:sourceinstancearn": (None,),
    "elasticfilesystem:accessedviamounttarget": (None, "false"),
    "lambda:sourcefunctionarn": _arns,
    "s3:dataaccesspointaccount": (None, _ACCOUNT),
    "s3:dataaccesspointarn": _arns,
    "s3:x-amz-server-side-encryption-aws-kms-key-id": _arns,
    # Its own mailbox, site, number, queue or function.
    "sns:endpoint": (
        None,
        f"{FRESH}@{FRESH}",
        f"http://{FRESH}",
        f"https://{FRESH}",
        FRESH,
        f"arn:aws:sqs:{FRESH}:{_ACCOUNT}:{FRESH}",
        f"arn:aws:lambda:{FRESH}:{_ACCOUNT}:function:{FRESH}",
    ),
}
_ROADS: Final = (_INTERNET, _OTHER_VPC)


def _untagged(key: str) -> Choice | None:
    return _ABSENT if key.startswith("aws:principaltag/") else None


OUTSIDERS: Final[tuple[Caller, ...]] = (
    *(
        Caller("anyone", brings={**_ALWAYS, **_ANONYMOUS, **_DIRECT, **road}, others=_untagged)
        for road in _ROADS
    ),
    *(
        Caller("any AWS account", signs=True, brings={**_ALWAYS, **_FOREIGN, **_DIRECT, **road})
        for road in _ROADS
    ),
    Caller(
        "any AWS account through an AWS service",
        service=FRESH,
        brings={**_ALWAYS, **_INTERNET, **_SERVICE, "aws:sourceaccount": (None, _ACCOUNT)},
        others=_untagged,
    ),
)
"""Everyone who is nobody of ours: without credentials, of another account, or a service acting for one."""


def through(service: str) -> Caller:
    """Return an AWS service that acts for a resource of somebody else, and tells of which."""
    return Caller(
        service, service=service, brings={**_ALWAYS, **_INTERNET, **_SERVICE}, others=_told_by_service
    )


def _told_by_service(key: str) -> Choice | None:
    """Return what a service puts into the encryption context: the ARN of the resource that it acts for."""
    return _arns if key.startswith("kms:encryptioncontext:") else _untagged(key)


WITHOUT_TLS: Final = Caller("a request without TLS", signs=True, brings={"aws:securetransport": ("false",)})
"""Any request at all that comes without TLS."""

FOREIGN_RESOURCE: Final[Mapping[str, Choice]] = {
    "aws:resourceaccount": (_ACCOUNT,),
    "aws:resourceorgid": (None, _ORGANIZATION),
    "aws:resourceorgpaths": (None, _UNIT),
    "s3:resourceaccount": (_ACCOUNT,),
}
"""What a request brings that is about a resource of another account."""
