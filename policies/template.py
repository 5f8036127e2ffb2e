"""A CloudFormation template as plain data, and the few questions policies ask of it.

Nothing here imports the CDK: a template is what `json.load` returns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar, cast

from policies.intrinsics import references, text

T = TypeVar("T")


class MalformedTemplateError(ValueError):
    """The document is no CloudFormation template; the message says where, and what was expected."""


class _Absent:
    """The value of a property that is not there, or that is `AWS::NoValue`."""

    def __repr__(self) -> str:
        return "absent"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = _Absent()


def target(value: object) -> str | None:
    """Logical id that a `Ref` or `Fn::GetAtt` names, `None` for anything else.

    `{"Ref": "Key"}`, `{"Fn::GetAtt": ["Key", "Arn"]}` and `{"Fn::GetAtt": "Key.Arn"}` give `"Key"`.
    """
    match value:
        case {"Ref": str(name), **rest} if not rest:
            return name
        case {"Fn::GetAtt": [str(name), *_], **rest} if not rest:
            return name
        case {"Fn::GetAtt": str(name), **rest} if not rest:
            return name.partition(".")[0]
    return None


def dig(value: object, path: str) -> object:
    """Value at a dotted path within a value, a number for an entry of a list; `ABSENT` for none.

    `{"Ref": "AWS::NoValue"}` and null count as absent, as CloudFormation treats them.
    """
    for name in path.split("."):
        # Nearly everything is a dict, which is told apart far faster than a mapping.
        if type(value) is dict:
            value = value.get(name)
            continue
        match value:
            case Mapping() if name in value:
                value = value[name]
            case list() if name.isdecimal() and int(name) < len(value):
                value = value[int(name)]
            case _:
                return ABSENT
    return ABSENT if is_nothing(value) else value


def is_nothing(value: object) -> bool:
    """Whether CloudFormation treats the value as absent: null, or `AWS::NoValue`."""
    if not isinstance(value, dict):
        return value is None
    return len(value) == 1 and value == {"Ref": "AWS::NoValue"}


@dataclass(frozen=True)
class Part:
    """A value within a resource's properties, and where it stands, as `Rules[0].Statement`."""

    path: str
    value: object

    def get(self, path: str) -> object:
        """Value at a dotted path within the part; see `dig`."""
        return dig(self.value, path)

    def at(self, path: str) -> str:
        """Where a path of `get` stands within the resource."""
        return f"{self.path}.{path}"

    def parts(self, path: str) -> Iterator[Part]:
        """The entries of the list at a dotted path within the part; see `entries`."""
        return entries(self.get(path), self.at(path))


def entries(value: object, path: str) -> Iterator[Part]:
    """The entries of a list, those that are nothing left out; a value that is no list is its own.

    CloudFormation takes a single value for a list of one. An intrinsic in place of a list is one
    entry likewise, so that no policy passes over it in silence.
    """
    if not isinstance(value, list):
        if value is not ABSENT:
            yield Part(path, value)
        return
    for index, entry in enumerate(value):
        if not is_nothing(entry):
            yield Part(f"{path}[{index}]", entry)


def is_intrinsic(value: object) -> bool:
    """Whether the value is a CloudFormation function or reference, so known only when deployed."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return False
    (key,) = value
    return key in {"Ref", "Condition"} or (isinstance(key, str) and key.startswith("Fn::"))


@dataclass(frozen=True)
class Resource:
    """One entry of a template's `Resources`."""

    logical_id: str
    definition: Mapping[str, object]

    @cached_property
    def type(self) -> str:
        """CloudFormation resource type, as `AWS::S3::Bucket`."""
        return str(self.definition.get("Type", ""))

    @cached_property
    def properties(self) -> Mapping[str, object]:
        """The `Properties` section, empty where there is none."""
        properties = self.definition.get("Properties")
        return properties if isinstance(properties, Mapping) else {}

    @cached_property
    def path(self) -> str:
        """Construct path from the CDK's metadata; the logical id where there is none."""
        metadata = self.definition.get("Metadata")
        path = metadata.get("aws:cdk:path") if isinstance(metadata, Mapping) else None
        return path if isinstance(path, str) else self.logical_id

    def get(self, path: str) -> object:
        """Value at a dotted property path, as `"VpcConfig.SubnetIds"`; see `dig`."""
        return dig(self.properties, path)

    def at(self, path: str) -> str:
        """Where a path of `get` stands within the resource: here, the path itself."""
        return path

    def parts(self, path: str) -> Iterator[Part]:
        """The entries of the list at a dotted property path; see `entries`."""
        return entries(self.get(path), path)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What a stack is deployed with that stands beside its template, in the cloud assembly.

    Attributes:
        name: of the stack.
        termination_protection: whether CloudFormation refuses to delete it.
    """

    name: str
    termination_protection: bool


class Template:
    """A synthesised template.

    Args:
        document: what the JSON or YAML parser returned.
        deployment: of its stack; `None` for a template alone.

    Raises:
        MalformedTemplateError: the document has not the shape of a template.
    """

    def __init__(self, document: object, deployment: Deployment | None = None) -> None:
        if not isinstance(document, Mapping):
            msg = f"template: {type(document).__name__}; expected an object with Resources."
            raise MalformedTemplateError(msg)
        resources = document.get("Resources", {})
        if not isinstance(resources, Mapping):
            msg = f"Resources: {type(resources).__name__}; expected an object of resources."
            raise MalformedTemplateError(msg)
        for logical_id, definition in resources.items():
            if not isinstance(definition, Mapping) or not isinstance(definition.get("Type"), str):
                msg = f"Resources.{logical_id}: expected an object with a Type."
                raise MalformedTemplateError(msg)
            properties = definition.get("Properties")
            if properties is not None and not isinstance(properties, Mapping):
                kind = type(properties).__name__
                msg = f"Resources.{logical_id}.Properties: {kind}; expected an object."
                raise MalformedTemplateError(msg)
        self.document: Mapping[str, object] = document
        self.deployment = deployment
        self.resources: Mapping[str, Resource] = {
            str(logical_id): Resource(str(logical_id), definition)
            for logical_id, definition in resources.items()
        }
        self._by_reference: dict[tuple[str, str], Mapping[str, tuple[Resource, ...]]] = {}
        self._indexes: dict[Callable[[Template], object], object] = {}

    def index(self, build: Callable[[Template], T]) -> T:
        """What a function makes of the template, made once: for look-ups that policies share."""
        if build not in self._indexes:
            self._indexes[build] = build(self)
        return cast("T", self._indexes[build])

    def by_reference(self, resource_type: str, path: str) -> Mapping[str, tuple[Resource, ...]]:
        """Resources of a type by each logical id that the property at a dotted path refers to.

        A list counts by its entries; what only a deployment decides, as `Fn::If`, does not count.
        """
        if (resource_type, path) not in self._by_reference:
            found: dict[str, list[Resource]] = {}
            for resource in self.of_type(resource_type):
                told = (e.value for e in resource.parts(path) if text(e.value) is not None)
                for name in {name for value in told for name in references(value)}:
                    found.setdefault(name, []).append(resource)
            by_reference = {name: tuple(resources) for name, resources in found.items()}
            self._by_reference[resource_type, path] = by_reference
        return self._by_reference[resource_type, path]

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[Resource, ...]]:
        by_type: dict[str, list[Resource]] = {}
        for resource in self.resources.values():
            by_type.setdefault(resource.type, []).append(resource)
        return {name: tuple(found) for name, found in by_type.items()}

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of these CloudFormation types, in the order of the types."""
        for name in types:
            yield from self._by_type.get(name, ())

    def referenced(self, value: object) -> Resource | None:
        """The resource of this template that a `Ref` or `Fn::GetAtt` leads to, if any."""
        name = target(value)
        return None if name is None else self.resources.get(name)
