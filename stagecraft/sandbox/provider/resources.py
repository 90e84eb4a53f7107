"""Creates, reads, updates and deletes resources in the cloud, as a provider of AWS does in AWS."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Final

from stagecraft import wire
from stagecraft.sandbox.changed import changed
from stagecraft.sandbox.cloud import Cloud, Kept
from stagecraft.sandbox.property_path import parse_path
from stagecraft.sandbox.provider import taken
from stagecraft.sandbox.provider.packages import Asked, Aws, Package, Plain, kept_name
from stagecraft.sandbox.provider.protection import refuse_kept
from stagecraft.sandbox.provider.refusals import Refusal
from stagecraft.simulated.aws import aliases, schema

Values = Mapping[str, Any]

# Outputs that AWS counts up with each change.
_COUNTED: Final[Mapping[str, str]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": "latestVersion",
    "aws:ssm/document:Document": "latestVersion",
    "aws:ssm/parameter:Parameter": "version",
}
# The import id of a resource in another region than its provider's:
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support#importing
_REGION_MARK: Final = "@"


class Resources:
    """The resources of every package, kept in one cloud."""

    def __init__(self, cloud: Cloud) -> None:
        """Keep what is made in `cloud`."""
        self.cloud = cloud
        self._aws = Aws(cloud)
        self._plain = Plain()

    def package(self, token: str) -> Package:
        """Return what answers for a type or a function."""
        return self._aws if token.startswith("aws:") else self._plain

    def check(self, asked: Asked, olds: Values, news: Values) -> dict[str, Any]:
        """Return checked inputs; a composed name stays, and a new one is none that exists.

        Raises:
            CheckFailure: AWS would refuse a value.
        """
        package = self.package(asked.type)
        if not asked.type.startswith("aws:"):
            return package.check(asked, news)
        news = kept_name(asked.type, asked.name, olds, news)
        for times in count():
            checked = package.check(asked.drawn(times), news)
            named = taken.name_of(asked.type, checked, shared=True)
            if named is None or named[0] in news:
                return checked
            account, region = package.place(asked, checked)
            if not taken.is_drawn_elsewhere(
                self.cloud, asked.type, asked.urn, checked, account=account, region=region
            ):
                return checked
        raise AssertionError

    def create(self, asked: Asked, inputs: Values) -> Kept:
        """Make a resource.

        Raises:
            Refusal: AWS refuses it.
        """
        package = self.package(asked.type)
        account, region = package.place(asked, inputs)
        with self.cloud.writing():
            id_, outputs = package.make(asked, inputs)
            kept = Kept(account, region, asked.type, id_, asked.urn, _stored(inputs, asked.type), outputs)
            taken.refuse_taken(self.cloud, kept)
            for times in count(1):
                if not self.cloud.was_made(kept.type, kept.id, account=account, region=region):
                    break
                again, outputs = package.make(asked.drawn(times), inputs)
                if again == id_:
                    break  # an id that is made of the inputs, such as the bucket that a policy is of
                kept = replace(kept, id=again, outputs=outputs, drawn=times)
            self.cloud.put(kept)
        return kept

    def read(
        self, asked: Asked, id_: str, inputs: Values | None, state: Values | None
    ) -> tuple[Kept, Values] | None:
        """Return a resource and its inputs as they are now; None where it is gone.

        An import gives neither inputs nor state; a lookup by the program gives what it knows as both. What a
        program looks up and no stack made was there before: it is kept from then on.

        Raises:
            Refusal: AWS does not answer.
        """
        id_, asked = _regional(asked, id_, state)
        kept = self.find(asked, id_, state or inputs or {})
        if inputs is None:
            return (kept, _inputs(kept.inputs, kept)) if kept else None
        if kept is None and state == inputs:
            kept = self._discover(asked, id_, inputs)
        return (kept, _inputs(inputs, kept)) if kept else None

    def update(self, asked: Asked, id_: str, state: Values, news: Values) -> Kept:
        """Change a resource in place; drift is gone then.

        Raises:
            Refusal: it does not exist any more.
        """
        package = self.package(asked.type)
        with self.cloud.writing():
            kept = self.find(asked, id_, state)
            if kept is None:
                member = asked.type.rpartition(":")[2]
                raise Refusal(
                    f"updating {member} ({id_}): couldn't find resource; `pulumi refresh` finds what is gone"
                )
            _, outputs = package.make(asked.drawn(kept.drawn), news)
            counted = _COUNTED.get(_canonical(asked.type), "")
            if counted in kept.outputs:
                before = kept.outputs[counted] or 1
                outputs[counted] = type(before)(int(before) + 1)
            if "id" in outputs:
                outputs["id"] = kept.id
            if kept.urn != asked.urn:
                self.cloud.remove(kept)
            kept = replace(kept, urn=asked.urn, inputs=_stored(news, asked.type), outputs=outputs, drift=())
            self.cloud.put(kept)
        return kept

    def delete(self, asked: Asked, id_: str, state: Values) -> None:
        """Delete a resource; one that is gone is deleted already.

        Raises:
            Refusal: AWS, or its provider, keeps it.
        """
        with self.cloud.writing():
            kept = self.find(asked, id_, state)
            if kept is not None:
                refuse_kept(self.cloud, kept, state)
                self.cloud.remove(kept)

    def planned(self, asked: Asked, inputs: Values) -> dict[str, Any]:
        """Return the outputs that a preview of a create shows: what the program did not give is unknown."""
        known = schema.of_resource(asked.type)
        outputs = {**known.unknown, **known.defaults, **_stored(inputs, asked.type)}
        return {**outputs, "id": wire.UNKNOWN} if asked.type.startswith("aws:") else outputs

    def planned_update(self, asked: Asked, state: Values, olds: Values, news: Values) -> dict[str, Any]:
        """Return the outputs that a preview of an update shows: the old ones under the new inputs."""
        known = schema.of_resource(asked.type)
        outputs = dict(state)
        for key in olds.keys() - news.keys():
            outputs[key] = known.defaults.get(key, wire.UNKNOWN)
        counted = _COUNTED.get(_canonical(asked.type))
        return {**outputs, **_stored(news, asked.type), **({counted: wire.UNKNOWN} if counted else {})}

    def find(self, asked: Asked, id_: str, values: Values) -> Kept | None:
        """Return a resource by its id, and where that is not its alone by its URN and region; None if it is gone."""
        account, region = self.package(asked.type).place(asked, values)
        return self.cloud.find(asked.type, id_, account=account, region=region, urn=asked.urn)

    def _discover(self, asked: Asked, id_: str, state: Values) -> Kept:
        package = self.package(asked.type)
        account, region = package.place(asked, state)
        outputs = package.look_up(asked, id_, state)
        kept = Kept(account, region, asked.type, id_, "", state, outputs)
        self.cloud.put(kept)
        return kept


def _regional(asked: Asked, id_: str, state: Values | None) -> tuple[str, Asked]:
    """Split the region off an import id."""
    own, mark, region = id_.rpartition(_REGION_MARK)
    if state is not None or not mark or not asked.type.startswith("aws:"):
        return id_, asked
    return own, replace(asked, settings=replace(asked.settings, region=region))


def _stored(inputs: Values, type_: str) -> dict[str, Any]:
    """Leave out what AWS is told and never gives back: an argument `secretWo` with a `secretWoVersion`."""
    known = schema.of_resource(type_).inputs
    return {
        key: value for key, value in inputs.items() if not (key.endswith("Wo") and f"{key}Version" in known)
    }


def _inputs(inputs: Values, kept: Kept) -> dict[str, Any]:
    """Return inputs with what was changed in the cloud since."""
    known = schema.of_resource(kept.type)
    found: Any = dict(inputs)
    for path, value in kept.drift:
        steps = parse_path(path)
        first = str(steps[0])
        if known.inputs and first not in known.inputs and first != "tagsAll":
            continue
        try:
            found = changed(found, steps, value)
        except LookupError:
            # Within something that AWS filled in: the whole of it is an input now.
            found = {**found, first: kept.outputs.get(first)}
    return dict(found)


def _canonical(type_: str) -> str:
    return aliases.canonical(type_) if type_.startswith("aws:") else type_
