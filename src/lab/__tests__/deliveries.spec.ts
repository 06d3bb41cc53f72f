import { FakeLedger } from '../../testing/fakeLedger';
import { Deliveries } from '../deliveries';

describe('Deliveries', () => {
  it.each<[string, string[], string[]]>([
    ['nothing before it is saved', ['a+', 'b+'], []],
    [
      'what ended before the save began',
      ['a+', 'saving', 'b+', 'saved'],
      ['a']
    ],
    ['each once', ['a+', 'saving', 'saved', 'saving', 'saved'], ['a']],
    ['nothing when the save fails', ['a+', 'saving'], []],
    [
      'all with the next save',
      ['a+', 'saving', 'b+', 'saved', 'saving', 'saved'],
      ['a', 'b']
    ]
  ])('tells the server of %s', (_, steps, told) => {
    const ledger = new FakeLedger();
    const deliveries = new Deliveries(ledger, true);
    for (const step of steps) {
      if (step === 'saving') {
        deliveries.saving();
      } else if (step === 'saved') {
        deliveries.saved();
      } else {
        deliveries.ended(step.slice(0, 1));
      }
    }
    expect(ledger.calls).toEqual(told.map(run => `delivered ${run}`));
  });

  it('tells at once of what is never saved', () => {
    const ledger = new FakeLedger();
    new Deliveries(ledger, false).ended('a');
    expect(ledger.calls).toEqual(['delivered a']);
  });
});
