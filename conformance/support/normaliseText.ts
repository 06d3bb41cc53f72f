/**
 * Replaces in a text what differs from server to server and from run to run:
 * folders, ports, numbers of jobs and tasks, positions in library code.
 */
const RULES: readonly [RegExp, string][] = [
  // A stack of Java, in one text: where it begins is in the message already.
  [/(?:\n\tat [^\n]+|\n\t?\.\.\. \d+ more)+/g, '\n<java frames>'],
  [/File "[^"\n]*\/py4j\/([^"\n]+)", line \d+/g, 'File "<py4j>/$1", line <n>'],
  [/^ {2}\.\.\. \d+ elided$/gm, '  ... <n> elided'],
  [
    /File "[^"\n]*\/pyspark(?:\.zip\/pyspark)?\/([^"\n]+)", line \d+/g,
    'File "<pyspark>/$1", line <n>'
  ],
  [/File "(?!<)[^"\n]*", line \d+/g, 'File "<path>", line <n>'],
  // Since Python 3.11 marks the place below a source line.
  [/^ *[~^]+\n/gm, ''],
  [/\b(stages?|[Tt]ask|TID|Job|job group) \d+(?:\.\d+)?/g, '$1 <n>'],
  [/\(TID \d+\)/g, '(TID <n>)'],
  [
    /\(localhost executor driver\)|\([\w.-]+ executor \w+\)/g,
    '(<host> executor <id>)'
  ],
  [/\b(calling \w:?)o\d+\./g, '$1o<n>.'],
  [/\b0x[0-9a-f]+\b/g, '<address>'],
  [/\bhttps?:\/\/[\w.-]+:\d+/g, 'http://<host>:<port>'],
  [/\blocal-\d{9,}\b|\bapplication_\d+_\d+\b/g, '<application>'],
  // Since Python 3.13 the value stands behind it.
  [/(not JSON compliant): \w+/g, '$1'],
  [/for session \d+/g, 'for session <n>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/Session '(?!999')\d+'/g, "Session '<id>'"]
];

/** A text with all that may differ replaced. */
export function normaliseText(text: string): string {
  return RULES.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement),
    text
  );
}

/** The lines of a traceback, as one text per entry. */
export function normaliseTraceback(entries: readonly unknown[]): unknown {
  const texts = entries.map(entry => normaliseText(String(entry)));
  // Kind sql: Java's frames alone.
  if (texts.length > 0 && texts.every(isJavaFrame)) {
    return ['<java frames>'];
  }
  return texts
    .join('')
    .split('\n')
    .filter(line => line.trim() && !/^\s*(?:[~^]+|<source line>)$/.test(line));
}

function isJavaFrame(text: string): boolean {
  return /^[\w.$<>/@]+\([^()]*\)\n?$/.test(text);
}
