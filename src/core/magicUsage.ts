import { StatementKind } from './livy';

/** Words of `%synapse` that do something other than run code. */
export const COMMANDS = [
  'start',
  'attach',
  'detach',
  'restart',
  'stop',
  'meta',
  'list',
  'status',
  'help'
] as const;

/**
 * Words of `%%synapse` and the kind of statement they mean. `pyspark`,
 * `spark` and `scala` are in published notebooks (facts: no word = pyspark);
 * the others are Livy's own names and their short forms.
 */
export const LANGUAGES: Readonly<Record<string, StatementKind>> = Object.freeze(
  {
    pyspark: 'pyspark',
    python: 'pyspark',
    spark: 'spark',
    scala: 'spark',
    sql: 'sql',
    sparkr: 'sparkr',
    r: 'sparkr',
    csharp: 'csharp'
  }
);

/** What the help says above the options. */
export const DESCRIPTION =
  'Run cells on a Spark pool: Azure Synapse, Apache Livy or the local pool.';

/** What the help says below the options; layout as written. */
export const EPILOG = `commands:
  %synapse start          start the session of this notebook
  %%synapse start         the same; the cell is a JSON object of Spark settings
  %synapse attach [session]
                          use a session that runs: by its number or name, or
                          your only one that no notebook uses
  %%synapse [language]    run the cell in the session; language is pyspark
                          (python), spark (scala), sql, sparkr (r) or csharp,
                          and pyspark when it is left out
  %%synapse -o NAME       run the cell, and bring the Spark frame NAME to the
                          notebook's kernel as pandas; with sql, the result
  %synapse meta           show the session and its links
  %synapse status         show the state of the session and its pool
  %synapse list           list the Synapse computes of the workspace
  %synapse stop           stop the session
  %synapse restart        stop it, start it anew with the same settings, and
                          run the cells tagged synapse-setup again
  %synapse detach         let go of the session without stopping it
  %synapse help           show this text; %synapse ? does too

Values come from the notebook's kernel with $name or {expression}; write them
without quotes.
`;

/**
 * Text of `%synapse help`. Written out so that it is there before argparse
 * is loaded; a spec holds it equal to what the parser makes.
 */
export const USAGE = `usage: %synapse [command] [options]

Run cells on a Spark pool: Azure Synapse, Apache Livy or the local pool.

options:
  -h, --help                    show this text
  -s, --subscription-id ID      subscription of the Azure ML workspace
  -r, --resource-group NAME     its resource group
  -w, --workspace-name NAME     its name
  -f, --config-file PATH        config.json that has these three
  -c, --compute-target NAME     name of the attached Spark pool in the
                                workspace
  -e, --environment NAME        Azure ML environment with conda packages for
                                the session
  --environment-version VERSION
                                its version
  --driver-memory SIZE          memory of the driver (28g)
  --driver-cores N              vCores of the driver (4)
  --executor-memory SIZE        memory of each executor (28g)
  --executor-cores N            vCores of each executor (4)
  -n, --num-executors N         number of executors (2)
  -t, --session-timeout MINUTES
                                idle minutes before the session stops (30, or
                                as in the settings)
  --start-timeout SECONDS       seconds to wait for the session
  --reuse                       use your idle session that is large enough, if
                                there is one
  -o, --output NAME             bring the session's frame NAME to the
                                notebook's kernel, as pandas; with sql the
                                result, as NAME
  --rows N                      rows that -o brings at most (1000000, or as in
                                the settings)

commands:
  %synapse start          start the session of this notebook
  %%synapse start         the same; the cell is a JSON object of Spark settings
  %synapse attach [session]
                          use a session that runs: by its number or name, or
                          your only one that no notebook uses
  %%synapse [language]    run the cell in the session; language is pyspark
                          (python), spark (scala), sql, sparkr (r) or csharp,
                          and pyspark when it is left out
  %%synapse -o NAME       run the cell, and bring the Spark frame NAME to the
                          notebook's kernel as pandas; with sql, the result
  %synapse meta           show the session and its links
  %synapse status         show the state of the session and its pool
  %synapse list           list the Synapse computes of the workspace
  %synapse stop           stop the session
  %synapse restart        stop it, start it anew with the same settings, and
                          run the cells tagged synapse-setup again
  %synapse detach         let go of the session without stopping it
  %synapse help           show this text; %synapse ? does too

Values come from the notebook's kernel with $name or {expression}; write them
without quotes.
`;
