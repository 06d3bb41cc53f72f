/** Rows to show, from whatever shape a server gave them in. */
export interface ITable {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly unknown[])[];
  /** Whether the server has more rows than these. */
  isCut: boolean;
}

/** Bounds of one shown table: the notebook file holds it twice. */
const MAX_ROWS = 1000;
const MAX_CELLS = 20_000;
const MAX_HTML_CHARACTERS = 2000;
const MAX_PLAIN_CHARACTERS = 100;

const NUMBERS =
  /^(?:byte|short|integer|int|long|bigint|float|double|decimal|tinyint|smallint)\b|^(?:INT|BIGINT|DOUBLE|FLOAT|DECIMAL)_TYPE$/;

/** A table as a mime bundle: `text/html` and, for other readers, `text/plain`. */
export function tableBundle(table: ITable): Record<string, string> {
  const width = Math.max(1, table.columns.length);
  const shown = Math.min(
    table.rows.length,
    MAX_ROWS,
    Math.max(1, Math.floor(MAX_CELLS / width))
  );
  const rows = table.rows.slice(0, shown);
  const note = noteOf(table, shown);
  return {
    'text/html': htmlTable(table, rows, note),
    'text/plain': plainTable(table, rows, note)
  };
}

function noteOf({ rows, isCut }: ITable, shown: number): string {
  const count = (value: number) =>
    `${String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${value === 1 ? 'row' : 'rows'}`;
  if (isCut) {
    return `First ${count(shown)}; there are more.`;
  }
  if (shown < rows.length) {
    return `First ${count(shown).split(' ')[0]} of ${count(rows.length)}.`;
  }
  return rows.length ? '' : 'No rows.';
}

function htmlTable(
  { columns }: ITable,
  rows: ITable['rows'],
  note: string
): string {
  const head = columns
    .map(
      ({ name, type }) =>
        `<th scope="col"${NUMBERS.test(type) ? ' class="syn-Table-number"' : ''} title="${escape(type)}">${escape(name)}</th>`
    )
    .join('');
  const body = rows
    .map(row => {
      const cells = columns.map(({ type }, index) => {
        const text = escape(cut(cellText(row[index]), MAX_HTML_CHARACTERS));
        const value = row[index];
        const name =
          value === null || value === undefined
            ? ' class="syn-Table-null"'
            : NUMBERS.test(type)
              ? ' class="syn-Table-number"'
              : '';
        return `<td${name}>${text}</td>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    })
    .join('\n');
  const caption = note ? `\n<p class="syn-Table-note">${escape(note)}</p>` : '';
  return `<table class="syn-Table">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${caption}`;
}

function plainTable(
  { columns }: ITable,
  rows: ITable['rows'],
  note: string
): string {
  const oneLine = (text: string) =>
    cut(
      text.replace(/\r\n|[\n\r]/g, '\\n').replace(/\t/g, '\\t'),
      MAX_PLAIN_CHARACTERS
    );
  const grid = [
    columns.map(({ name }) => oneLine(name)),
    ...rows.map(row => columns.map((_, index) => oneLine(cellText(row[index]))))
  ];
  const widths = columns.map((_, index) =>
    grid.reduce((most, line) => Math.max(most, [...line[index]].length), 0)
  );
  const lines = grid.map(line =>
    line
      .map((text, index) => {
        const blanks = ' '.repeat(widths[index] - [...text].length);
        return NUMBERS.test(columns[index].type)
          ? blanks + text
          : text + blanks;
      })
      .join('  ')
      .trimEnd()
  );
  lines.splice(1, 0, widths.map(width => '-'.repeat(width)).join('  '));
  return [...lines, ...(note ? [note] : [])].join('\n');
}

/** One cell as text; nested values as JSON, null as `null`. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  if (typeof value === 'object') {
    return JSON.stringify(value, (_, inner: unknown) => plainStruct(inner));
  }
  return String(value);
}

/** Livy's sql writes a struct as `{schema: […], values: […]}`. */
function plainStruct(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { schema, values, ...rest } = value as Record<string, unknown>;
  if (
    Object.keys(rest).length ||
    !Array.isArray(schema) ||
    !Array.isArray(values)
  ) {
    return value;
  }
  return Object.fromEntries(
    schema.map((field: unknown, index) => [
      String((field as { name?: unknown } | null)?.name ?? index),
      values[index] as unknown
    ])
  );
}

function cut(text: string, most: number): string {
  return text.length > most
    ? `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
    : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]);
}
