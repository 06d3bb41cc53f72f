"""Turns Python and Spark values into the JSON of Livy's results."""

from __future__ import annotations

import datetime
import decimal
import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import DataType

SQL_ROWS = 1000  # livy.rsc.sql.num-rows
TABLE_TYPE, JSON_TYPE = "application/vnd.livy.table.v1+json", "application/json"


def json_result(value: Any) -> Any:
    """What `%json value` returns. Raises TypeError or ValueError (also for NaN) when it is not
    JSON.
    """
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except ValueError as error:
        raise ValueError(
            f"%json: {error}. NaN and infinities have no form in JSON: replace them, e.g. by None"
        ) from None
    except TypeError as error:
        raise TypeError(
            f"%json: {error}. Make it of dict, list, str, int, float, bool and None"
        ) from None


def table_result(value: Any) -> dict[str, Any]:
    """What `%table value` returns (goldens 214-216b): a list of dicts (columns sorted), of tuples
    (columns 0, 1, ...) or of values.

    Raises TypeError for other things and for a column of mixed types, which ends the interpreter of
    a real Livy.
    """
    if not isinstance(value, (list, tuple)):
        raise TypeError(
            f"%table takes a list of rows, not {type(value).__name__}: "
            "of a Spark DataFrame use df.take(100)"
        )
    types: dict[str, str] = {}
    rows = [_cells(row) for row in value]
    for row in rows:
        for name, cell in row.items():
            kind, before = _table_type(cell), types.get(name, "NULL_TYPE")
            if "NULL_TYPE" not in (kind, before) and kind != before:
                raise TypeError(
                    f"%table: column {name} mixes {before} and {kind}: convert it to one type"
                )
            types[name] = before if kind == "NULL_TYPE" else kind
    headers = [{"name": name, "type": kind} for name, kind in types.items()]
    return {"headers": headers, "data": [[_plain(row.get(name)) for name in types] for row in rows]}


def _cells(row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        return {str(key): row[key] for key in sorted(row, key=str)}
    cells = row if isinstance(row, (list, tuple)) else [row]
    return {str(index): cell for index, cell in enumerate(cells)}


def _table_type(value: Any) -> str:
    # bool before int and datetime before date: each is a subclass of the other
    known = {
        **{
            type(None): "NULL_TYPE",
            bool: "BOOLEAN_TYPE",
            int: "INT_TYPE",
            float: "DOUBLE_TYPE",
            str: "STRING_TYPE",
        },
        **{
            datetime.datetime: "TIMESTAMP_TYPE",
            datetime.date: "DATE_TYPE",
            decimal.Decimal: "DECIMAL_TYPE",
        },
        **{list: "ARRAY_TYPE", tuple: "ARRAY_TYPE", dict: "MAP_TYPE"},
    }
    for kind, name in known.items():
        if isinstance(value, kind):
            return name
    raise TypeError(f"%table cannot show a {type(value).__name__}: convert it to str, int or float")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def sql_result(spark: SparkSession, query: str, strict: bool) -> dict[str, Any]:
    """What a statement of kind sql returns: {"schema", "data"}, at most 1000 rows (goldens
    250-254).

    Values as in golden 251, except where that loses something: a decimal that no JSON number of 64
    bits holds is a string, and (unless `strict`) a timestamp keeps its fraction of a second. Big
    integers are exact.
    """
    frame = spark.sql(query)
    schema = frame.schema
    columns = [field.dataType for field in schema.fields]
    data = [
        [_cell(item, kind, strict) for item, kind in zip(row, columns, strict=True)]
        for row in frame.take(SQL_ROWS)
    ]
    return {"schema": json.loads(schema.json()), "data": data}


def _cell(value: Any, kind: DataType, strict: bool) -> Any:
    from pyspark.sql.types import ArrayType, MapType, StructType

    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, decimal.Decimal):
        return _number(value)
    if isinstance(value, datetime.datetime):
        text = value.isoformat(timespec="seconds" if strict or not value.microsecond else "auto")
        return (
            text if kind.typeName() == "timestamp_ntz" else text + "Z"
        )  # the session's zone is UTC
    if isinstance(value, (bytearray, bytes)):
        return list(value)
    if isinstance(kind, StructType):
        fields = [
            {
                "name": field.name,
                "dataType": {},
                "nullable": field.nullable,
                "metadata": {"map": {}},
            }
            for field in kind.fields
        ]
        inner = [
            _cell(item, field.dataType, strict)
            for item, field in zip(value, kind.fields, strict=True)
        ]
        return {"schema": fields, "values": inner}
    if isinstance(kind, ArrayType):
        return [_cell(item, kind.elementType, strict) for item in value]
    if isinstance(kind, MapType):
        return {str(key): _cell(item, kind.valueType, strict) for key, item in value.items()}
    return str(value)


def _number(value: decimal.Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return int(value)
    near = float(value)
    return near if decimal.Decimal(repr(near)) == value else str(value)
