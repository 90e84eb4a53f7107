"""Secrets: values that nobody may see are placeholders of the right form, marked as secrets."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws.functions import fallback
from stagecraft.simulated.aws.functions.calls import Answer, Call

# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
_PUNCTUATION: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_LOWERCASE: Final = "abcdefghijklmnopqrstuvwxyz"
_DEFAULT_LENGTH: Final = 32
PLACEHOLDER: Final = "simulated-secret-value"
# Most secrets are read as JSON, and most of these have the keys of a database's.
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
_DATABASE_SECRET: Final = json.dumps(
    {
        "engine": "postgres",
        "host": "simulated.example.com",
        "username": "simulated",
        "password": PLACEHOLDER,
        "dbname": "simulated",
        "port": 5432,
    }
)


def _random_password(call: Call) -> Answer:
    excluded = call.text("excludeCharacters")
    classes = [
        ("excludeLowercase", _LOWERCASE),
        ("excludeUppercase", _LOWERCASE.upper()),
        ("excludeNumbers", "0123456789"),
        ("excludePunctuation", _PUNCTUATION),
    ]
    allowed = "".join(characters for name, characters in classes if call.args.get(name) is not True)
    if call.args.get("includeSpace") is True:
        allowed += " "
    allowed = "".join(character for character in allowed if character not in excluded) or "x"
    length = int(call.args.get("passwordLength") or _DEFAULT_LENGTH)
    # One hash holds a few dozen characters: a long password is drawn in pieces.
    pieces = (
        call.seed.text(f"password {start}", allowed, min(32, length - start))
        for start in range(0, length, 32)
    )
    password = "".join(pieces)
    return call.answer(
        "derived", id=wire.secret(password), randomPassword=wire.secret(password), region=call.region
    )


def _secret_version(call: Call) -> Answer:
    id_ = call.text("secretId")
    version = call.text("versionId") or call.seed.uuid("versionId")
    stage = call.text("versionStage") or "AWSCURRENT"
    stored = fallback.created(call, "aws:secretsmanager/secretVersion:SecretVersion", "secretId", id_) or {}
    text = _known(stored, "secretString")
    return call.answer(
        "derived" if text else "invented",
        id=f"{id_}|{stage}",
        arn=_secret_arn(call, id_),
        secretArn=_secret_arn(call, id_),
        secretString=wire.secret(text or _DATABASE_SECRET),
        secretBinary=wire.secret(""),
        versionId=version,
        versionStages=[stage],
        createdDate="2024-01-01T00:00:00Z",
        region=call.region,
    )


def _known(outputs: Mapping[str, Any], name: str) -> str:
    """Return a text that the preview knows; empty where it does not."""
    value = wire.unwrap(outputs.get(name))
    return value if isinstance(value, str) and value != wire.UNKNOWN else ""


def _secret_arn(call: Call, id_: str) -> str:
    if id_.startswith("arn:"):
        return id_
    suffix = call.seed.text("suffix", _LOWERCASE, 6)
    place = f"{call.region}:{call.provider.account_id}"
    return f"arn:{call.partition.name}:secretsmanager:{place}:secret:{id_}-{suffix}"


def _parameter(call: Call) -> Answer:
    """Answer an SSM parameter: for AWS's public ones an id of the kind that they hold.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
    """
    name = call.text("name")
    value, kind = PLACEHOLDER, "String"
    if name.startswith("/aws/service/"):
        value = _public_value(call, name)
    else:
        stored = fallback.created(call, "aws:ssm/parameter:Parameter", "name", name)
        if stored:
            value = _known(stored, "value") or PLACEHOLDER
            kind = str(stored.get("type", kind))
    account = call.provider.account_id
    slashed = name if name.startswith("/") else f"/{name}"
    return call.answer(
        "derived" if value != PLACEHOLDER else "invented",
        id=name,
        arn=f"arn:{call.partition.name}:ssm:{call.region}:{account}:parameter{slashed}",
        name=name,
        type=kind,
        value=wire.secret(value),
        insecureValue=value if kind != "SecureString" else "",
        version=1,
        region=call.region,
        withDecryption=call.args.get("withDecryption", True),
    )


def _public_value(call: Call, name: str) -> str:
    leaf = name.rpartition("/")[2]
    if leaf in ("image_name", "image_version", "release_version"):
        return fallback.word(call, leaf)
    if name.startswith("/aws/service/global-infrastructure/"):
        return call.region
    image = "ami-0" + call.seed.text("image", "0123456789abcdef", 16)
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
    return json.dumps({"image_id": image}) if leaf == "recommended" else image


def _registry_token(call: Call) -> Answer:
    """Answer the credentials of a container registry: a token is `user:password` in Base64.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_AuthorizationData.html
    """
    account = call.text("registryId") or call.provider.account_id
    token = base64.b64encode(f"AWS:{PLACEHOLDER}".encode()).decode()
    return call.answer(
        "invented",
        authorizationToken=wire.secret(token),
        userName="AWS",
        password=wire.secret(PLACEHOLDER),
        proxyEndpoint=f"https://{account}.dkr.ecr.{call.region}.{call.partition.dns_suffix}",
        expiresAt="2024-01-01T12:00:00Z",
    )


def _cluster(call: Call) -> Answer:
    """Answer an EKS cluster as far as programs take it apart: by the first certificate authority."""
    known = fallback.answer(call).result
    authority = base64.b64encode(PLACEHOLDER.encode()).decode()
    return Answer({**known, "certificateAuthorities": [{"data": authority}]}, "invented")


def _cluster_token(call: Call) -> Answer:
    return call.answer("invented", token=wire.secret(PLACEHOLDER))


FUNCTIONS: Final[dict[str, Callable[[Call], Answer]]] = {
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": _registry_token,
    "aws:ecr/getCredentials:getCredentials": _registry_token,
    "aws:ecrpublic/getAuthorizationToken:getAuthorizationToken": _registry_token,
    "aws:eks/getCluster:getCluster": _cluster,
    "aws:eks/getClusterAuth:getClusterAuth": _cluster_token,
    "aws:secretsmanager/getRandomPassword:getRandomPassword": _random_password,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": _secret_version,
    "aws:ssm/getParameter:getParameter": _parameter,
}
