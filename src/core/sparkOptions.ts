/** Formats whose options are known. */
export type SparkFormat = 'csv' | 'json' | 'parquet' | 'orc' | 'text';

/**
 * Options of Spark 3.5's file sources, read from its own lists
 * (`CSVOptions`, `JSONOptions`, `ParquetOptions`, `OrcOptions`, `TextOptions`,
 * `FileSourceOptions`, `FileIndexOptions` of spark-sql 3.5.9). Spark does not
 * heed upper and lower case, and ignores unknown options without a word.
 */
const OPTIONS: Readonly<Record<SparkFormat, string>> = {
  csv: 'charToEscapeQuoteEscaping charset codec columnNameOfCorruptRecord columnPruning comment compression dateFormat delimiter emptyValue enableDateTimeParsingFallback encoding enforceSchema escape escapeQuotes header ignoreLeadingWhiteSpace ignoreTrailingWhiteSpace inferSchema inputBufferSize lineSep locale maxCharsPerColumn maxColumns mode multiLine nanValue negativeInf nullValue positiveInf preferDate quote quoteAll samplingRatio sep timeZone timestampFormat timestampNTZFormat unescapedQuoteHandling',
  json: 'allowBackslashEscapingAnyCharacter allowComments allowNonNumericNumbers allowNumericLeadingZeros allowSingleQuotes allowUnquotedControlChars allowUnquotedFieldNames charset columnNameOfCorruptRecord compression dateFormat dropFieldIfAllNull enableDateTimeParsingFallback encoding ignoreNullFields inferTimestamp lineSep locale mode multiLine prefersDecimal pretty primitivesAsString samplingRatio timeZone timestampFormat timestampNTZFormat writeNonAsciiCharacterAsCodePoint',
  parquet:
    'compression datetimeRebaseMode int96RebaseMode mergeSchema parquet.compression',
  orc: 'compression mergeSchema orc.compress',
  text: 'compression encoding lineSep wholetext'
};

/** Of all files, to read, to write and to stream. */
const COMMON =
  'path basePath ignoreCorruptFiles ignoreMissingFiles modifiedAfter modifiedBefore pathGlobFilter recursiveFileLookup timeZone maxRecordsPerFile partitionOverwriteMode ' +
  'checkpointLocation cleanSource fileNameOnly latestFirst maxBytesPerTrigger maxCachedFiles maxFileAge maxFilesPerTrigger sourceArchiveDir';

/** Whether Spark's source of a format has that option. */
export function isSparkOption(name: string, format: SparkFormat): boolean {
  return known(format).some(one => one.toLowerCase() === name.toLowerCase());
}

/** The formats that have that option. */
export function formatsWith(name: string): SparkFormat[] {
  return (Object.keys(OPTIONS) as SparkFormat[]).filter(format =>
    isSparkOption(name, format)
  );
}

/** The option that was most likely meant; null when none is near. */
export function nearestOption(
  name: string,
  format: SparkFormat
): string | null {
  const word = name.toLowerCase();
  const ranked = known(format)
    .map(option => ({ option, far: distance(word, option.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const [best] = ranked;
  const begun = known(format).find(
    option => word.length >= 6 && option.toLowerCase().startsWith(word)
  );
  return best.far <= 2 && best.far < word.length / 2
    ? best.option
    : (begun ?? null);
}

export function isSparkFormat(name: string): name is SparkFormat {
  return Object.hasOwn(OPTIONS, name);
}

function known(format: SparkFormat): string[] {
  return `${OPTIONS[format]} ${COMMON}`.split(' ');
}

/** Letters to insert, delete or replace; two that changed places count once. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) {
    return 3;
  }
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(
        Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
      }
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
