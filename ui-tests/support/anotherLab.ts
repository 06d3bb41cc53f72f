import { ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { expectPoll } from './notebook';
import { PORT, STATE } from './place';

/** What makes a further JupyterLab another one. */
export interface IAnotherLab {
  /** Part of the names of its log and its runtime folder. */
  name: string;
  /** Ports above that of the tests' own JupyterLab. */
  offset: number;
  /** Its configuration, in `ui-tests`. */
  config?: string;
  options?: string[];
  environment?: Record<string, string>;
}

/** A JupyterLab beside that of the tests, set up in another way. */
export class AnotherLab {
  constructor(private _options: IAnotherLab) {
    this.port = PORT + _options.offset;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  readonly port: number;
  readonly url: string;

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const {
      config = 'jupyter_server_config.py',
      environment,
      name,
      options = []
    } = this._options;
    const log = fs.openSync(path.join(STATE, `jupyter-${name}.log`), 'w');
    this._server = spawn(
      'jupyter',
      ['lab', '--config', path.join(__dirname, '..', config), ...options],
      {
        env: {
          ...process.env,
          JUPYTER_CONFIG_DIR: path.join(STATE, 'config'),
          JUPYTER_RUNTIME_DIR: path.join(STATE, `runtime-${name}`),
          SYNAPSE_UI_TEST_PORT: String(this.port),
          ...environment
        },
        stdio: ['ignore', log, log]
      }
    );
    await expectPoll(
      () =>
        fetch(`${this.url}/api`).then(
          response => response.status,
          () => 0
        ),
      status => status === 200,
      `the JupyterLab "${name}"`
    );
  }

  async stop(): Promise<void> {
    const server = this._server;
    if (server) {
      const ended = new Promise(resolve => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    }
  }

  private _server: ChildProcess | null = null;
}
