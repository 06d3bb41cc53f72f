/**
 * `%%synapse -o df` of frames with six columns of mixed types, that Spark has
 * in memory: from the run command until the page shows the cell as ended, when
 * the kernel has the pandas frame. All values and types are compared with what
 * the kernel computes by itself.
 */
import { show, summary } from './figures.mjs';
import { openLab, outputs, runAll, setCells } from './lab.mjs';
import { localPool } from './localPool.mjs';

const ROWS = [2_500, 100_000];
const ROUNDS = 11;

/** A frame for each size, made and kept by Spark. */
const MAKE = `%%synapse
made = {}
for rows in (${ROWS.join(', ')}):
    made[rows] = spark.range(0, rows, 1, 2).selectExpr(
        "id",
        "lpad(cast(id * 7 % 100000 as string), 6, '0') as code",
        "id / 8 as ratio",
        "cast(id as decimal(20, 2)) / 4 as price",
        "timestamp'2021-11-17 00:00:00' + make_dt_interval(0, 0, 0, id) as at",
        "if(id % 5 = 0, null, id % 3 = 0) as flag",
    ).cache()
    print(made[rows].count())`;

/** What each frame has to be equal to, made by the kernel. */
const EXPECT = `from decimal import Decimal
import pandas as pd
def expected(rows):
    ids = range(rows)
    return pd.DataFrame({
        "id": pd.Series(ids, dtype="int64"),
        "code": [f"{i * 7 % 100000:06}" for i in ids],
        "ratio": [i / 8 for i in ids],
        "price": pd.Series([Decimal(i) / 4 for i in ids], dtype=object),
        "at": (pd.Timestamp("2021-11-17", tz="UTC") + pd.to_timedelta(pd.Series(ids), unit="s")).astype("datetime64[us, UTC]"),
        "flag": pd.Series([None if i % 5 == 0 else i % 3 == 0 for i in ids], dtype="boolean"),
    })
wanted = {rows: expected(rows) for rows in (${ROWS.join(', ')})}
print("expected")`;

const CHECK = `pd.testing.assert_frame_equal(df, wanted[len(df)], check_exact=True)
print("equal", len(df), *df.dtypes)`;

export async function transfer(env) {
  const lab = await openLab(env);
  try {
    const { page } = lab;
    await setCells(page, ['%synapse start', MAKE, EXPECT]);
    await runAll(page);
    const started = await outputs(page);
    const session = Number(/Session (\d+) ready/.exec(started)?.[1]);
    if (Number.isNaN(session) || !started.includes('expected')) {
      throw new Error(`No session or frame: ${started}`);
    }
    const results = [];
    for (const rows of ROWS) {
      const times = [];
      let first = 0;
      for (let round = 0; round <= ROUNDS; round++) {
        await setCells(page, [`%%synapse -o df\ndf = made[${rows}]`]);
        const ms = await runAll(page);
        const note = await outputs(page);
        await setCells(page, [CHECK]);
        await runAll(page);
        const shown = await outputs(page);
        if (!note.includes('df: ') || !shown.includes(`equal ${rows} `)) {
          throw new Error(`Not equal: ${note} ${shown}`);
        }
        // The first loads the page's code, pandas and Spark's classes.
        if (round === 0) {
          first = Math.round(ms);
        } else {
          times.push(ms);
        }
        await setCells(page, ['del df']);
        await runAll(page);
      }
      results.push({ rows, columns: 6, first, ...summary(times) });
    }
    await localPool(lab.origin).remove(session);
    show('A frame comes to the kernel (ms)', results);
    return results;
  } finally {
    await lab.close();
  }
}
