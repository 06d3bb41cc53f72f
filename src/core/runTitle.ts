/** The first line that says something: many cells begin with imports. */
export function titleOf(code: string): string {
  const lines = code
    .split('\n')
    .map(line => line.trim())
    .filter(line => line);
  const title = lines.find(line => !/^(?:import|from) /.test(line)) ?? lines[0];
  return (title ?? '').slice(0, 120);
}
