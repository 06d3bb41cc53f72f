import { parser } from '@lezer/python';
import { fakeTarget } from '../../testing/builders';
import { azureParameters } from '../azureParameters';
import { ITarget } from '../target';

const TARGET = fakeTarget({
  subscriptionId: 'sub-2',
  resourceGroup: 'rg-2',
  amlWorkspace: 'hunt-2',
  linkedService: 'linked-2',
  compute: 'spark-2'
});
const parse = (text: string) => parser.parse(text).topNode;

function report(sources: string[], target: ITarget = TARGET) {
  const cells = sources.map((source, index) => ({
    id: `c${index}`,
    number: index + 1,
    source
  }));
  const found = azureParameters(cells, target, parse);
  const after = [...sources];
  const edits = found.changes.flatMap(({ edit }) => (edit ? [edit] : []));
  edits.sort((one, other) => other.from - one.from);
  for (const { cellId, from, text, to } of edits) {
    const index = Number(cellId.slice(1));
    after[index] = after[index].slice(0, from) + text + after[index].slice(to);
  }
  return { ...found, after };
}

// The documented cell.
const CELL = `amlworkspace = "<aml workspace name>"
subscription_id = "<subscription id>"
resource_group = '<resource group of AML>'  # not of Synapse
linkedservice = "<linked service name>"
synapse_spark_compute = "<compute>"`;

describe('azureParameters', () => {
  it('changes the literals, and nothing else', () => {
    const { after, changes, unnamed } = report([CELL]);
    expect(after).toEqual([
      `amlworkspace = "hunt-2"
subscription_id = "sub-2"
resource_group = 'rg-2'  # not of Synapse
linkedservice = "linked-2"
synapse_spark_compute = "spark-2"`
    ]);
    expect(changes[0]).toMatchObject({
      name: 'amlworkspace',
      cellNumber: 1,
      before: '"<aml workspace name>"',
      after: 'hunt-2'
    });
    expect(unnamed).toEqual([]);
  });

  it('has nothing to change afterwards', () => {
    expect(report(report([CELL]).after).changes).toEqual([]);
  });

  it('tells what is computed, and leaves it', () => {
    const { after, changes } = report([
      "synapse_spark_compute = input('Synapse Spark compute:')"
    ]);
    expect(after[0]).toContain('input(');
    expect(changes).toMatchObject([
      { before: "input('Synapse Spark compute:')", edit: null }
    ]);
  });

  it('takes the last of several assignments', () => {
    const cell = `synapse_spark_compute = 'a'\nsynapse_spark_compute = 'b'`;
    expect(report([cell]).after).toEqual([
      `synapse_spark_compute = 'a'\nsynapse_spark_compute = 'spark-2'`
    ]);
  });

  it.each([
    ['cells of logs', "subscription_id = 'logs'\nresource_group = 'logs-rg'"],
    ['cells that run on Spark', `%%synapse\n${CELL}`],
    ['other languages', `%%bash\namlworkspace="x"`],
    ['cells without parameters', 'print(amlworkspace)']
  ])('leaves %s alone', (_name, source) => {
    expect(report([source])).toMatchObject({ changes: [], unnamed: [] });
  });

  it('says that a pool without a compute cannot be named', () => {
    const { changes, unnamed } = report(
      ['x = 1', CELL],
      fakeTarget({ amlWorkspace: 'hunt-2' })
    );
    expect(changes).toEqual([]);
    expect(unnamed).toEqual([2]);
  });

  it('leaves a linked service that is not known', () => {
    const target = { ...TARGET };
    delete target.linkedService;
    expect(report([CELL], target).after[0]).toContain('<linked service name>');
  });

  it('does not write what would end the literal', () => {
    const { after } = report([CELL], { ...TARGET, compute: 'a"; import os#' });
    expect(after[0]).toContain('synapse_spark_compute = "<compute>"');
  });
});
