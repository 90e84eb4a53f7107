"""awsx components as plain Python components: what the awsx provider would create, without the provider.

    Construct call ──► EXPANSIONS[type] ──► pure plan (layout, nat, ipv6) ──► pulumi_aws resources

The provider is another process that needs the engine and AWS. Here its behaviour is written anew and held
against recordings of it (tests/data/awsx_recordings.json).
"""

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.registry import EXPANSIONS, Construct, Construction

__all__ = ["EXPANSIONS", "AwsxError", "Construct", "Construction"]
