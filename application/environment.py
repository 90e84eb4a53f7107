"""What the application is told by its environment; `components/app` is who tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

OPTIONAL: Final = frozenset({"DAX_ENDPOINT"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """Each field is the environment variable of the same name, in capitals. None of them is a secret."""

    aws_region: str
    port: str
    tls_certificate: str
    """Path of the certificate that the instance made for itself at its boot."""
    tls_key: str
    health_path: str
    database_endpoint: str
    """Host and port to write to: RDS Proxy's."""
    database_reader_endpoints: str
    """Hosts and ports of the read replicas, with commas; the last one is the proxy's."""
    database_secret_arn: str
    cache_endpoint: str
    cache_reader_endpoint: str
    cache_name: str
    """The replication group that a signed password names."""
    cache_user: str
    carts_table: str
    orders_table: str
    dax_endpoint: str = ""
    """Empty where the environment has no DAX."""
    documents_bucket: str
    uploads_queue_url: str
    customers_key_arn: str
    """The KMS key of what the application seals itself."""

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> "Environment":
        """Return what these variables say.

        Raises:
            LookupError: if some are missing; all of them are named at once.
        """
        missing = sorted(name for name in VARIABLES - OPTIONAL if not variables.get(name))
        if missing:
            raise LookupError(f"the environment lacks {', '.join(missing)}")
        return cls(**{name.lower(): variables.get(name, "") for name in VARIABLES})


VARIABLES: Final = frozenset(field.name.upper() for field in fields(Environment))


def host_and_port(endpoint: str) -> tuple[str, int]:
    """Return the two parts of an endpoint."""
    host, _, port = endpoint.rpartition(":")
    return host, int(port)
