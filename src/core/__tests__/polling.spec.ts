import { sessionDelay, statementDelay } from '../polling';

/** One read costs this, ms: proxy and Livy on the same machine. */
const READ = 5;

/** Reads a statement that takes `duration`: what is added, and the reads. */
function wait(duration: number): { added: number; reads: number } {
  let now = 0;
  for (let reads = 1; ; reads++) {
    now += statementDelay(now);
    if (now >= duration) {
      return { added: now + READ - duration, reads };
    }
    now += READ;
  }
}

describe('statementDelay', () => {
  // Durations of the table of sparkmagic's ladder, ms; sparkmagic adds up to
  // 1240 ms to them, with 3 to 10 requests; 20 ms polls need 254 for 6 s.
  it.each([
    [0, 10, 10, 1],
    [50, 30, 20, 4],
    [150, 30, 20, 10],
    [300, 45, 30, 16],
    [600, 75, 45, 24],
    [1000, 115, 60, 29],
    [1500, 110, 60, 35],
    [2500, 110, 60, 45],
    [4000, 110, 60, 60],
    [6000, 110, 60, 80]
  ])(
    'at %d ms adds at most %d, on average %d, with %d reads',
    (duration, worst, mean, reads) => {
      const around = Array.from({ length: 201 }, (_, step) =>
        wait(duration * (0.9 + step / 1000))
      );
      const added = around.map(item => item.added);
      expect(Math.max(...added)).toBeLessThanOrEqual(worst);
      expect(
        added.reduce((sum, item) => sum + item, 0) / added.length
      ).toBeLessThanOrEqual(mean);
      expect(wait(duration).reads).toBeLessThanOrEqual(reads);
    }
  );

  it('has a median below 60 ms over all durations to 6 s', () => {
    const added = Array.from({ length: 6000 }, (_, ms) => wait(ms).added).sort(
      (a, b) => a - b
    );
    expect(added[3000]).toBeLessThanOrEqual(60);
  });

  it('never waits less as a statement grows older, nor more than 2 s', () => {
    let last = 0;
    for (let age = 0; age < 600_000; age += 7) {
      const delay = statementDelay(age);
      expect(delay).toBeGreaterThanOrEqual(last);
      last = delay;
    }
    expect(last).toBe(2000);
    expect(statementDelay(60_000)).toBe(1000);
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
