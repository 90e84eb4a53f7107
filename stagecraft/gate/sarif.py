"""SARIF 2.1.0: findings where code hosts show them, at the line of the program that made the resource.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import hashlib
import posixpath
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from guardrails.catalog import rule_by_id
from guardrails.finding import Finding

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"mandatory": "error", "advisory": "warning"}
# What code hosts sort by: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
_SCORES: Final = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}


def sarif_of(findings: Sequence[Finding], sources: str = "") -> dict[str, Any]:
    """Return the SARIF log of a gate.

    Args:
        findings: what was found.
        sources: the program's folder, seen from the repository's root, where code hosts look for files.
    """
    ids = sorted({finding.rule for finding in findings})
    places = {rule_id: index for index, rule_id in enumerate(ids)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "stagecraft",
                        "version": version("stagecraft"),
                        "rules": [_rule(rule_id) for rule_id in ids],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, places[finding.rule], sources) for finding in findings],
            }
        ],
    }


def _rule(rule_id: str) -> dict[str, Any]:
    rule = rule_by_id(rule_id)
    if rule is None:
        return {"id": rule_id, "shortDescription": {"text": "Every waiver holds, and covers one thing."}}
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.statement},
        "fullDescription": {"text": f"{rule.statement} {rule.risk}"},
        "help": {"text": f"{rule.remediation}."},
        "helpUri": rule.url,
        "properties": {
            "tags": ["security", *rule.topics, *rule.controls],
            "security-severity": _SCORES[rule.severity],
        },
    }


def _result(finding: Finding, index: int, sources: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.enforcement],
        "message": {"text": finding.message},
        "locations": [_location(finding, sources)],
        "partialFingerprints": {"stagecraft/v1": _fingerprint(finding)},
    }
    if finding.waiver:
        result["suppressions"] = [{"kind": "external", "justification": finding.waiver}]
    if finding.undecided:
        result["properties"] = {"undecided": True}
    return result


def _location(finding: Finding, sources: str) -> dict[str, Any]:
    """Return the program's line, else the file that was judged; and the resource, by its URN."""
    own = _line(finding, sources)
    uri = own[0] if own else PurePath(finding.file).as_posix()
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(uri)}}
    if own is not None:
        physical["region"] = {"startLine": max(own[1], 1)}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.urn:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.urn, "kind": "resource"}]
    return location


def _line(finding: Finding, sources: str) -> tuple[str, int] | None:
    """Return the innermost line of the repository's own that made the resource, by its path in it."""
    for frame in finding.source:
        path = posixpath.normpath(posixpath.join(sources, frame.file))
        if not path.startswith(("..", "/", "<")) and "site-packages" not in path:
            return path, frame.line
    return None


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same while a finding does, wherever its line goes."""
    return hashlib.sha256(f"{finding.rule}\n{finding.urn}".encode()).hexdigest()
