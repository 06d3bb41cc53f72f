import { ISessionContext } from '@jupyterlab/apputils';

/** Whether the magic can be registered in the kernel of a context. */
export function isPython(context: ISessionContext): boolean {
  const name = context.session?.kernel?.name ?? '';
  const spec = context.specsManager.specs?.kernelspecs[name];
  return spec?.language === 'python';
}
