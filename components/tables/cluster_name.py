"""What the DAX cluster is called: pure, without resources."""

import hashlib
import re

# 1 to 20 letters, digits and single hyphens, first a letter, last no hyphen:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_CreateCluster.html
MOST_CHARACTERS = 20
_HASH_CHARACTERS = 6


def cluster_name(name: str, project: str, stack: str, node_type: str) -> str:
    """Return a name that no other stack of the account has, and that changes with the node type.

    Another node type is another cluster, which must have another name to exist before the old one goes.
    Pulumi's own random end would do as well, but the SDK makes none for a DAX cluster.

    Raises:
        ValueError: if the name of the tier does not begin with a letter.
    """
    if not re.match(r"[A-Za-z]", name):
        raise ValueError(f"'{name}' begins no name of a DAX cluster, which begins with a letter")
    end = hashlib.sha256("/".join((project, stack, node_type)).encode()).hexdigest()[:_HASH_CHARACTERS]
    start = re.sub(r"[^a-z0-9]+", "-", f"{name}-{stack}".lower())[: MOST_CHARACTERS - len(end) - 1]
    return f"{start.rstrip('-')}-{end}"
