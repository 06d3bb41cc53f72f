import * as fs from 'fs';
import * as path from 'path';
import Ajv, { ValidateFunction } from 'ajv';

/** Microsoft's specifications, cut down to our GETs: see `conformance/arm`. */
const FOLDER = path.join(__dirname, '../../../conformance/arm/specs');
const BASE = 'https://specs.invalid/';

type Json = Record<string, unknown>;

interface IOperation {
  /** Matches the path of a URL, with a group for each parameter. */
  pattern: RegExp;
  names: readonly string[];
  version: string;
  parameters: readonly IParameter[];
  /** Reference to the schema of each status; `default` for errors. */
  schemas: Readonly<Record<string, string>>;
}

interface IParameter {
  name: string;
  in: string;
  required?: boolean;
  type?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  format?: string;
}

/**
 * Checks requests and answers against the specifications.
 *
 * #### Notes
 * Swagger 2.0 is nearly JSON Schema. What differs: `discriminator` (a document
 * must also be what its kind says), `x-nullable`, and that a property which
 * nothing names is a mistake in what we write ourselves.
 */
export class ArmSpecs {
  constructor() {
    for (const file of filesIn(FOLDER)) {
      const name = path.relative(FOLDER, file).split(path.sep).join('/');
      const document = JSON.parse(fs.readFileSync(file, 'utf8')) as Json;
      this._documents.set(name, document);
      const definitions = schemasOf(document.definitions as Json);
      this._ajv.addSchema({ $id: BASE + name, definitions });
    }
    for (const [name, document] of this._documents) {
      this._operations.push(...this._operationsOf(name, document));
    }
  }

  /** How many operations are known. */
  get count(): number {
    return this._operations.length;
  }

  /** What is wrong with a GET and its answer; empty when nothing is. */
  problems(
    url: string,
    answer: { status: number; body: unknown },
    isStrict = true
  ): string[] {
    const { origin, pathname, searchParams } = new URL(url);
    const version = searchParams.get('api-version');
    const operation = this._operations.find(
      one => one.pattern.test(pathname) && one.version === version
    );
    if (origin !== 'https://management.azure.com' || !operation) {
      return [`no operation for ${pathname} in ${version}`];
    }
    const found = requestProblems(operation, pathname, searchParams);
    const schema =
      operation.schemas[answer.status] ?? operation.schemas.default;
    if (!schema) {
      return [...found, `no answer ${answer.status}`];
    }
    const validate = this._validator(schema);
    if (!validate(answer.body)) {
      found.push(
        ...(validate.errors ?? []).map(
          one =>
            `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`
        )
      );
    }
    return isStrict ? [...found, ...this._unnamed(schema, answer.body)] : found;
  }

  private _validator(reference: string): ValidateFunction {
    const known = this._validators.get(reference);
    const found = known ?? this._ajv.compile({ $ref: BASE + reference });
    this._validators.set(reference, found);
    return found;
  }

  private _operationsOf(name: string, document: Json): IOperation[] {
    const { version } = document.info as { version: string };
    return Object.entries((document.paths ?? {}) as Record<string, Json>).map(
      ([template, item]) => {
        const get = item.get as { parameters?: Json[]; responses: Json };
        const names = [...template.matchAll(/\{(\w+)\}/g)].map(one => one[1]);
        const source = template.replace(/\{\w+\}/g, '([^/]+)');
        const all = [
          ...((item.parameters ?? []) as Json[]),
          ...(get.parameters ?? [])
        ];
        return {
          // ARM ignores the case of what is not a name.
          pattern: new RegExp(`^${source}$`, 'i'),
          names,
          version,
          parameters: all.map(
            one => this._resolve(name, one).value as unknown as IParameter
          ),
          schemas: Object.fromEntries(
            Object.entries(get.responses).map(([status, response]) => [
              status,
              referenceOf(name, (response as Json).schema as Json)
            ])
          )
        };
      }
    );
  }

  /** What a reference stands for, and in which file. */
  private _resolve(name: string, value: Json): { name: string; value: Json } {
    if (typeof value.$ref !== 'string') {
      return { name, value };
    }
    const [file, pointer] = referenceOf(name, value).split('#');
    const [, section, key] = pointer.split('/');
    const document = this._documents.get(file) as Record<string, Json>;
    return this._resolve(file, document[section][key] as Json);
  }

  /** Properties of a document that no schema names. */
  private _unnamed(reference: string, body: unknown, place = ''): string[] {
    const [file] = reference.split('#');
    return this._unnamedBy(
      [{ name: file, value: { $ref: `#${reference.split('#')[1]}` } }],
      body,
      place
    );
  }

  private _unnamedBy(
    schemas: { name: string; value: Json }[],
    body: unknown,
    place: string
  ): string[] {
    const all = schemas.flatMap(one => this._parts(one.name, one.value, body));
    if (Array.isArray(body)) {
      const items = all.flatMap(({ name, value }) =>
        value.items ? [{ name, value: value.items as Json }] : []
      );
      return items.length
        ? body.flatMap((one, at) =>
            this._unnamedBy(items, one, `${place}/${at}`)
          )
        : [];
    }
    if (typeof body !== 'object' || body === null) {
      return [];
    }
    const isFree = all.some(({ value }) => value.additionalProperties);
    const names = all.some(({ value }) => value.properties);
    return Object.entries(body).flatMap(([key, value]) => {
      const own = all.flatMap(part => {
        const property = (part.value.properties as Json | undefined)?.[key];
        return property ? [{ name: part.name, value: property as Json }] : [];
      });
      if (own.length === 0) {
        return isFree || !names ? [] : [`${place}/${key} is not specified`];
      }
      return this._unnamedBy(own, value, `${place}/${key}`);
    });
  }

  /** A schema with all that it is made of, for this document. */
  private _parts(
    name: string,
    schema: Json,
    body: unknown
  ): { name: string; value: Json }[] {
    const { name: file, value } = this._resolve(name, schema);
    const base = ((value.allOf ?? []) as Json[]).flatMap(one =>
      this._parts(file, one, body)
    );
    const kind =
      typeof value.discriminator === 'string'
        ? (body as Json | null)?.[value.discriminator]
        : undefined;
    const definitions = this._documents.get(file)?.definitions as Json;
    const special = Object.values(definitions ?? {}).filter(
      one => (one as Json)['x-ms-discriminator-value'] === kind && kind
    ) as Json[];
    return [
      { name: file, value },
      ...base,
      // Without its base, which this is.
      ...special.map(one => ({ name: file, value: { ...one, allOf: [] } })),
      ...special.flatMap(one =>
        ((one.allOf ?? []) as Json[])
          .filter(part => this._resolve(file, part).value !== value)
          .flatMap(part => this._parts(file, part, body))
      )
    ];
  }

  private readonly _ajv = new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    formats: {
      'date-time': value => !Number.isNaN(Date.parse(value)),
      uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
      int32: true,
      int64: true,
      duration: /^P/,
      'arm-id': /^\//,
      uri: /^\w+:/,
      url: /^\w+:/,
      'date-time-rfc1123': true
    }
  });
  private readonly _documents = new Map<string, Json>();
  private readonly _operations: IOperation[] = [];
  private readonly _validators = new Map<string, ValidateFunction>();
}

function requestProblems(
  operation: IOperation,
  pathname: string,
  query: URLSearchParams
): string[] {
  const groups = operation.pattern.exec(pathname)?.slice(1) ?? [];
  return operation.parameters.flatMap(one => {
    const value =
      one.in === 'path'
        ? decodeURIComponent(groups[operation.names.indexOf(one.name)] ?? '')
        : query.get(one.name);
    if (one.in === 'header' || value === null || value === '') {
      return one.required && one.in !== 'header'
        ? [`parameter ${one.name} is missing`]
        : [];
    }
    const fits =
      (!one.pattern || new RegExp(one.pattern).test(value)) &&
      value.length >= (one.minLength ?? 0) &&
      value.length <= (one.maxLength ?? Infinity);
    return fits ? [] : [`parameter ${one.name} must not be ${value}`];
  });
}

/** Definitions as JSON Schema. */
function schemasOf(definitions: Json): Json {
  const entries = Object.entries(definitions ?? {}) as [string, Json][];
  const bases = entries.filter(([, one]) => one.discriminator);
  const schemas: Json = Object.fromEntries(
    entries.map(([key, one]) => [key, nullable(one)])
  );
  for (const [key, base] of bases) {
    const plain = `${key}:plain`;
    schemas[plain] = schemas[key];
    const kinds = entries.filter(([, one]) =>
      ((one.allOf ?? []) as Json[]).some(
        part => part.$ref === `#/definitions/${key}`
      )
    );
    for (const [kind] of kinds) {
      const schema = schemas[kind] as Json;
      schemas[kind] = {
        ...schema,
        allOf: (schema.allOf as Json[]).map(part =>
          part.$ref === `#/definitions/${key}`
            ? { $ref: `#/definitions/${plain}` }
            : part
        )
      };
    }
    schemas[key] = {
      allOf: [
        { $ref: `#/definitions/${plain}` },
        ...kinds.map(([kind, one]) => ({
          if: {
            properties: {
              [base.discriminator as string]: {
                const: one['x-ms-discriminator-value'] ?? kind
              }
            }
          },
          then: { $ref: `#/definitions/${kind}` }
        }))
      ]
    };
  }
  return schemas;
}

/** `x-nullable` as JSON Schema says it; open enumerations are open. */
function nullable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(nullable);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const schema = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, nullable(one)])
  );
  return schema['x-nullable'] === true
    ? { anyOf: [{ type: 'null' }, schema] }
    : schema;
}

/** A reference from the folder of all specifications. */
function referenceOf(name: string, schema: Json | undefined): string {
  if (typeof schema?.$ref !== 'string') {
    return '';
  }
  const [file, pointer] = schema.$ref.split('#');
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
