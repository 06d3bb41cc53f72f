import { DEFAULT_SIZES } from '../livy';
import {
  SIZE_PRESETS,
  gigabytes,
  parseCount,
  parseMemory,
  presetOf,
  presetsFor,
  withPreset
} from '../sessionSizes';

describe('presets', () => {
  it.each<[number | null, string[]]>([
    [null, ['Small', 'Medium', 'Large']],
    [4, ['Small']],
    [8, ['Small', 'Medium']],
    [80, ['Small', 'Medium', 'Large', 'XLarge', 'XXLarge']],
    [2, []]
  ])('of a pool with nodes of %s vCores', (cores, names) => {
    expect(presetsFor(cores).map(({ name }) => name)).toEqual(names);
  });

  it('are found again in the sizes that they make', () => {
    for (const preset of SIZE_PRESETS) {
      const sizes = withPreset({ numExecutors: 7 }, preset);
      expect(sizes.numExecutors).toBe(7);
      expect(presetOf(sizes)).toBe(preset);
      expect(presetOf({ ...sizes, driverMemory: '1g' })).toBeNull();
    }
    expect(presetOf(DEFAULT_SIZES)?.name).toBe('Small');
  });
});

describe('what is typed', () => {
  it.each<[string, number | null]>([
    ['2', 2],
    [' 12 ', 12],
    ['0', null],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['99999', null],
    ['', null]
  ])('count %j', (text, expected) => {
    expect(parseCount(text)).toBe(expected);
  });

  it.each<[string, string | null]>([
    ['28', '28g'],
    ['28g', '28g'],
    ['28 GB', '28g'],
    ['512m', '512m'],
    ['28GiB', '28g'],
    ['0g', null],
    ['-1', null],
    ['much', null]
  ])('memory %j', (text, expected) => {
    expect(parseMemory(text)).toBe(expected);
  });

  it.each([
    ['28g', 28],
    ['512m', 0.5],
    ['1t', 1024],
    ['1tb', 1024]
  ])('%s in GiB', (memory, expected) => {
    expect(gigabytes(memory)).toBe(expected);
  });
});
