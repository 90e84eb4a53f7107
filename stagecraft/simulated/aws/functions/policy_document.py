"""`iam.getPolicyDocument`: the JSON that the provider renders from statements, byte for byte.

The provider writes Go's JSON: members in a fixed order, maps by sorted key, `<`, `>` and `&` escaped. Lists
of one become a single value; longer lists of actions, resources and principals are sets, in reverse order.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from stagecraft.simulated.aws.functions.calls import Answer, Call, FunctionFailure

_STATEMENT_ORDER: Final = (
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
)
_LISTS: Final = (("actions", "Action"), ("notActions", "NotAction"))
_RESOURCES: Final = (("resources", "Resource"), ("notResources", "NotResource"))
_PRINCIPALS: Final = (("principals", "Principal"), ("notPrincipals", "NotPrincipal"))
_OLD_VERSION: Final = "2008-10-17"
# Go's encoder escapes these for the sake of HTML.
_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)

Document = dict[str, Any]
Statement = dict[str, Any]


def _document(call: Call) -> Answer:
    document: Document = {"Version": "", "Id": "", "Statement": []}
    sids: set[str] = set()
    for index, text in enumerate(call.texts("sourcePolicyDocuments")):
        source = _parsed(text, f"merging source document {index}")
        _refuse_repeated(source, sids, index)
        _merge(document, source)
    _merge(document, _configured(call))
    for index, text in enumerate(call.texts("overridePolicyDocuments")):
        _merge(document, _parsed(text, f"merging override document {index}"))
    rendered = _go_json(_ordered(document), indent=2)
    return call.answer(
        "exact",
        id=str(zlib.crc32(rendered.encode())),
        json=rendered,
        minifiedJson=_go_json(_ordered(document), indent=None),
        version=call.text("version") or "2012-10-17",
    )


def _configured(call: Call) -> Document:
    """Return the document of the call's own statements."""
    version = call.text("version") or "2012-10-17"
    if version not in (_OLD_VERSION, "2012-10-17"):
        raise FunctionFailure(f'expected version to be one of ["2008-10-17" "2012-10-17"], got {version}')
    statements, sids = [], set()
    for configured in call.args.get("statements") or ():
        statement = _statement(configured, version)
        sid = statement["Sid"]
        if sid and sid in sids:
            raise FunctionFailure(
                f"writing IAM Policy Document: duplicate Sid ({sid}). "
                "Remove the Sid or ensure the Sid is unique."
            )
        sids.add(sid)
        statements.append(statement)
    return {"Version": version, "Id": call.text("policyId"), "Statement": statements}


def _statement(configured: Mapping[str, Any], version: str) -> Statement:
    # No characters are refused: bucket and key policies allow spaces. The provider did in 5.82 and 5.83 alone.
    sid = configured.get("sid") or ""
    effect = configured.get("effect") or "Allow"
    if effect not in ("Allow", "Deny"):
        raise FunctionFailure(f'expected effect to be one of ["Allow" "Deny"], got {effect}')
    statement: Statement = {"Sid": sid, "Effect": effect}
    for name, member in _LISTS:
        statement[member] = _set(configured.get(name))
    for name, member in _RESOURCES:
        statement[member] = _variables(_set(configured.get(name)), version)
    for name, member in _PRINCIPALS:
        pairs = [
            (item["type"], _variables(_set(item.get("identifiers")), version))
            for item in configured.get(name) or ()
        ]
        statement[member] = _principals(pairs)
    statement["Condition"] = _conditions(
        [
            (
                item["test"],
                item["variable"],
                _variables([str(value) for value in item.get("values") or ()], version),
            )
            for item in configured.get("conditions") or ()
        ]
    )
    return statement


def _set(values: Any) -> Any:
    """Return a set as the provider renders it: one as itself, more without repetition in reverse order."""
    texts = sorted({str(value) for value in values or ()}, reverse=True)
    return texts[0] if len(texts) == 1 else texts


def _variables(values: Any, version: str) -> Any:
    """Return values with `&{...}` written as the policy variable `${...}`."""
    if isinstance(values, list):
        return [_variables(value, version) for value in values]
    if version == _OLD_VERSION and "&{" in values:
        raise FunctionFailure(
            f"found &{{ sequence in ({values}), which is not supported in document version {version}"
        )
    return values.replace("&{", "${")


def _principals(pairs: list[tuple[str, Any]]) -> Any:
    """Return the Principal element of principals given by type."""
    if len(pairs) == 1 and pairs[0][0] == "*" and pairs[0][1] in ("*", ["*"]):
        return "*"
    merged: dict[str, Any] = {}
    for kind, identifiers in pairs:
        known = merged.get(kind)
        if known is None and isinstance(identifiers, str):
            merged[kind] = identifiers
            continue
        before = [known] if isinstance(known, str) else known or []
        added = [identifiers] if isinstance(identifiers, str) else sorted(identifiers, reverse=True)
        merged[kind] = before + added
    return dict(sorted(merged.items()))


def _conditions(triples: list[tuple[str, str, list[str]]]) -> dict[str, Any]:
    """Return the Condition element: values by variable by operator, one value as itself."""
    merged: dict[str, dict[str, list[str]]] = {}
    for test, variable, values in triples:
        merged.setdefault(test, {}).setdefault(variable, []).extend(values)
    return {
        test: {name: values[0] if len(values) == 1 else values for name, values in sorted(variables.items())}
        for test, variables in sorted(merged.items())
    }


def _parsed(text: str, action: str) -> Document:
    """Return a document given as JSON in the form in which the provider merges documents."""
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise FunctionFailure(f"writing IAM Policy Document: {action}: {error}") from error
    statements = raw.get("Statement", []) if isinstance(raw, dict) else None
    if not isinstance(statements, list):
        raise FunctionFailure(f"writing IAM Policy Document: {action}: Statement is no list of statements")
    return {
        "Version": raw.get("Version", ""),
        "Id": raw.get("Id", ""),
        "Statement": [_parsed_statement(statement) for statement in statements],
    }


def _parsed_statement(raw: Mapping[str, Any]) -> Statement:
    statement: Statement = {
        "Sid": "",
        **{member: raw[member] for member in _STATEMENT_ORDER if member in raw},
    }
    for _, member in _PRINCIPALS:
        principal = raw.get(member)
        if isinstance(principal, str):
            statement[member] = _principals([("*", ["*"])])
        elif principal:
            statement[member] = _principals(
                [
                    (kind, value if isinstance(value, str) else sorted(value))
                    for kind, value in principal.items()
                ]
            )
    if "Condition" in raw:
        statement["Condition"] = _conditions(
            [
                (test, variable, _condition_values(values))
                for test, variables in raw["Condition"].items()
                for variable, values in variables.items()
                # The provider overlooks values of any other kind.
                if isinstance(values, str | bool | list)
            ]
        )
    return statement


def _condition_values(values: str | bool | list[Any]) -> list[str]:
    if isinstance(values, bool):
        return ["true" if values else "false"]
    return [values] if isinstance(values, str) else [str(value) for value in values]


def _refuse_repeated(source: Document, sids: set[str], index: int) -> None:
    for number, statement in enumerate(source["Statement"]):
        sid = statement["Sid"]
        if sid and sid in sids:
            raise FunctionFailure(
                f"writing IAM Policy Document: merging source document {index}: duplicate Sid ({sid}) in "
                f"source_policy_documents (statement {number}). Remove the Sid or ensure Sids are unique."
            )
        sids.add(sid)


def _merge(document: Document, new: Document) -> None:
    """Merge a document into another: the later version, id and statements of the same Sid win."""
    document["Id"] = new["Id"] or document["Id"]
    document["Version"] = max(document["Version"], new["Version"])
    positions = {
        statement["Sid"]: index for index, statement in enumerate(document["Statement"]) if statement["Sid"]
    }
    for statement in new["Statement"]:
        position = positions.get(statement["Sid"])
        if position is None:
            document["Statement"].append(statement)
        else:
            document["Statement"][position] = statement


def _ordered(document: Document) -> Document:
    """Return a document with its members in the provider's order, without the empty ones."""
    statements = [
        {member: statement[member] for member in _STATEMENT_ORDER if statement.get(member)}
        for statement in document["Statement"]
    ]
    members = {"Version": document["Version"], "Id": document["Id"], "Statement": statements}
    return {member: value for member, value in members.items() if value}


def _go_json(value: Any, *, indent: int | None) -> str:
    separators = (",", ": ") if indent else (",", ":")
    return json.dumps(value, indent=indent, ensure_ascii=False, separators=separators).translate(_ESCAPES)


FUNCTIONS: Final[dict[str, Callable[[Call], Answer]]] = {
    "aws:iam/getPolicyDocument:getPolicyDocument": _document
}
