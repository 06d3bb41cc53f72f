import { Json } from './swaggerDocuments';

/**
 * Definitions as JSON Schema.
 *
 * #### Notes
 * Swagger 2.0 is nearly JSON Schema. What differs: `discriminator` (a document
 * must also be what its kind says), `x-nullable`, and `readOnly`: what only
 * the server writes is not required of a request.
 */
export function schemasOf(definitions: Json, isRequest: boolean): Json {
  const entries = Object.entries(definitions ?? {}) as [string, Json][];
  const bases = entries.filter(([, one]) => one.discriminator);
  const schemas: Json = Object.fromEntries(
    entries.map(([key, one]) => [key, adapted(one, isRequest)])
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

/** `x-nullable` as JSON Schema says it, and what a request need not have. */
function adapted(value: unknown, isRequest: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map(one => adapted(one, isRequest));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const schema: Json = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, adapted(one, isRequest)])
  );
  const { properties, required } = value as {
    properties?: Record<string, Json>;
    required?: unknown;
  };
  if (isRequest && properties && Array.isArray(required)) {
    schema.required = required.filter(key => !properties[key]?.readOnly);
  }
  return schema['x-nullable'] === true
    ? { anyOf: [{ type: 'null' }, schema] }
    : schema;
}
