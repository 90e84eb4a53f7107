"""Policy documents as AWS evaluates them: who is allowed or denied what, from where.

`reading` turns JSON text or an object into statements, `conditions` knows the operators, `callers` what each
kind of caller can bring, `access` who gets in, and `transport` whether plain HTTP is refused.
"""

from guardrails.documents.access import Opening, openings
from guardrails.documents.reading import Document, DocumentError, Statement, read
from guardrails.documents.transport import refuses_plain_http, refuses_plain_http_to_bucket

__all__ = [
    "Document",
    "DocumentError",
    "Opening",
    "Statement",
    "openings",
    "read",
    "refuses_plain_http",
    "refuses_plain_http_to_bucket",
]
