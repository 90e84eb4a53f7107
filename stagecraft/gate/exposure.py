"""What the internet reaches: every resource with its ports, and the hops of each way to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from guardrails.graph import Graph, Resource
from guardrails.reachability import ports
from guardrails.reachability.exposures import Exposure, Exposures
from guardrails.reachability.paths import Path, paths_of


@dataclass(frozen=True, slots=True)
class Exposed:
    """A resource that the internet reaches for sure, or may reach: nobody knows before an `up`."""

    file: str
    resource: Resource
    ports: str
    sure: bool
    paths: tuple[Path, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "file": self.file,
            "urn": self.resource.urn,
            "type": self.resource.type,
            "ports": self.ports,
            "sure": self.sure,
            "paths": [path.as_dict() for path in self.paths],
        }


def exposed(graphs: Iterable[tuple[str, Graph]]) -> list[Exposed]:
    """Return what the internet reaches in some graphs, each with its file's name, the nearest first."""
    return [
        _exposed(file, graph, one)
        for file, graph in graphs
        for one in sorted(graph.derive(Exposures).all, key=_distance)
    ]


def as_text(found: Iterable[Exposed], files: Iterable[str]) -> str:
    """Write for people what the internet reaches, file by file."""
    return "\n".join(_lines(list(found), list(files))) + "\n"


def _lines(found: list[Exposed], files: list[str]) -> Iterator[str]:
    for file in files:
        mine = [one for one in found if one.file == file]
        noun = "resource is" if len(mine) == 1 else "resources are"
        yield f"{file}: {len(mine) or 'no'} {noun} reachable from the internet"
        for one in mine:
            kind = one.resource.type.split(":")
            short = kind[1] if len(kind) > 2 else one.resource.type
            perhaps = "" if one.sure else " (perhaps: an `up` will tell)"
            yield f"  {one.resource.name} ({short})  {one.ports}{perhaps}"
            yield from (f"    {path}" for path in one.paths)


def _exposed(file: str, graph: Graph, one: Exposure) -> Exposed:
    may, must = one.ports
    return Exposed(file, one.resource, ports.show(must or may), bool(must), paths_of(graph, one))


def _distance(one: Exposure) -> int:
    return min(len(entry.forwards) for entry in one.entries)
