"""Prints how fast the preview is and how its cost grows, as ratios measured in one run.

    python scripts/bench.py [--rounds N]

Machines are noisy: each figure is a median over rounds in which the compared things take turns. Nothing here is
asserted by a test; the targets stand beside the figures.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from guardrails.graph import Graph
from guardrails.network.reachability import RULES
from guardrails.resource import Resource
from guardrails.tokens import aws

from stagecraft.report.longest_chain import MINUTES, longest_chain

CHAIN_MODULE = "stagecraft/report/longest_chain.py"
ROOT = Path(__file__).resolve().parent.parent
STAGECRAFT = ROOT / ".venv" / "bin" / "stagecraft"

_LARGE_PROGRAM = """
import pulumi_aws as aws
key = aws.kms.Key("key", enable_key_rotation=True)
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/8")
for number in range({count}):
    aws.ebs.Volume(f"volume-{{number}}", availability_zone="eu-west-1a", size=10, encrypted=True, kms_key_id=key.arn)
    aws.ec2.Subnet(f"subnet-{{number}}", vpc_id=vpc.id, cidr_block="10.0.0.0/24")
"""


def main() -> None:
    """Run every measurement and print its figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each thing is timed (default 5)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as scratch:
        preview_against_imports(rounds, Path(scratch))
        longest_wait(Path(scratch) / "out")
        growth(max(1, rounds // 2), Path(scratch))
    reachability(rounds)


def preview_against_imports(rounds: int, scratch: Path) -> None:
    """Compare a preview of the three stacks with the bare import of what the program uses."""
    imports = f"""
import pulumi, pulumi_awsx, pulumi_policy
from pathlib import Path
from stagecraft.offline.imports import imported, load
for name in imported(Path({str(ROOT / "__main__.py")!r})):
    if name.startswith("pulumi"): load(name)
"""
    preview = [str(STAGECRAFT), "preview", "-C", str(ROOT), "--out", str(scratch / "out")]
    bare = [sys.executable, "-c", imports]
    timed(preview)  # warm: byte code and the page cache
    timed(bare)
    pairs = [(timed(bare), timed(preview)) for _ in range(rounds)]
    base, whole = (statistics.median(column) for column in zip(*pairs, strict=True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("three stacks previewed, gated and compared")
    print(f"  imports alone          {base:6.2f} s")
    print(f"  stagecraft preview     {whole:6.2f} s")
    print(f"  ratio                  {whole / base:6.2f}     (target: at most 2.5)")
    print(f"  peak memory a process  {peak:6.0f} MB  (target: below 400)")


def longest_wait(out: Path) -> None:
    """Print the chain of resources that an `up` of the highest environment waits for."""
    graph = Graph.load(out / "prod" / "state.json")
    made = sum(one.custom and one.type.startswith("aws:") for one in graph.resources)
    chain = longest_chain(graph)
    print(f"longest chain of an up of prod, {made} AWS resources (rough minutes, MINUTES in {CHAIN_MODULE})")
    for link in chain.resources:
        print(f"  {MINUTES.get(link.type, 0):5.0f}  {link.type} {link.name}")
    print(f"  {chain.minutes:5.0f}  together")


def growth(rounds: int, scratch: Path) -> None:
    """Compare the cost of a resource among 10,000 with that among 1,000, imports left out.

    In seconds of the processor, which other work on the machine disturbs less than the wall clock.
    """
    empty, small, large = (program(scratch, count) for count in (1, 500, 5000))
    figures = [tuple(processor(command) for command in (empty, small, large)) for _ in range(rounds)]
    nothing, thousand, ten_thousand = (statistics.median(column) for column in zip(*figures, strict=True))
    per_small, per_large = (thousand - nothing) / 1_000, (ten_thousand - nothing) / 10_000
    print("cost of a resource (recorded, gated, written), imports left out")
    print(f"  among  1,000           {per_small * 1000:6.2f} ms")
    print(f"  among 10,000           {per_large * 1000:6.2f} ms")
    print(f"  ratio                  {per_large / per_small:6.2f}     (target: at most 1.3)")


def reachability(rounds: int) -> None:
    """Compare the proof that no data store is reachable among 10,000 resources with that among 1,000."""
    rule = next(one for one in RULES if one.id == "vpc-data-store-not-reachable")
    figures: dict[int, list[float]] = {1_000: [], 10_000: []}
    for count in [size for _ in range(rounds) for size in figures]:
        graph = Graph(network(count))
        start = time.process_time()
        if list(rule.findings(graph)):
            sys.exit("the network of the reachability bench is not private")
        figures[count].append(time.process_time() - start)
    small, large = (statistics.median(found) for found in figures.values())
    print("reachability proof, a security group for each ten resources")
    print(f"  1,000 resources        {small:6.2f} s")
    print(f"  10,000 resources       {large:6.2f} s  (target: at most 5)")
    print(f"  ratio a resource       {large / small / 10:6.2f}     (target: at most 1.3)")


def network(count: int) -> list[Resource]:
    """Return a network of so many resources: machines in public subnets, databases in private ones."""
    made: list[Resource] = []

    def add(short: str, identity: str, **inputs: object) -> None:
        urn = f"urn:pulumi:prod::bench::{aws(short)}::{identity}"
        made.append(Resource(urn=urn, type=aws(short), name=identity, id=identity, inputs=inputs))

    groups, subnets = count // 10, count // 100
    add("ec2/vpc", "vpc", cidrBlock="10.0.0.0/8")
    add("ec2/internetGateway", "igw-1", vpcId="vpc")
    out = {"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}
    for number in range(subnets):
        block = f"10.{number // 250}.{number % 250}.0/24"
        add("ec2/subnet", f"subnet-{number}", vpcId="vpc", cidrBlock=block)
        add("ec2/routeTable", f"rtb-{number}", vpcId="vpc", routes=[out] if number % 2 else [])
        add(
            "ec2/routeTableAssociation",
            f"as-{number}",
            subnetId=f"subnet-{number}",
            routeTableId=f"rtb-{number}",
        )
    private = [f"subnet-{number}" for number in range(0, min(subnets, 6), 2)]
    add("rds/subnetGroup", "private", subnetIds=private)
    web = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}
    for number in range(groups):
        peer = {
            "protocol": "tcp",
            "fromPort": 8080,
            "toPort": 8080,
            "securityGroups": [f"sg-{(number + 1) % groups}"],
        }
        add("ec2/securityGroup", f"sg-{number}", vpcId="vpc", ingress=[web, peer])
    for number in range(count - len(made)):
        group = [f"sg-{number % groups}"]
        if number % 5 == 4:
            add("rds/instance", f"db-{number}", dbSubnetGroupName="private", vpcSecurityGroupIds=group)
        else:
            subnet, public = f"subnet-{number * 7 % subnets}", bool(number % 2)
            add(
                "ec2/instance",
                f"i-{number}",
                subnetId=subnet,
                vpcSecurityGroupIds=group,
                associatePublicIpAddress=public,
            )
    return made


def program(scratch: Path, count: int) -> list[str]:
    """Write a program of about twice `count` resources; return the command that previews it."""
    folder = scratch / f"program-{count}"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config:\n  aws:region: eu-west-1\n")
    (folder / "__main__.py").write_text(_LARGE_PROGRAM.format(count=count))
    return [str(STAGECRAFT), "preview", "-C", str(folder)]


def processor(command: list[str]) -> float:
    """Return the processor seconds of a command and of all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    timed(command, (0, 1))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed(command: list[str], allowed: tuple[int, ...] = (0,)) -> float:
    """Return the wall seconds of a command; end the bench if it ends with another code than is allowed."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in allowed:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
