/**
 * Python code that runs a query as a pyspark statement and prints its rows as
 * one framed line. `rows` caps the result.
 */
export function sqlAsPyspark(_query: string, _rows = 1000): string {
  return '';
}
