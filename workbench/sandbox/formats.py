"""Answers without an envelope: rows as CSV or JSON."""

import csv
import io
import json

from workbench.sandbox.book import Record
from workbench.sandbox.calls import Reply
from workbench.sandbox.company import Company
from workbench.sandbox.objects import ObjectType, kind_of
from workbench.sandbox.rows import getter
from workbench.sandbox.values import Layout, written


def bare(
    company: Company,
    object_type: ObjectType,
    names: list[str],
    records: list[Record],
    layout: Layout,
    returnformat: str,
) -> Reply:
    """Records as a document of their own: no status, no counts."""
    columns = [(getter(company, object_type, name), kind_of(object_type, name)) for name in names]
    rows = [[written(kind, value(record), layout) for value, kind in columns] for record in records]
    if returnformat == "json":
        text = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False)
        return Reply(bare=("application/json", text.encode()))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([names, *rows])
    return Reply(bare=("text/csv", out.getvalue().encode()))
