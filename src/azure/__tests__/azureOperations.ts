import { IPlaced, Json, SwaggerDocuments } from './swaggerDocuments';

/** A parameter of an operation, as far as it is checked. */
export interface IParameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'body';
  required?: boolean;
  type?: string;
  enum?: readonly string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
}

/** One operation of a specification. */
export interface IOperation {
  /** As the specification has it, e.g. `Workspaces_CreateOrUpdate`. */
  id: string;
  /** The file it is in, below `conformance/arm/specs`. */
  file: string;
  method: string;
  /** Matches the path of a URL, with a group for each of `names`. */
  pattern: RegExp;
  names: readonly string[];
  /** What the query must be besides, e.g. `resource=filesystem`. */
  query: URLSearchParams;
  version: string;
  parameters: readonly IParameter[];
  /** Reference to the schema of the request's body; null without one. */
  request: string | null;
  /** Reference to the schema of each status; empty: no body. */
  answers: Readonly<Record<string, string>>;
}

/** Whose an origin is, by the file that specifies it. */
const PLANES: readonly [RegExp, RegExp][] = [
  [/^https:\/\/management\.azure\.com$/, /\/resource-manager\//],
  [/^https:\/\/[\w-]+\.dev\.azuresynapse\.net$/, /^synapse\/data-plane\//],
  [/^https:\/\/\w+\.dfs\.core\.windows\.net$/, /^storage\/data-plane\//]
];

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head'];

/** All operations of the specifications. */
export function operationsOf(documents: SwaggerDocuments): IOperation[] {
  return [...documents.all].flatMap(([name, document]) =>
    ['paths', 'x-ms-paths'].flatMap(section =>
      Object.entries((document[section] ?? {}) as Record<string, Json>).flatMap(
        ([template, item]) =>
          METHODS.filter(method => method in item).map(method =>
            operationOf(documents, name, template, method)
          )
      )
    )
  );
}

/** The operation that a request is; undefined when there is none. */
export function operationFor(
  operations: readonly IOperation[],
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>
): IOperation | undefined {
  const files = PLANES.find(([origin]) => origin.test(url.origin))?.[1];
  const version =
    url.searchParams.get('api-version') ?? headers['x-ms-version'] ?? null;
  const found = operations.filter(
    one =>
      files?.test(one.file) &&
      one.method === method &&
      one.pattern.test(url.pathname) &&
      [...one.query].every(([key, value]) =>
        value ? url.searchParams.get(key) === value : url.searchParams.has(key)
      ) &&
      // Livy's version is in its path.
      (one.names.includes('livyApiVersion') || one.version === version)
  );
  // The most special one: a scope can be anything, also a longer path.
  const weight = ({ names, query }: IOperation) =>
    [...query].length * 100 - (names.includes('scope') ? 50 : 0) - names.length;
  return found.sort((one, other) => weight(other) - weight(one))[0];
}

function operationOf(
  documents: SwaggerDocuments,
  file: string,
  template: string,
  method: string
): IOperation {
  const document = documents.all.get(file)!;
  const item = ((document.paths as Json)[template] ??
    (document['x-ms-paths'] as Json)[template]) as Record<string, Json>;
  const operation = item[method];
  const id = operation.operationId as string;
  const host = document['x-ms-parameterized-host'] as
    { hostTemplate: string; parameters: Json[] } | undefined;
  const base = (host?.hostTemplate ?? '').replace(/^\{\w+\}/, '');
  const [where, query = ''] = `${base}${template}`.split('?');
  const parameters = [
    ...(base ? host!.parameters : []),
    ...((item.parameters ?? []) as unknown as Json[]),
    ...((operation.parameters ?? []) as Json[])
  ].map(value => documents.resolve({ name: file, value }));
  const skipped = parameters
    .filter(({ value }) => value['x-ms-skip-url-encoding'])
    .map(({ value }) => value.name as string);
  const body = parameters.find(({ value }) => value.in === 'body');
  return {
    id,
    file,
    method: method.toUpperCase(),
    names: [...where.matchAll(/\{(\w+)\}/g)].map(one => one[1]),
    // ARM ignores the case of what is not a name.
    pattern: new RegExp(`^${patternOf(where, skipped)}$`, 'i'),
    query: new URLSearchParams(query),
    version: (document.info as { version: string }).version,
    parameters: parameters.map(({ value }) => value as unknown as IParameter),
    request: body ? schemaOf(documents, body, `${id}:request`) : null,
    answers: Object.fromEntries(
      Object.entries(operation.responses as Record<string, Json>).map(
        ([status, value]) => [
          status,
          schemaOf(documents, { name: file, value }, `${id}:${status}`)
        ]
      )
    )
  };
}

/** Reference of the schema of a parameter or an answer; empty without one. */
function schemaOf(
  documents: SwaggerDocuments,
  { name, value }: IPlaced,
  title: string
): string {
  const schema = value.schema as Json | undefined;
  return schema ? documents.reference(name, schema, title) : '';
}

function patternOf(template: string, skipped: readonly string[]): string {
  return (
    template
      // A resource without a parent has no path of it.
      .replace('{parentResourcePath}/', '(?:(.+)/)?')
      .replace(/\{(\w+)\}/g, (_all, name: string) =>
        skipped.includes(name) ? '(.+)' : '([^/]+)'
      )
  );
}
