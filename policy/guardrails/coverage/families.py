"""Which inputs of a resource type are sensitive, told by their names: the families that decisions are made by."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Family:
    """Inputs of one kind; `holds` says what one of them is."""

    id: str
    holds: str


KEY: Final = Family("encryption-key", "names the key that something is encrypted with")
ENCRYPTION: Final = Family("encryption", "says whether, or how, something is encrypted")
TRANSPORT: Final = Family("transport", "says which protocol is spoken, or how TLS is")
PUBLIC: Final = Family("public-access", "says whether everyone has access")
SUBNETS: Final = Family("subnets", "names subnets, or a group of them")
SECURITY_GROUPS: Final = Family("security-groups", "names security groups")
DOCUMENT: Final = Family("policy-document", "holds a policy")

FAMILIES: Final = {
    family.id: family for family in (KEY, ENCRYPTION, TRANSPORT, PUBLIC, SUBNETS, SECURITY_GROUPS, DOCUMENT)
}

_WORDS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z0-9])|[A-Z]?[a-z0-9]+|[A-Z]+")
_ENCRYPTION: Final = frozenset({"kms", "cmk", "encrypt", "encrypted", "encryption", "decrypt", "sse"})
_TLS: Final = frozenset({"tls", "mtls", "ssl"})
_PROTOCOL: Final = frozenset({"https", "protocol", "protocols"})
_PUBLIC: Final = frozenset({"public", "publicly", "internet", "anonymous", "unauthenticated"})
_DOCUMENT: Final = frozenset({"policy", "policies", "document"})
_KEY: Final = re.compile(
    r"kms(key|arn|master|encryptionkey)|cmk|customer(managed|encryption)?key|encryptionkey|ownedkey"
    r"|^key(id|arn|type)$",
    re.IGNORECASE,
)
# Names without a word that gives them away.
_KEY_NAMES: Final = frozenset({"customerKey", "customerManagedKey", "customerManagedKeyArn", "keyArn"})
_TRANSPORT_NAMES: Final = frozenset({"securityPolicy", "securityPolicyName", "insecureSkipVerification"})
_PUBLIC_NAMES: Final = frozenset(
    {
        "acl",
        "authType",
        "authenticationType",
        "authorizationType",
        "cannedAcl",
        "cannedAclForObjects",
        "functionUrlAuthType",
        "internal",
        "objectAcl",
        "s3ObjectAcl",
    }
)
# A value that is offered, in the SDK's words: `PUBLIC`, `PUBLIC_READ`, `PublicInternetOnly`, `public-read`.
_OFFERS_PUBLIC: Final = re.compile(r"`(PUBLIC(_\w+)?|Public\w+|public(-[\w-]+)?)`")
_IS_ABOUT: Final = re.compile(
    r"encrypt|blockPublic|publicAccess|securityConfiguration$|publicPorts|^kms/key", re.IGNORECASE
)


def words(name: str) -> list[str]:
    """Return the words of a property name: `kmsKeyId` is kms, key, id."""
    return [word.lower() for word in _WORDS.findall(name)]


def family_of(path: str, says: str = "", *, text: bool = True) -> Family | None:
    """Return the family of an input by its path and the SDK's description, or None where it is not sensitive.

    Args:
        path: its dotted path.
        says: how the SDK describes it.
        text: whether it is a text, or a list of texts.
    """
    *around, leaf = path.split(".")
    own = words(leaf)
    spoken = _spoken(around, leaf)
    if text and own[-1] in _DOCUMENT and not spoken:
        return DOCUMENT
    all_words = {word for step in (*around, leaf) for word in words(step)}
    if all_words & _ENCRYPTION or leaf in _KEY_NAMES:
        return KEY if _KEY.search(leaf) else ENCRYPTION
    if spoken:
        return TRANSPORT
    if all_words & _PUBLIC or leaf in _PUBLIC_NAMES or (text and _OFFERS_PUBLIC.search(says)):
        return PUBLIC
    if text and "securitygroup" in leaf.lower():
        return SECURITY_GROUPS
    return SUBNETS if text and {"subnet", "subnets"} & set(own) else None


def _spoken(around: list[str], leaf: str) -> bool:
    """Tell whether an input is about a protocol, or about TLS."""
    inside = {word for step in around for word in words(step)}
    return bool(set(words(leaf)) & (_TLS | _PROTOCOL) or inside & _TLS or leaf in _TRANSPORT_NAMES)


def is_about(short: str) -> bool:
    """Tell whether a resource type (`ebs/encryptionByDefault`) is sensitive by its own name."""
    return bool(_IS_ABOUT.search(short))
