import { FRAME_TAKE } from './frameTake';

/**
 * Python of the driver that runs a cell, collects a frame and holds it until
 * it was fetched. Python 3.8 and up, Spark 3.0 and up.
 *
 * #### Notes
 * It runs in a dictionary of its own, so that no name is left in the user's
 * session. The user's code is run as Livy's shell runs it: the last line as if
 * typed at a prompt. What it raises is left alone; that the frame cannot be
 * had is told in the header, so that what was printed is not lost (a real Livy
 * drops the output of a statement that raises).
 *
 * One row more than wanted tells whether there are more.
 */
export const DRIVER = String.raw`
import ast, base64, hashlib, json, sys, time, types

SEPARATOR = "\u2063"
MOST_KEPT = 512 * 1024 * 1024

def keeper():
    module = sys.modules.get("_synapse_frames")
    if module is None:
        module = types.ModuleType("_synapse_frames")
        module.kept = {}
        def send(id, start, size):
            text = module.kept.get(id)
            sys.stdout.write(
                "%ssynapse-gone:%s%s\n" % (SEPARATOR, id, SEPARATOR) if text is None
                else "%ssynapse-data:%s:%d:%s%s\n" % (SEPARATOR, id, start, text[start:start + size], SEPARATOR)
            )
        def free(id):
            module.kept.pop(id, None)
        module.send, module.free = send, free
        sys.modules["_synapse_frames"] = module
    return module

def keep(text):
    kept = keeper().kept
    kept[id] = text
    # A page that went and did not come back.
    while len(kept) > 1 and sum(map(len, kept.values())) > MOST_KEPT:
        kept.pop(next(iter(kept)))

def execute():
    body = ast.parse(code, "<stdin>").body
    for tree, mode in ((ast.Module(body[:-1], type_ignores=[]), "exec"), (ast.Interactive(body[-1:]), "single")):
        if tree.body:
            exec(compile(tree, "<stdin>", mode, dont_inherit=True), names)

def session():
    found = names.get("spark")
    if not callable(getattr(found, "sql", None)):
        from pyspark.sql import SparkSession
        found = SparkSession.builder.getOrCreate()
    return found

def refuse(reason, ename="", evalue="", traceback=()):
    return {"reason": reason, "ename": ename, "evalue": evalue, "traceback": list(traceback)}

def from_spark(frame, pa):
    fields = frame.schema.fields
    kinds = [field.dataType.simpleString() for field in fields]
    facts = {"form": "arrow", "columns": [field.name for field in fields], "types": kinds}
    if not fields:
        found = frame.limit(rows + 1).count()
        return facts, pa.table({"rows": pa.array([], pa.null())}), found
    flat, odd_ones = frame, any(odd(kind) for kind in kinds)
    if odd_ones or len(set(frame.columns)) < len(fields):
        flat = frame.toDF(*["c%d" % index for index in range(len(fields))])
    if odd_ones:
        flat = flat.select(*[
            flat[name].cast("string") if odd(kind) else flat[name]
            for name, kind in zip(flat.columns, kinds)
        ])
    table = first_rows(flat, pa)
    if any("timestamp" in kind for kind in kinds):
        facts["zone"] = session().conf.get("spark.sql.session.timeZone")
    return facts, table, table.num_rows

${FRAME_TAKE}
def odd(kind):
    # Arrow has no type for these that pandas could take.
    return kind == "interval" or kind.startswith(("interval year", "interval month", "variant"))

def collect(value, pa):
    """Facts, an Arrow table, and how many rows were found."""
    home = type(value).__module__
    if hasattr(value, "schema") and hasattr(value, "toDF"):
        return from_spark(value, pa)
    if home.startswith("pyspark.pandas"):
        value = value.head(rows + 1).to_pandas()
    else:
        value = value.head(rows + 1)
    table = pa.Table.from_pandas(value)
    columns = [str(name) for name in value.columns]
    return {"form": "pandas", "columns": columns, "types": []}, table, len(value)

def is_frame(value):
    home, kind = type(value).__module__, type(value).__name__
    return kind == "DataFrame" and home.startswith(("pyspark.sql.", "pyspark.pandas.", "pandas"))

def pack(table, pa):
    codec = next((name for name in ("zstd", "lz4") if pa.Codec.is_available(name)), None)
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=codec)
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()

def bring(value):
    if not is_frame(value):
        return refuse("type", type(value).__name__)
    try:
        import pyarrow as pa
        import pyarrow.ipc
    except ImportError as error:
        return refuse("arrow", type(error).__name__, str(error))
    try:
        facts, table, found = collect(value, pa)
        table = table.slice(0, rows)
        data = pack(table, pa)
    except Exception as error:
        import traceback
        return refuse("failed", type(error).__name__, str(error), traceback.format_exception(type(error), error, error.__traceback__))
    text = base64.b64encode(data).decode("ascii")
    keep(text)
    facts.update(
        rows=min(found, rows), cut=found > rows, length=len(text),
        bytes=len(data), sha256=hashlib.sha256(data).hexdigest(),
    )
    return facts

def run():
    out = sys.stdout
    value, there = None, True
    if query is None:
        execute()
        there = name in names
        value = names.get(name)
    else:
        value = session().sql(query)
    begun = time.time()
    header = bring(value) if there else refuse("missing")
    header.update(id=id, name=name, seconds=time.time() - begun)
    line = "%ssynapse-frame:%s:%s%s" % (SEPARATOR, id, json.dumps(header), SEPARATOR)
    if 0 < header.get("length", 0) <= inline:
        line += "%ssynapse-data:%s:0:%s%s" % (SEPARATOR, id, keeper().kept[id], SEPARATOR)
    # In one piece, so that threads of the user's cannot get in between.
    out.write(line + "\n")

run()
`;
