import fc from 'fast-check';
import { SynapseError } from '../errors';
import { DEFAULT_SIZES } from '../livy';
import { loadParser } from '../magicParser';
import { parseMagic, SynapseCommand, USAGE } from '../magics';
import { pureCell } from '../pureCell';
import { IStartOptions } from '../startOptions';

const NOTHING: IStartOptions = {
  subscriptionId: null,
  resourceGroup: null,
  workspaceName: null,
  configFile: null,
  compute: null,
  environment: null,
  environmentVersion: null,
  sizes: { ...DEFAULT_SIZES },
  givenSizes: {},
  sessionTimeout: null,
  reuse: false,
  startTimeout: null
};

async function options(line: string, cell: string | null = null) {
  const command = await parseMagic(line, cell);
  if (command.name !== 'start') {
    throw new Error(`It is ${command.name}.`);
  }
  return command.options;
}

async function refusal(line: string, cell: string | null = null) {
  const reason: unknown = await parseMagic(line, cell).then(
    command => command,
    (error: unknown) => error
  );
  if (!(reason instanceof SynapseError)) {
    throw new Error(`Not refused: ${JSON.stringify(reason)}`);
  }
  expect(reason.problem.kind).toBe('usage');
  return reason.problem;
}

describe('parseMagic', () => {
  // The first lines are published notebooks' own, expanded.
  it.each<[string, Partial<IStartOptions>]>([
    [
      'start -w ws1 -s sub -r rg -c pool1',
      {
        workspaceName: 'ws1',
        subscriptionId: 'sub',
        resourceGroup: 'rg',
        compute: 'pool1'
      }
    ],
    ['start -c synapse-sparkv31', { compute: 'synapse-sparkv31' }],
    [
      'start -c pool -e AzureML-Minimal',
      { compute: 'pool', environment: 'AzureML-Minimal' }
    ],
    [
      'start -c linktestpool --start-timeout 1000',
      { compute: 'linktestpool', startTimeout: 1000 }
    ],
    [
      'start -c pool -f config.json',
      { compute: 'pool', configFile: 'config.json' }
    ],
    ['start', {}],
    ['  START   -cpool ', { compute: 'pool' }],
    ['-c pool start', { compute: 'pool' }],
    ['start --compute-target=p', { compute: 'p' }],
    ['start --compute p', { compute: 'p' }],
    ['start -c=p', { compute: 'p' }],
    ['start pool2 -c p', { compute: 'p' }],
    [
      'start -t 5 -e e --environment-version 3',
      {
        sessionTimeout: 5,
        environment: 'e',
        environmentVersion: '3'
      }
    ],
    ['start -c a -c b', { compute: 'b' }]
  ])('reads %s', async (line, expected) => {
    expect(await options(line)).toEqual({ ...NOTHING, ...expected });
  });

  it('reads sizes and says which were given', async () => {
    const found = await options(
      'start -n 3 --driver-memory 56G --driver-cores=8 --executor-cores +2'
    );
    const given = {
      driverMemory: '56g',
      driverCores: 8,
      executorCores: 2,
      numExecutors: 3
    };
    expect(found.givenSizes).toEqual(given);
    expect(found.sizes).toEqual({ ...DEFAULT_SIZES, ...given });
  });

  it.each<[string, string | null, SynapseCommand['name']]>([
    ['', null, 'help'],
    ['?', null, 'help'],
    ['help', null, 'help'],
    ['-h', null, 'help'],
    ['start -h', null, 'help'],
    ['stop', null, 'stop'],
    ['stop # at last', null, 'stop'],
    ['Stop now please', null, 'stop'],
    ['attach', null, 'attach'],
    ['restart', null, 'restart'],
    ['detach', null, 'detach'],
    ['meta -c pool', null, 'meta'],
    ['status', null, 'status'],
    ['list -s a -r b -w c', null, 'list']
  ])('%%synapse %s is %s', async (line, cell, name) => {
    expect((await parseMagic(line, cell)).name).toBe(name);
  });

  it.each<[string, string | null]>([
    ['attach', null],
    ['attach 7', '7'],
    ['Attach jl-hunt-3f2a91bc', 'jl-hunt-3f2a91bc'],
    ['attach -c pool1 7', '7'],
    ['-w a -s b -r c -c d attach', null]
  ])('%%synapse %s means session %p', async (line, session) => {
    expect(await parseMagic(line, null)).toMatchObject({
      name: 'attach',
      session
    });
  });

  it.each([
    ['start', false],
    ['start --reuse', true],
    ['start --reu -c p', true]
  ])('%%synapse %s reuses: %p', async (line, reuse) => {
    expect((await options(line)).reuse).toBe(reuse);
  });

  it.each([
    ['', 'pyspark'],
    ['pyspark', 'pyspark'],
    ['python', 'pyspark'],
    ['PySpark', 'pyspark'],
    ['spark', 'spark'],
    ['scala', 'spark'],
    ['sql', 'sql'],
    ['sparkr', 'sparkr'],
    ['R', 'sparkr'],
    ['csharp', 'csharp']
  ])('%%%%synapse %s runs %s', async (line, kind) => {
    expect(await parseMagic(line, 'x = $y\n')).toEqual({
      name: 'run',
      kind,
      code: 'x = $y\n',
      start: null,
      frame: null
    });
  });

  it.each<[string, string, string]>([
    [
      'start -c p -n two',
      "argument -n/--num-executors: invalid int value: 'two'",
      'Write a whole number, e.g. 2.'
    ],
    [
      'start -n 0',
      "argument -n/--num-executors: invalid value: '0' (must be 1 or more)",
      ''
    ],
    [
      'start -t -5',
      "argument -t/--session-timeout: invalid value: '-5' (must be 1 or more)",
      ''
    ],
    [
      'attach 7 8',
      'unrecognized arguments: 8',
      'Write one number or name of a session'
    ],
    [
      'attach $id',
      "argument session: invalid value: '$id'",
      'a variable as $name'
    ],
    [
      'start --reuse=yes',
      "argument --reuse: ignored explicit argument 'yes'",
      ''
    ],
    ['atach', "invalid choice: 'atach', maybe you meant 'attach'?", ''],
    [
      'start --driver-memory 28',
      "argument --driver-memory: invalid memory value: '28'",
      'Write a number and a unit, e.g. 28g or 512m.'
    ],
    [
      'start --executor-memory 0g',
      "argument --executor-memory: invalid memory value: '0g'",
      'unit'
    ],
    [
      'start --start-timeout soon',
      "argument --start-timeout: invalid int value: 'soon'",
      ''
    ],
    [
      'start --env e',
      'ambiguous option: --env could match --environment, --environment-version',
      'Write more'
    ],
    [
      'start --exec 2',
      'ambiguous option: --exec could match --executor-memory, --executor-cores',
      'Write more'
    ],
    [
      'start -w ws -r -c p',
      'argument -r/--resource-group: expected one argument',
      'if a variable does, it is empty'
    ],
    [
      'start -c',
      'argument -c/--compute-target: expected one argument',
      'it is empty'
    ],
    ['start -r -rg', 'argument -r/--resource-group: expected one argument', ''],
    [
      'start -r my rg -c p',
      'unrecognized arguments: rg',
      'A value with a blank cannot be passed'
    ],
    [
      'start -c p # the pool',
      'unrecognized arguments: # the pool',
      'A comment cannot follow'
    ],
    [
      'start -c $synapse_spark_compute',
      "argument -c/--compute-target: invalid value: '$synapse_spark_compute'",
      "synapse_spark_compute is not defined in the notebook's kernel: run the cell that assigns it."
    ],
    [
      'start -w $a -c {b}',
      "argument -w/--workspace-name: invalid value: '$a'",
      'At least one of a and b is not defined'
    ],
    [
      'start -n $executors',
      "argument -n/--num-executors: invalid int value: '$executors'",
      'executors is not defined'
    ],
    [
      'start -c ${pool}',
      "argument -c/--compute-target: invalid value: '${pool}'",
      'Write $name or {name}'
    ],
    [
      'start -c "pool"',
      'argument -c/--compute-target: invalid value: \'"pool"\'',
      'Write it without them: -c pool'
    ],
    [
      "start -s 'sub'",
      "argument -s/--subscription-id: invalid value: ''sub''",
      'Write it without them: -s sub'
    ],
    [
      'start -c <compute-name> -s <subscription-id> -r <resource group> -w <workspace-name>',
      "argument -s/--subscription-id: invalid value: '<subscription-id>'",
      'is the placeholder of an example'
    ],
    [
      'start -r <resource group>',
      "argument -r/--resource-group: invalid value: '<resource'",
      'is the placeholder of an example'
    ],
    [
      "start -w Workspace.create(name='ml', subscription_id='s', resource_group='rg') -c p",
      "argument -w/--workspace-name: invalid value: 'Workspace.create(name='ml','",
      'A Workspace object was passed. Pass its name'
    ],
    [
      'start -c <azureml.core.Compute object at 0x7f22>',
      "argument -c/--compute-target: invalid value: '<azureml.core.Compute'",
      ''
    ],
    [
      'start -c None',
      "argument -c/--compute-target: invalid value: 'None'",
      'is None: run the cell'
    ],
    [
      'start --compute_target p',
      'unrecognized arguments: --compute_target p',
      'Write --compute-target.'
    ],
    [
      'start --pool-size 3',
      'unrecognized arguments: --pool-size 3',
      '%synapse help'
    ],
    [
      'start --num-executers 3',
      'unrecognized arguments: --num-executers 3',
      'Did you mean --num-executors?'
    ],
    [
      'strat -c p',
      "argument command: invalid choice: 'strat', maybe you meant 'start'?",
      '%synapse help'
    ],
    ['client', "argument command: invalid choice: 'client'", '%synapse help'],
    ['constructor', "argument command: invalid choice: 'constructor'", ''],
    ['pyspark', '%synapse pyspark has no code to run.', '%%synapse pyspark']
  ])('refuses %s', async (line, what, next) => {
    const problem = await refusal(line);
    expect(problem.what).toContain(what);
    expect(problem.next).toContain(next);
    expect(problem.detail).toBe(USAGE);
  });

  it.each<[string, string, string, number | null]>([
    ['-o df', 'pyspark', 'df', null],
    ['--output=df', 'pyspark', 'df', null],
    ['-odf', 'pyspark', 'df', null],
    ['pyspark -o größe_2', 'pyspark', 'größe_2', null],
    // Python reads names in this form.
    ['-o \ufb01le', 'pyspark', 'file', null],
    ['-o gro\u0308\u00dfe', 'pyspark', 'gr\u00f6\u00dfe', null],
    ['-o \u{1d465}', 'pyspark', 'x', null],
    ['-o df --rows 2147483646', 'pyspark', 'df', 2147483646],
    ['sql -o df --rows 10', 'sql', 'df', 10],
    ['--rows 10 -o _ sql', 'sql', '_', 10]
  ])('brings a frame: %%%%synapse %s', async (line, kind, name, rows) => {
    expect(await parseMagic(line, 'x\n')).toMatchObject({
      name: 'run',
      kind,
      frame: { name, rows }
    });
  });

  it.each(['start -o df', 'stop --rows 3', '-o df', 'list -o df'])(
    'refuses %%synapse %s',
    async line => {
      const problem = await refusal(line);
      expect(problem.what).toMatch(/does not go with %synapse/);
      expect(problem.next).toContain('%%synapse -o df');
    }
  );

  it.each<[string, string, string]>([
    ['stop', 'x', '%%synapse stop takes no cell.'],
    ['status', 'x', '%%synapse status takes no cell.'],
    ['', ' \n', 'The cell after %%synapse is empty.'],
    ['pysprak', 'x', "maybe you meant 'pyspark'?"],
    ['# code', 'x', "invalid choice: '#'"],
    ['sql -m spark', 'x', 'unrecognized arguments: -m spark'],
    ['-o', 'x', 'argument -o/--output: expected one argument'],
    ['-o 1st', 'x', "argument -o/--output: invalid value: '1st'"],
    ['-o df.x', 'x', "argument -o/--output: invalid value: 'df.x'"],
    ['-o class', 'x', "argument -o/--output: invalid value: 'class'"],
    ['-o \u{1d422}\u{1d41f}', 'x', 'argument -o/--output: invalid value'],
    ['-o "df"', 'x', 'argument -o/--output: invalid value: \'"df"\''],
    ['-o $df', 'x', "argument -o/--output: invalid value: '$df'"],
    ['--rows 5', 'x', '--rows says how many rows -o brings'],
    ['-o df --rows 0', 'x', "argument --rows: invalid value: '0'"],
    [
      '-o df --rows 2147483647',
      'x',
      "argument --rows: invalid value: '2147483647' (must be 2147483646 or less)"
    ],
    ['-o df --rows all', 'x', "argument --rows: invalid int value: 'all'"],
    ['scala -o df', 'x', '-o brings frames of pyspark and sql cells'],
    ['sparkr -o df', 'x', '-o brings frames of pyspark and sql cells'],
    ['start -o df', '{}', '-o does not go with %%synapse start'],
    ['toString', 'x', "invalid choice: 'toString'"]
  ])('refuses %%%%synapse %s', async (line, cell, what) => {
    expect((await refusal(line, cell)).what).toContain(what);
  });

  it('never rejects with anything but a usage error', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom(
              'start',
              '-c',
              '-n',
              '--',
              '-',
              '--=',
              '-f',
              '@x',
              '%s',
              '#'
            )
          )
        ),
        fc.option(fc.string()),
        async (words, cell) => {
          await parseMagic(words.join(' '), cell).catch((reason: unknown) => {
            expect(reason).toBeInstanceOf(SynapseError);
          });
        }
      )
    ));
});

describe('the body of %%synapse start', () => {
  it.each<[string, Record<string, string>, object]>([
    [
      '{"spark.a": 1, "spark.b": true, "spark.c": "x", "spark.d": 1.5}',
      { 'spark.a': '1', 'spark.b': 'true', 'spark.c': 'x', 'spark.d': '1.5' },
      {}
    ],
    [' {}\n', {}, {}],
    [
      '{"conf": {"spark.a": "b"}, "driverMemory": "4G", "numExecutors": "3"}',
      { 'spark.a': 'b' },
      { driverMemory: '4g', numExecutors: 3 }
    ],
    [
      '{"executorCores": 8, "spark.e": "f"}',
      { 'spark.e': 'f' },
      { executorCores: 8 }
    ],
    ['{"__proto__": "x"}', JSON.parse('{"__proto__": "x"}'), {}]
  ])('reads %s', async (cell, conf, sizes) => {
    const command = await parseMagic('start -c p', cell);
    expect(command).toMatchObject({ name: 'start', conf });
    expect(Object.keys(command.name === 'start' ? command.conf : {})).toEqual(
      Object.keys(conf)
    );
    expect(await options('start -c p', cell)).toMatchObject({
      givenSizes: sizes
    });
  });

  it('lets the line win over the body', async () => {
    const found = await options('start -n 5', '{"numExecutors": 2}');
    expect(found.sizes.numExecutors).toBe(5);
  });

  it.each<[string, string]>([
    ['', 'The cell after %%synapse start is empty.'],
    ['print(1)', 'line 1, column 1: "p" where a value belongs'],
    ['{"a": 1,\n "b" 2}', 'line 2, column 6: "2" where a colon belongs'],
    ["{'a': 1}", 'line 1, column 2: a single quote (JSON wants double quotes)'],
    ['{"a": True}', 'line 1, column 7: True (JSON writes true)'],
    ['{"a": 1,}', 'line 1, column 8: a comma before }'],
    ['{"a": 1', 'line 1, column 8: the end of the text'],
    ['{"a": 1} x', 'line 1, column 10: "x" after the end of the object'],
    ['{"a": "x\ny"}', 'line 1, column 7: a text that is not closed'],
    ['[1]', 'must be a JSON object, not a list.'],
    ['"x"', 'must be a JSON object, not a string.'],
    ['null', 'must be a JSON object, not null.'],
    [
      '{"spark.a": {"b": 1}}',
      'The setting "spark.a" must be a text, a number, true or false, not an object.'
    ],
    ['{"spark.a": null}', 'not null.'],
    ['{"conf": 3}', '"conf" must be a JSON object, not a number.'],
    [
      '{"numExecutors": 0}',
      '"numExecutors" must be a whole number of 1 or more.'
    ],
    ['{"driverMemory": 28}', '"driverMemory" must be an amount of memory.'],
    ['{"jars": ["a.jar"]}', '"jars" cannot be given to %%synapse start.']
  ])('refuses %s', async (cell, what) => {
    expect((await refusal('start', cell)).what).toContain(what);
  });

  it('agrees with JSON.parse on what is JSON', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc
            .tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 }))
            .map(
              ([text, at, extra]) =>
                text.slice(0, at % (text.length + 1)) +
                extra +
                text.slice((at + 1) % (text.length + 1))
            )
        ),
        async text => {
          const { jsonFault } = await import('../magicJson');
          let isJson = true;
          try {
            JSON.parse(text);
          } catch {
            isJson = false;
          }
          expect(jsonFault(text) === null).toBe(isJson);
        }
      ),
      { numRuns: 500 }
    ));
});

describe('USAGE', () => {
  it('is what the parser makes', async () => {
    expect(USAGE).toBe((await loadParser()).help());
  });
});

describe('pureCell', () => {
  it.each<[string, { line: string; cell: string } | null]>([
    ['%%synapse\nx=1', { line: '', cell: 'x=1\n' }],
    ['%%synapse  pyspark  \r\nx\r\ny\r\n', { line: 'pyspark', cell: 'x\ny\n' }],
    ['\n \t\n%%synapse\n$x {y}', { line: '', cell: '$x {y}\n' }],
    ['  %%synapse\n  x=1\ny', { line: '', cell: 'x=1\ny\n' }],
    ['%%synapse start -c p\n{}', { line: 'start -c p', cell: '{}\n' }],
    ['%%synapse start -c $p\n{}', null],
    ['%%synapse {k}\nx', null],
    ['%%synapse', null],
    ['%%synapse\n \n', null],
    ['%%synapsefoo\nx', null],
    ['%%synapse?\nx', null],
    ['# a comment\n%%synapse\nx', null],
    ['%% synapse\nx', null],
    ['%%Synapse\nx', null],
    ['%synapse stop', null],
    ['%%time\n%%synapse\nx', null],
    ['', null]
  ])('%j', (source, expected) => {
    expect(pureCell(source)).toEqual(expected);
  });

  it('loses nothing of a cell that it takes', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('%%synapse', '\n', '\r\n', ' ', '\t', 'sql', '$', '#')
    );
    fc.assert(
      fc.property(
        fc.array(piece).map(pieces => pieces.join('')),
        fc.boolean(),
        (text, prefix) => {
          const source = prefix ? `%%synapse ${text}` : text;
          const pure = pureCell(source);
          if (pure) {
            const squeeze = (value: string) => value.replace(/\s+/g, '');
            expect(squeeze(`%%synapse${pure.line}${pure.cell}`)).toBe(
              squeeze(source)
            );
            const body = source
              .replace(/\r\n/g, '\n')
              .replace(/^\s*?(?=[ \t]*%%)/, '');
            if (!/^[ \t]/.test(body)) {
              const rest = body.slice(body.indexOf('\n') + 1);
              expect(pure.cell).toBe(rest.endsWith('\n') ? rest : `${rest}\n`);
            }
          }
        }
      ),
      { numRuns: 2000 }
    );
  });
});
