import { UUID } from '@lumino/coreutils';

/** A name that no other session has and that tells whose it is. */
export function uniqueName(path: string): string {
  const stem = (path.split('/').pop() ?? '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `jl-${stem || 'notebook'}-${UUID.uuid4().slice(0, 8)}`;
}
