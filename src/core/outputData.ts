import { ITable, tableBundle } from './outputTable';
import { IOutputEvent } from './ports';

const LIVY_TABLE = 'application/vnd.livy.table.v1+json';

/**
 * The local pool's: the text of the value that the rich part shows, which
 * also stands at the end of `text/plain` behind what was printed. Without it
 * nothing tells the two apart.
 */
export const VALUE_TEXT = 'application/vnd.synapse.value';

/** A fallback text longer than this is cut. */
const MAX_FALLBACK = 10_000;

/** Text for the standard output of a cell, as an event. */
export function stdout(text: string): IOutputEvent {
  return { type: 'stream', content: { name: 'stdout', text } };
}

/** A remark of ours between the outputs; not part of what was printed. */
export function notice(text: string): IOutputEvent {
  return { type: 'stream', content: { name: 'stderr', text: `${text}\n` } };
}

/** A table as a rich output. */
export function tableEvent(table: ITable): IOutputEvent {
  return display(tableBundle(table));
}

function display(data: Record<string, unknown>): IOutputEvent {
  return { type: 'display_data', content: { data, metadata: {} } };
}

/** The text of a mime bundle; null when it has none. */
export function plainText(
  data: Readonly<Record<string, unknown>>
): string | null {
  const text = data['text/plain'];
  if (text === undefined || text === null) {
    return null;
  }
  if (Array.isArray(text)) {
    return text.join('');
  }
  return typeof text === 'string' ? text : JSON.stringify(text);
}

/**
 * Whether the text of a bundle is another form of its rich part, and not
 * something that was printed. Livy's `%matplot`, `%table` and `%json` put
 * what was printed there; all others follow Jupyter.
 */
export function isTextAlternative(
  data: Readonly<Record<string, unknown>>
): boolean {
  return Object.keys(data).some(
    mime =>
      mime !== 'text/plain' &&
      mime !== VALUE_TEXT &&
      mime !== LIVY_TABLE &&
      mime !== 'application/json' &&
      !mime.startsWith('image/')
  );
}

/**
 * The rich part of a result as events. `text` is its plain form, where there
 * is one.
 */
export function richEvents(
  data: Readonly<Record<string, unknown>>,
  text: string | null
): IOutputEvent[] {
  const { 'text/plain': _text, [VALUE_TEXT]: _value, ...rich } = data;
  const mimes = Object.keys(rich);
  if (mimes.length === 0) {
    return [];
  }
  const table =
    livyTable(rich[LIVY_TABLE]) ?? sqlTable(rich['application/json']);
  if (table) {
    // What Spark answers to a statement that has no result.
    return table.columns.length ? [tableEvent(table)] : [stdout('OK\n')];
  }
  const json = rich['application/json'];
  if (mimes.length === 1 && mimes[0] === 'application/json') {
    const plain = text || fallback(json);
    // Lab's tree view is for lists and objects.
    return typeof json === 'object' && json !== null
      ? [display({ ...rich, 'text/plain': plain })]
      : [stdout(`${plain}\n`)];
  }
  return [display({ ...rich, 'text/plain': text || richFallback(rich) })];
}

function richFallback(rich: Readonly<Record<string, unknown>>): string {
  const [mime] = Object.keys(rich);
  const value = rich[mime];
  return /json$/.test(mime) ? fallback(value) : `<${mime}>`;
}

function fallback(value: unknown): string {
  const text = JSON.stringify(value, null, 1) ?? String(value);
  return text.length > MAX_FALLBACK ? `${text.slice(0, MAX_FALLBACK)}…` : text;
}

/** `%table` of Livy: `{headers: [{name, type}], data: [[…]]}`. */
function livyTable(value: unknown): ITable | null {
  const { headers, data } = record(value);
  if (!Array.isArray(headers) || !Array.isArray(data)) {
    return null;
  }
  return { columns: headers.map(column), rows: rowsOf(data), isCut: false };
}

/** Kind sql of Livy: `{schema: {fields: [{name, type}]}, data: [[…]]}`. */
function sqlTable(value: unknown): ITable | null {
  const { schema, data } = record(value);
  const { type, fields } = record(schema);
  if (type !== 'struct' || !Array.isArray(fields) || !Array.isArray(data)) {
    return null;
  }
  // Livy's own bound, applied in silence (livy.rsc.sql.num-rows).
  const isCut = data.length === 1000;
  return { columns: fields.map(column), rows: rowsOf(data), isCut };
}

function column(field: unknown): { name: string; type: string } {
  const { name, type } = record(field);
  return {
    name: String(name ?? ''),
    type: typeof type === 'string' ? type : (JSON.stringify(type) ?? '')
  };
}

function rowsOf(data: readonly unknown[]): unknown[][] {
  return data.map(row => (Array.isArray(row) ? row : [row]));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
}
