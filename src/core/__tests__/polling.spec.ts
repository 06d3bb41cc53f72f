import { sessionDelay, statementDelay } from '../polling';

/** Reads a statement that takes `duration`: what is added, and the reads. */
function wait(
  duration: number,
  read: number
): { added: number; reads: number } {
  let now = 0;
  for (let reads = 1; ; reads++) {
    now += statementDelay(now, read);
    if (now >= duration) {
      return { added: now + read - duration, reads };
    }
    now += read;
  }
}

describe('statementDelay', () => {
  // Durations of the table of sparkmagic's ladder, ms; sparkmagic adds up to
  // 1240 ms to them, with 3 to 10 requests; 20 ms polls need 254 for 6 s.
  it.each([
    // On this machine: a read takes 5 ms.
    [5, 0, 10, 10, 1],
    [5, 50, 30, 20, 4],
    [5, 150, 30, 20, 10],
    [5, 300, 45, 30, 16],
    [5, 600, 40, 30, 26],
    [5, 1000, 40, 30, 38],
    [5, 2500, 40, 30, 81],
    [5, 6000, 40, 30, 181],
    // Azure: a read takes 80 ms.
    [80, 300, 200, 150, 4],
    [80, 1000, 260, 180, 9],
    [80, 6000, 260, 180, 37]
  ])(
    'with reads of %d ms, at %d ms adds at most %d, on average %d, with %d reads',
    (read, duration, worst, mean, reads) => {
      const around = Array.from({ length: 201 }, (_, step) =>
        wait(duration * (0.9 + step / 1000), read)
      );
      const added = around.map(item => item.added);
      expect(Math.max(...added)).toBeLessThanOrEqual(worst);
      expect(
        added.reduce((sum, item) => sum + item, 0) / added.length
      ).toBeLessThanOrEqual(mean);
      expect(wait(duration, read).reads).toBeLessThanOrEqual(reads);
    }
  );

  it('never waits less as a statement grows older, nor more than 2 s', () => {
    let last = 0;
    for (let age = 0; age < 600_000; age += 7) {
      const delay = statementDelay(age, 5);
      expect(delay).toBeGreaterThanOrEqual(last);
      last = delay;
    }
    expect(last).toBe(2000);
    expect(statementDelay(60_000, 5)).toBe(1000);
  });
});

describe('sessionDelay', () => {
  it.each([
    [0, 150],
    [4000, 150],
    [10_000, 500],
    [30_000, 1500],
    [180_000, 3000]
  ])('after %d ms waits %d', (age, delay) => {
    expect(sessionDelay(age)).toBe(delay);
  });
});
