"""Resources and functions of every other provider: their inputs are known, what the provider adds is not."""

from collections.abc import Mapping
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws.functions import Answer
from stagecraft.simulated.aws.seeds import HEX, of_urn

# Outputs that programs use, so that a state shows them as unknown. True: the value is a secret.
_OUTPUTS: Final[dict[str, dict[str, bool]]] = {
    "command:local:Command": {"stdout": False, "stderr": False},
    "command:remote:Command": {"stdout": False, "stderr": False},
    "docker:index/image:Image": {"repoDigest": False},
    "random:index/randomBytes:RandomBytes": {"base64": True, "hex": True},
    "random:index/randomId:RandomId": {"b64Std": False, "b64Url": False, "dec": False, "hex": False},
    "random:index/randomInteger:RandomInteger": {"result": False},
    "random:index/randomPassword:RandomPassword": {"bcryptHash": True, "result": True},
    "random:index/randomShuffle:RandomShuffle": {"results": False},
    "random:index/randomString:RandomString": {"result": False},
    "random:index/randomUuid:RandomUuid": {"result": False},
    "tls:index/privateKey:PrivateKey": {
        "privateKeyOpenssh": True,
        "privateKeyPem": True,
        "privateKeyPemPkcs8": True,
        "publicKeyOpenssh": False,
        "publicKeyPem": False,
    },
    "tls:index/selfSignedCert:SelfSignedCert": {"certPem": False},
}


class GenericProvider:
    """Answers for any provider but aws: resources get an id, their inputs back, and unknown outputs."""

    def check(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs that were given."""
        return {key: value for key, value in inputs.items() if value is not None}

    def create(self, type_: str, urn: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs of a resource; an output that is not listed here is absent.

        The serialized code of a dynamic provider (`__provider`) is no output.
        """
        unknown = {
            name: wire.secret(wire.UNKNOWN) if secret else wire.UNKNOWN
            for name, secret in _OUTPUTS.get(type_, {}).items()
        }
        given = {key: value for key, value in inputs.items() if not key.startswith("__")}
        return of_urn(urn).text("id", HEX, 20), {**unknown, **given}

    def invoke(self, args: Mapping[str, Any]) -> Answer:
        """Return the arguments of a function: what its provider would answer cannot be told."""
        return Answer({key: value for key, value in args.items() if value is not None}, "invented")
