/** Quantiles and tables of measurements. Times are milliseconds. */

/** The `p`-quantile (0 to 1) of some numbers, by nearest rank. */
export function quantile(numbers, p) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
}

/** Median, 95 % quantile and number of measurements, one decimal. */
export function summary(numbers) {
  const round = number => Math.round(number * 10) / 10;
  return {
    p50: round(quantile(numbers, 0.5)),
    p95: round(quantile(numbers, 0.95)),
    n: numbers.length
  };
}

/** Prints a title and rows of named figures. */
export function show(title, rows) {
  console.log(`\n${title}`);
  console.table(rows);
}
