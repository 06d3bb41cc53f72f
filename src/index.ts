import { backend } from './plugins/backend';
import { commands } from './plugins/commands';
import { consoleCells } from './plugins/consoleCells';
import { execution, notebookCells } from './plugins/execution';
import { interrupts } from './plugins/interrupts';
import { coverage } from './plugins/coverage';
import { lookback } from './plugins/lookback';
import { lookbackCommands } from './plugins/lookbackCommands';
import { lint } from './plugins/lint';
import { panel } from './plugins/panel';
import { picker } from './plugins/picker';
import { pools } from './plugins/pools';
import { redaction } from './plugins/redaction';
import { resumption } from './plugins/resumption';
import { sessionNotices } from './plugins/sessionNotices';
import { setUp } from './plugins/setUp';
import { sessions } from './plugins/sessions';
import { statusItem } from './plugins/statusItem';
import { templates } from './plugins/templates';

export * from './tokens';
export * from './setUpTokens';

export default [
  backend,
  execution,
  notebookCells,
  consoleCells,
  sessions,
  sessionNotices,
  resumption,
  interrupts,
  pools,
  lookback,
  coverage,
  lookbackCommands,
  setUp,
  panel,
  picker,
  statusItem,
  redaction,
  lint,
  commands,
  templates
];
