import { Contents, ServerConnection } from '@jupyterlab/services';
import { IFiles } from '../core/ports';

/** Reads text files through Lab's contents manager. */
export class ContentsFiles implements IFiles {
  constructor(private _contents: Contents.IManager) {}

  async read(path: string): Promise<string | null> {
    try {
      const file = await this._contents.get(path, {
        type: 'file',
        format: 'text',
        content: true
      });
      return typeof file.content === 'string' ? file.content : null;
    } catch (reason) {
      // Absent, hidden or a folder: all the same to the caller.
      if (
        reason instanceof ServerConnection.ResponseError &&
        reason.response.status < 500
      ) {
        return null;
      }
      throw reason;
    }
  }
}
