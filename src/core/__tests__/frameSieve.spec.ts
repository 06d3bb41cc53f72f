import fc from 'fast-check';
import { FrameSieve, slim } from '../frameSieve';
import { IStatement } from '../livy';

const BAR = '\u2063';
const HEADER = JSON.stringify({
  name: 'df',
  rows: 2,
  cut: true,
  columns: ['a', 'b'],
  length: 8,
  seconds: 0.5
});
const FRAME = `${BAR}synapse-frame:r.1:${HEADER}${BAR}`;
const DATA = `${BAR}synapse-data:r.1:0:QUJDREVG${BAR}`;

/** What is shown when the text comes in these pieces. */
function read(pieces: readonly string[]): { shown: string; sieve: FrameSieve } {
  const sieve = new FrameSieve('r.1');
  const shown = pieces
    .map((piece, at) => sieve.read(piece, at === pieces.length - 1))
    .join('');
  return { shown, sieve };
}

describe('FrameSieve', () => {
  it.each<[string, string, string]>([
    ['alone', `${FRAME}${DATA}\n`, ''],
    ['behind a line', `hi\n${FRAME}${DATA}\n`, 'hi\n'],
    ['in a line', `hi${FRAME}${DATA}\nstderr`, 'histderr'],
    ['among bars', `${BAR}${BAR}x${FRAME}${DATA}`, `${BAR}${BAR}x`],
    [
      "behind another's",
      `${BAR}synapse-frame:other:{}${BAR}\n${FRAME}${DATA}`,
      `${BAR}synapse-frame:other:{}${BAR}\n`
    ],
    [
      'before a table',
      `${FRAME}${DATA}\n${BAR}synapse-table:x`,
      `${BAR}synapse-table:x`
    ]
  ])('takes a frame out of a text, however it is cut: %s', (_, text, rest) =>
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: text.length }), { maxLength: 8 }),
        cuts => {
          const ends = [...cuts].sort((a, b) => a - b);
          const pieces = [...ends, text.length].map((end, at) =>
            text.slice(ends[at - 1] ?? 0, end)
          );
          const { shown, sieve } = read(pieces);
          expect(shown).toBe(rest);
          expect(sieve.header).toMatchObject({
            name: 'df',
            rows: 2,
            isCut: true,
            columns: ['a', 'b'],
            length: 8
          });
          expect(sieve.piece).toEqual({ start: 0, text: 'QUJDREVG' });
          expect(sieve.seconds).toBe(0.5);
        }
      )
    )
  );

  it('leaves text without a frame as it is', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom(BAR, 'synapse-frame:', `${BAR}synapse-frame:x:`)
          )
        ),
        pieces => {
          const { shown, sieve } = read([...pieces, '']);
          expect(shown).toBe(pieces.join(''));
          expect(sieve.header).toBeNull();
        }
      )
    ));

  it.each([
    [`hi ${BAR}synapse-frame:r.1:{"rows": 1`],
    [`hi ${BAR}synapse-frame:r.1:no json${BAR}`],
    [`hi ${BAR}synapse-frame:r.1:{"rows": "1"}${BAR}`],
    [`hi ${BAR}synapse-frame:r.1:null${BAR}`]
  ])('shows nothing of a damaged one: %j', text => {
    const { shown, sieve } = read([text]);
    expect(shown).toBe('hi ');
    expect(sieve.header).toBeNull();
  });

  it('hears a refusal, and that the frame is gone', () => {
    const refusal = JSON.stringify({
      name: 'df',
      reason: 'type',
      ename: 'int'
    });
    const { sieve } = read([
      `${BAR}synapse-frame:r.1:${refusal}${BAR}${BAR}synapse-gone:r.1${BAR}`
    ]);
    expect(sieve.refusal).toMatchObject({ reason: 'type', ename: 'int' });
    expect(sieve.isGone).toBe(true);
  });
});

describe('slim', () => {
  it('keeps a statement without the bytes', () => {
    const statement = {
      id: 1,
      output: { status: 'ok', data: { 'text/plain': `hi${FRAME}${DATA}` } }
    } as unknown as IStatement;
    const kept = JSON.stringify(slim(statement));
    expect(kept).toContain('hi');
    expect(kept).toContain('synapse-data:r.1:0:');
    expect(kept).not.toContain('QUJD');
  });
});
