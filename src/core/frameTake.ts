/**
 * Python of the driver that collects the first rows of a Spark frame as Arrow:
 * a part of `DRIVER`, which gives it `rows` and `session`.
 *
 * #### Notes
 * As `take` finds them: in the order of the frame, from its first partitions,
 * and no more of these than are needed. `limit` alone keeps neither order nor
 * choice where more than one executor works, as its shuffle reads partitions
 * as they come, and it computes every partition of a large frame. Each
 * partition stops at the rows that are wanted (`LocalLimit`), so that what the
 * driver holds at once stays small. Frames that are sorted last go through
 * `limit`, for which Spark has a plan of its own (`TakeOrderedAndProject`).
 *
 * It uses what pyspark's own `toPandas` and `runJob` are made of, which Spark
 * 3.0 to 4.0 have under these names; where they are missing (Spark Connect) it
 * is `limit` all the same.
 */
export const FRAME_TAKE = String.raw`
# Bytes that the first partitions may bring at once.
AT_ONCE = 256 * 1024 * 1024

def first_rows(frame, pa):
    """An Arrow table of the first rows, one more than wanted if there are more."""
    if getattr(frame, "_jdf", None) is not None and not takes_ordered(frame):
        table = take(frame, pa)
        if table is not None:
            return table
    limited = frame.limit(rows + 1)
    if hasattr(limited, "toArrow"):
        return limited.toArrow()
    batches = limited._collect_as_arrow()
    return pa.Table.from_batches(batches) if batches else arrow_schema(limited).empty_table()

def arrow_schema(frame):
    from pyspark.sql.pandas.types import to_arrow_schema
    return to_arrow_schema(frame.schema)

def takes_ordered(frame):
    plan = frame._jdf.logicalPlan()
    while plan.nodeName() != "Sort":
        below = plan.children()
        if below.size() != 1:
            return False
        plan = below.head()
    # Below the node of adaptive execution, if there is one.
    top = frame.limit(rows + 1)._jdf.queryExecution().executedPlan().toString().split("\n")[:2]
    return any("TakeOrderedAndProject" in line for line in top)

def take(frame, pa):
    """None where Spark has other insides than these; then nothing has run."""
    context = session().sparkContext
    spark = context._jsc.sc()
    before = spark.getLocalProperties()
    try:
        found = limited_batches(frame, before, context)
        return None if found is None else collect_batches(*found, context, pa)
    finally:
        spark.setLocalProperties(before)

def limited_batches(frame, properties, context):
    """Partitions of Arrow in the JVM, how many of them to begin with, and their schema."""
    from py4j.protocol import Py4JError, Py4JJavaError
    try:
        settings = frame._jdf.sparkSession().conf()
        if settings.get("spark.sql.execution.arrow.useLargeVarTypes", "false") == "true":
            return None
        schema = arrow_schema(frame)
        limited = local_limit(frame, context._jvm)
        width = first_width(limited, context)
        every = with_settings(properties, settings, context._jvm)
        context._jsc.sc().setLocalProperties(every)
        # Exchanges of adaptive execution run here already.
        return limited.toArrowBatchRdd().toJavaRDD(), width, schema
    except (AttributeError, TypeError, Py4JError) as error:
        if isinstance(error, Py4JJavaError):
            raise
        return None

def local_limit(frame, jvm):
    """The frame of the JVM, with each partition cut by itself."""
    catalyst = "org.apache.spark.sql.catalyst."
    integer = java_class(jvm, "org.apache.spark.sql.types.DataTypes").IntegerType
    count = java_class(jvm, catalyst + "expressions.Literal")(rows + 1, integer)
    plan = java_class(jvm, catalyst + "plans.logical.LocalLimit")(count, frame._jdf.logicalPlan())
    # Spark 4 has moved it.
    home = java_class(jvm, frame._jdf.getClass().getName() + "$")
    return getattr(home, "MODULE$").ofRows(frame._jdf.sparkSession(), plan)

def java_class(jvm, name):
    """By its whole name: py4j asks the JVM about each part of a dotted one."""
    from py4j.java_gateway import JavaClass
    return JavaClass(name, jvm._gateway_client)

def with_settings(properties, settings, jvm):
    """With the session's settings, as Spark hands them to tasks of its own actions only."""
    every = java_class(jvm, "java.util.Properties")()
    every.putAll(properties)
    converters = java_class(jvm, "scala.collection.JavaConverters")
    every.putAll(converters.mapAsJavaMap(settings.getAll()))
    return every

def first_width(limited, context):
    """How many partitions to begin with: all of a frame that looks small enough."""
    row = max(1, limited.schema().defaultSize())
    size = int(str(limited.queryExecution().optimizedPlan().stats().sizeInBytes()))
    if size <= min(AT_ONCE, rows * row):
        return sys.maxsize
    return max(1, min(context.defaultParallelism, AT_ONCE // ((rows + 1) * row)))

def collect_batches(batches, width, schema, context, pa):
    """Of as many partitions as hold the rows, in their order."""
    try:
        from pyspark.util import _load_from_socket
    except ImportError:
        from pyspark.rdd import _load_from_socket
    from pyspark.serializers import NoOpSerializer
    run = java_class(context._jvm, "org.apache.spark.api.python.PythonRDD").runJob
    total, at, found, got = batches.getNumPartitions(), 0, 0, []
    group = width
    while at < total and found <= rows:
        part = list(range(at, min(total, at + group)))
        for message in _load_from_socket(run(context._jsc.sc(), batches, part), NoOpSerializer()):
            got.append(pa.ipc.read_record_batch(pa.py_buffer(message), schema))
            found += got[-1].num_rows
        at += len(part)
        # As take() goes on: by what came so far, at most four times as much.
        wanted = int(1.5 * (rows + 1 - found) * at / found) + 1 if found else 4 * at
        group = max(width, min(4 * at, wanted))
    return pa.Table.from_batches(got, schema)
`;
