import Ajv, { ValidateFunction } from 'ajv';

import {
  IOperation,
  IParameter,
  operationFor,
  operationsOf
} from './azureOperations';
import { SwaggerDocuments } from './swaggerDocuments';
import { schemasOf } from './swaggerSchemas';
import { unnamedProperties } from './unnamedProperties';

const BASE = 'https://specs.invalid/';

/** A request and its answer. Names of headers are in lower case. */
export interface IAzureExchange {
  /** GET when it is left out. */
  method?: string;
  url: string;
  /** Parsed; undefined when there was none. */
  requestBody?: unknown;
  requestHeaders?: Readonly<Record<string, string>>;
  status: number;
  /** Parsed; undefined or null when there was none. */
  body?: unknown;
}

/**
 * Checks requests and answers against Microsoft's specifications of Azure
 * Resource Manager and the data planes of Synapse and the lake.
 */
export class AzureSpecs {
  constructor() {
    this._operations = operationsOf(this._documents);
    for (const isRequest of [false, true]) {
      for (const name of this._documents.all.keys()) {
        this._ajv[Number(isRequest)].addSchema({
          $id: BASE + name,
          definitions: schemasOf(this._documents.definitions(name), isRequest)
        });
      }
    }
  }

  /** All that is specified, as `file` and `id`. */
  get operations(): readonly IOperation[] {
    return this._operations;
  }

  /** The operation of an exchange; undefined when none is specified. */
  operation({
    method = 'GET',
    requestHeaders = {},
    url
  }: IAzureExchange): IOperation | undefined {
    const place = new URL(url);
    return operationFor(this._operations, method, place, requestHeaders);
  }

  /** What is wrong with a request and its answer; empty when nothing is. */
  problems(exchange: IAzureExchange, isStrict = true): string[] {
    const { body, method = 'GET', requestBody, status, url } = exchange;
    const { pathname, searchParams } = new URL(url);
    const operation = this.operation(exchange);
    if (!operation) {
      const version = searchParams.get('api-version');
      return [`no operation for ${method} ${pathname} in ${version}`];
    }
    const answer = operation.answers[status] ?? operation.answers.default;
    return [
      ...requestProblems(operation, new URL(url), exchange),
      ...this._bodyProblems(operation.request, requestBody, true, isStrict),
      ...(answer === undefined
        ? [`answer: ${status} is not specified`]
        : this._bodyProblems(answer, body, false, isStrict))
    ].map(problem => problem.trim());
  }

  private _bodyProblems(
    reference: string | null,
    body: unknown,
    isRequest: boolean,
    isStrict: boolean
  ): string[] {
    const side = isRequest ? 'request' : 'answer';
    const isThere = body !== undefined && body !== null;
    if (!reference) {
      return isThere ? [`${side}: a body is not specified`] : [];
    }
    if (!isThere) {
      return [`${side}: the body is missing`];
    }
    const validate = this._validator(reference, isRequest);
    const found = validate(body)
      ? []
      : (validate.errors ?? []).map(
          one =>
            `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`
        );
    if (isStrict) {
      found.push(
        ...unnamedProperties(this._documents, reference, body, isRequest)
      );
    }
    return found.map(one => `${side}: ${one}`);
  }

  private _validator(reference: string, isRequest: boolean): ValidateFunction {
    const key = `${isRequest} ${reference}`;
    const known = this._validators.get(key);
    const found =
      known ?? this._ajv[Number(isRequest)].compile({ $ref: BASE + reference });
    this._validators.set(key, found);
    return found;
  }

  private readonly _documents = new SwaggerDocuments();
  /** For answers, and for requests. */
  private readonly _ajv = [newAjv(), newAjv()];
  private readonly _operations: IOperation[];
  private readonly _validators = new Map<string, ValidateFunction>();
}

function newAjv(): Ajv {
  return new Ajv({
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
      'date-time-rfc1123': true,
      password: true,
      file: true
    }
  });
}

function requestProblems(
  operation: IOperation,
  { pathname, searchParams }: URL,
  { requestHeaders }: IAzureExchange
): string[] {
  const groups = operation.pattern.exec(pathname)?.slice(1) ?? [];
  const found = operation.parameters.flatMap(one => {
    let value: string | null = null;
    if (one.in === 'path') {
      const at = operation.names.indexOf(one.name);
      value = at < 0 ? null : decodeURIComponent(groups[at] ?? '');
      if (at < 0 || one.name === 'parentResourcePath') {
        return [];
      }
    } else if (one.in === 'query') {
      value = searchParams.get(one.name);
    } else if (one.in === 'header' && requestHeaders) {
      value = requestHeaders[one.name.toLowerCase()] ?? null;
    } else {
      return [];
    }
    if (value === null || value === '') {
      return one.required ? [`parameter ${one.name} is missing`] : [];
    }
    return fits(one, value)
      ? []
      : [`parameter ${one.name} must not be ${value}`];
  });
  const known = new Set(operation.parameters.map(({ name }) => name));
  const unknown = [...searchParams.keys()].filter(
    // Part of a link that a server gave, which only it can read.
    key => !known.has(key) && !/^\$skiptoken$/i.test(key)
  );
  return [...found, ...unknown.map(key => `parameter ${key} is not specified`)];
}

function fits(parameter: IParameter, value: string): boolean {
  const { maxLength = Infinity, minLength = 0, pattern, type } = parameter;
  return (
    (!pattern || new RegExp(pattern).test(value)) &&
    value.length >= minLength &&
    value.length <= maxLength &&
    (!parameter.enum || parameter.enum.includes(value)) &&
    (type !== 'integer' || /^-?\d+$/.test(value)) &&
    (type !== 'boolean' || /^(?:true|false)$/i.test(value))
  );
}
