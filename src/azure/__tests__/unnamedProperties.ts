import { IPlaced, Json, SwaggerDocuments } from './swaggerDocuments';

/**
 * Properties of a body that no schema names, and of a request's body those
 * that only the server writes.
 *
 * #### Notes
 * Not a mistake by JSON Schema, but in what we write ourselves.
 */
export function unnamedProperties(
  documents: SwaggerDocuments,
  reference: string,
  body: unknown,
  isRequest: boolean
): string[] {
  const [name, pointer] = reference.split('#');
  return unnamed([{ name, value: { $ref: `#${pointer}` } }], body, '');

  function unnamed(
    schemas: readonly IPlaced[],
    body: unknown,
    place: string
  ): string[] {
    const all = schemas.flatMap(one => parts(one, body));
    if (Array.isArray(body)) {
      const items = all.flatMap(({ name, value }) =>
        value.items ? [{ name, value: value.items as Json }] : []
      );
      return items.length
        ? body.flatMap((one, at) => unnamed(items, one, `${place}/${at}`))
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
      return isRequest && own.some(one => one.value.readOnly)
        ? [`${place}/${key} is read-only`]
        : unnamed(own, value, `${place}/${key}`);
    });
  }

  /** A schema with all that it is made of, for this document. */
  function parts(placed: IPlaced, body: unknown): IPlaced[] {
    const { name: file, value } = documents.resolve(placed);
    const base = ((value.allOf ?? []) as Json[]).flatMap(one =>
      parts({ name: file, value: one }, body)
    );
    const kind =
      typeof value.discriminator === 'string'
        ? (body as Json | null)?.[value.discriminator]
        : undefined;
    const special = Object.values(documents.definitions(file)).filter(
      one => kind && one['x-ms-discriminator-value'] === kind
    );
    return [
      { name: file, value },
      ...base,
      // Without its base, which this is.
      ...special.map(one => ({ name: file, value: { ...one, allOf: [] } })),
      ...special.flatMap(one =>
        ((one.allOf ?? []) as Json[])
          .map(part => ({ name: file, value: part }))
          .filter(part => documents.resolve(part).value !== value)
          .flatMap(part => parts(part, body))
      )
    ];
  }
}
