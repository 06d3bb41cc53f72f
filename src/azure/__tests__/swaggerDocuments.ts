import * as fs from 'node:fs';
import * as path from 'node:path';

/** Microsoft's specifications, cut down to what is used: see `conformance/arm`. */
const FOLDER = path.join(__dirname, '../../../conformance/arm/specs');

/** A JSON object of a specification. */
export type Json = Record<string, unknown>;

/** A piece of a specification, with the file that it stands in. */
export interface IPlaced {
  name: string;
  value: Json;
}

/**
 * The specifications by their names below the folder.
 *
 * #### Notes
 * Schemas that stand in an operation are moved to the definitions, so that all
 * schemas have a reference.
 */
export class SwaggerDocuments {
  constructor() {
    for (const file of filesIn(FOLDER)) {
      const name = path.relative(FOLDER, file).split(path.sep).join('/');
      const document = JSON.parse(fs.readFileSync(file, 'utf8')) as Json;
      document.definitions ??= {};
      this.all.set(name, document);
    }
  }

  readonly all = new Map<string, Json>();

  /** Definitions of a file; empty when there are none. */
  definitions(name: string): Readonly<Record<string, Json>> {
    return (this.all.get(name)?.definitions ?? {}) as Record<string, Json>;
  }

  /** What a reference stands for, and in which file. */
  resolve({ name, value }: IPlaced): IPlaced {
    if (typeof value.$ref !== 'string') {
      return { name, value };
    }
    const [file, pointer] = referenceOf(name, value.$ref).split('#');
    const [, section, key] = pointer.split('/');
    const document = this.all.get(file) as Record<string, Json>;
    return this.resolve({ name: file, value: document[section][key] as Json });
  }

  /** The reference of a schema, which gets a name when it has none. */
  reference(name: string, schema: Json, title: string): string {
    if (typeof schema.$ref === 'string') {
      return referenceOf(name, schema.$ref);
    }
    const document = this.all.get(name) as Record<string, Json>;
    document.definitions[title] = schema;
    return `${name}#/definitions/${title}`;
  }
}

/** A reference from the folder of all specifications. */
function referenceOf(name: string, reference: string): string {
  const [file, pointer] = reference.split('#');
  const target = file ? path.posix.join(path.posix.dirname(name), file) : name;
  return `${target}#${pointer}`;
}

function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap(one =>
      one.isDirectory()
        ? filesIn(path.join(folder, one.name))
        : [path.join(folder, one.name)]
    );
}
