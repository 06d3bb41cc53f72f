import fs from 'node:fs';
import path from 'node:path';

import { STATE } from '../support/place';
import { Notebook } from '../support/notebook';
import { expect, test } from '../support/test';

const ECHO = `
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class Echo(Kernel):
    implementation = "echo"
    implementation_version = "1"
    language = "text"
    language_version = "1"
    language_info = {"name": "text", "mimetype": "text/plain", "file_extension": ".txt"}
    banner = "echo"

    async def do_execute(self, code, silent, *args, **kwargs):
        content = {"name": "stdout", "text": f"<{code}>"}
        self.send_response(self.iopub_socket, "stream", content)
        return {
            "status": "ok",
            "execution_count": self.execution_count,
            "payload": [],
            "user_expressions": {},
        }


IPKernelApp.launch_instance(kernel_class=Echo)
`;

const folder = path.join(STATE, 'data', 'kernels', 'echo');

test.beforeAll(() => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'echo_kernel.py'), ECHO);
  fs.writeFileSync(
    path.join(folder, 'kernel.json'),
    JSON.stringify({
      argv: [
        'python',
        path.join(folder, 'echo_kernel.py'),
        '-f',
        '{connection_file}'
      ],
      display_name: 'Echo',
      language: 'text'
    })
  );
});

// Lab might take it for other notebooks.
test.afterAll(() => fs.rmSync(folder, { recursive: true }));

test('A kernel that is not Python gets its cells unchanged, and %%synapse works', async ({
  page
}) => {
  const notebook = await Notebook.create(
    page,
    [
      'hello',
      '%%synapse start\n{}',
      '%%synapse\nprint(6 * 7)',
      '%synapse meta'
    ],
    'echo'
  );
  await notebook.runAll();
  const texts = (await notebook.cells()).map(cell => cell.text);
  // Nothing but the user's own text came to the kernel.
  expect(texts[0]).toBe('<hello>');
  expect(texts[1]).toContain('ready on sparkpool01');
  expect(texts[2]).toBe('42');
  expect(texts[3]).toBe('<%synapse meta>');
});
