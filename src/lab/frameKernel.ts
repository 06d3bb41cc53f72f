/**
 * Python that makes pandas frames in the notebook's kernel, as a module of its
 * own in `sys.modules`. Needs pandas and pyarrow, which it loads when a frame
 * comes.
 *
 * #### Notes
 * Types are numpy's where they hold every value, and pandas' own with `NA`
 * where they would not: integers and booleans with nulls, floats with nulls.
 * Floats that have nulls and NaN stay Arrow's, the only ones that tell the
 * two apart in each version of pandas. Decimals, dates, binary and nested
 * values are Python objects.
 */
export const FRAME_KERNEL = String.raw`
import base64, hashlib, importlib.metadata, importlib.util, json, re, sys, time, types

class FrameDamaged(Exception):
    pass

# By id: when it was added to last, and what came.
pieces, done = {}, {}
# pandas has Arrow's types from 1.5; older pyarrow cannot change the zone of nested instants.
NEEDED = {"pandas": "1.5", "pyarrow": "12.0"}
FORGOTTEN_SECONDS = 600

def lacking():
    """Packages that are missing or too old: name, what is needed, and what is there."""
    found = [(name, needed, version_of(name)) for name, needed in NEEDED.items()]
    return [one for one in found if one[2] is None or numbers(one[2]) < numbers(one[1])]

def version_of(name):
    if importlib.util.find_spec(name) is None:
        return None
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        # There, and of nobody knows which version.
        return NEEDED[name]

def numbers(version):
    return [int(number) for number in re.findall(r"\d+", version)[:2]]

def warm():
    import pandas, pyarrow, pyarrow.ipc

def find(shell, id, name):
    return done.get(id) if name in shell.user_ns else None

def add(id, data, start, held=None):
    """Takes a piece; held is where a magic keeps what ends with it."""
    kept, now = pieces if held is None else held, time.monotonic()
    if start == 0:
        kept.pop(id, None)
        # Of pages that went and did not come back.
        for other in [one for one in kept if now - kept[one][0] > FORGOTTEN_SECONDS]:
            kept.pop(other)
    parts = kept.pop(id, (now, []))[1]
    parts.append(data.encode("ascii") if isinstance(data, str) else bytes(data))
    kept[id] = now, parts

def drop(id, held=None):
    (pieces if held is None else held).pop(id, None)

def finish(shell, facts, held=None):
    import pyarrow as pa, pyarrow.ipc
    parts = (pieces if held is None else held).pop(facts["id"], (0, []))[1]
    try:
        data = base64.b64decode(b"".join(parts), validate=True)
    except ValueError as error:
        raise FrameDamaged(str(error)) from None
    if len(data) != facts["bytes"] or hashlib.sha256(data).hexdigest() != facts["sha256"]:
        raise FrameDamaged("%d of %d bytes" % (len(data), facts["bytes"]))
    with pa.ipc.open_stream(data) as reader:
        table = reader.read_all()
    frame = table.to_pandas() if facts["form"] == "pandas" else from_arrow(table, facts)
    shell.user_ns[facts["name"]] = frame
    shape = {"rows": len(frame), "columns": len(frame.columns)}
    done[facts["id"]] = shape
    while len(done) > 100:
        done.pop(next(iter(done)))
    return shape

def from_arrow(table, facts):
    import pandas as pd
    names = facts["columns"]
    columns = [series(table.column(at), facts.get("zone")) for at in range(len(names))]
    frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(facts["rows"]))
    # Last, as two may have one name.
    frame.columns = pd.Index(names, dtype=frame.columns.dtype if not names else None)
    return frame

def series(column, zone):
    try:
        return in_zone(column, zone)
    except (OverflowError, ValueError):
        # Python has no such time there, e.g. the last hours of 9999 east of Greenwich.
        return in_zone(column, "UTC")

def in_zone(column, zone):
    import pandas as pd, pyarrow as pa
    kind, is_a = zoned(column.type, zone), pa.types
    if kind != column.type:
        column = column.cast(kind)
    if is_a.is_nested(kind):
        values = column.to_pylist()
        if "map<" in str(kind):
            values = [plain(value, kind) for value in values]
        return pd.Series(values, dtype=object)
    if is_a.is_timestamp(kind):
        return stamps(column)
    if column.null_count:
        if is_a.is_integer(kind) or is_a.is_boolean(kind):
            return of_type(nullable(kind), column)
        if is_a.is_floating(kind):
            import pyarrow.compute
            both = pa.compute.any(pa.compute.is_nan(column)).as_py()
            return of_type(pd.ArrowDtype(kind) if both else nullable(kind), column)
    return column.to_pandas()

def of_type(kind, column):
    """Straight from Arrow: before 13, pyarrow's own way for one column goes by float64."""
    import pandas as pd
    return pd.Series(kind.__from_arrow__(column))

def nullable(kind):
    import pandas as pd
    text = str(kind)
    name = {"bool": "boolean", "float": "Float32", "double": "Float64"}.get(text, text.capitalize())
    return pd.api.types.pandas_dtype(name)

def stamps(column):
    import pyarrow as pa
    try:
        return column.to_pandas()
    except pa.ArrowInvalid:
        # Years that an older pandas has no room for.
        return column.to_pandas(timestamp_as_object=True)

def zoned(kind, zone):
    """The type with its instants in that zone, nested ones too."""
    import pyarrow as pa
    is_a = pa.types
    if is_a.is_timestamp(kind):
        return pa.timestamp(kind.unit, known(zone or kind.tz)) if kind.tz else kind
    if is_a.is_map(kind):
        return pa.map_(zoned(kind.key_type, zone), zoned(kind.item_type, zone))
    if is_a.is_list(kind):
        return pa.list_(kind.value_field.with_type(zoned(kind.value_type, zone)))
    if is_a.is_struct(kind):
        return pa.struct([field.with_type(zoned(field.type, zone)) for field in kind])
    return kind

def known(zone):
    """The zone by a name that Python knows: Java has more of them. Else UTC, the same instants."""
    import pyarrow as pa
    offset = re.fullmatch(r"(?:UTC|GMT|UT)?([+-])(\d\d?)(?::?(\d\d?))?(?::?00)?", zone)
    if offset:
        sign, hours, minutes = offset.groups("0")
        zone = "%s%02d:%02d" % (sign, int(hours), int(minutes))
    try:
        pa.lib.string_to_tzinfo(zone)
    except Exception:
        return "UTC"
    return zone

def plain(value, kind):
    """A nested value, with maps as dictionaries."""
    import pyarrow as pa
    is_a = pa.types
    if value is None:
        return None
    if is_a.is_map(kind):
        pairs = [(plain(key, kind.key_type), plain(item, kind.item_type)) for key, item in value]
        try:
            return dict(pairs)
        except TypeError:
            return pairs
    if is_a.is_list(kind) or is_a.is_large_list(kind):
        return [plain(item, kind.value_type) for item in value]
    if is_a.is_struct(kind):
        return {field.name: plain(value[field.name], field.type) for field in kind}
    return value

module = types.ModuleType("_synapse_frames_here")
module.__dict__.update(
    lacking=lacking, warm=warm, find=find, add=add, drop=drop, finish=finish,
    pieces=pieces, done=done, from_arrow=from_arrow,
)
sys.modules.setdefault(module.__name__, module)
`;
