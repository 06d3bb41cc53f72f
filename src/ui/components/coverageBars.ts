/** Least height of a bar that has data, so that it is seen. */
const LEAST = 18;

/** Height of a bar among others, as CSS has it; a square root: sizes differ much. */
export function barHeight(bytes: number, most: number): string {
  return bytes > 0
    ? `${Math.round(LEAST + (100 - LEAST) * Math.sqrt(bytes / most))}%`
    : '0';
}
