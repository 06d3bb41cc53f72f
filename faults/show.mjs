/** Prints one case. */
export function show(title, { problems, seconds }) {
  console.log(
    [
      problems.length ? '  FAILED ' : '  ok     ',
      title.padEnd(16),
      `${seconds.toFixed(1).padStart(6)} s  `,
      problems.join('; ')
    ].join('')
  );
}
