import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IProblem, problemOf } from '../core/errors';
import { redact } from '../core/redaction';
import type { INotebookSession } from '../tokens';
import { ActionButton } from './components/ActionButton';
import { ProblemNote } from './components/ProblemNote';

/** Shows the driver's log, read when it is asked for and never by itself. */
export async function showDriverLog(
  session: INotebookSession,
  trans: TranslationBundle
): Promise<void> {
  const id = session.session?.id ?? '';
  const dialog = new Dialog({
    title: trans.__('Driver log of session %1', id),
    body: <DriverLog session={session} trans={trans} />,
    buttons: [Dialog.okButton({ label: trans.__('Close') })],
    hasClose: true
  });
  dialog.addClass('syn-DriverLogDialog');
  await dialog.launch();
}

/** The last lines of the log, and a button that reads them again. */
export function DriverLog(props: {
  session: INotebookSession;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { session, trans } = props;
  // Null until it was read. Its secrets are masked: logs are copied around.
  const [text, setText] = React.useState<string | null>(null);
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  const end = React.useRef<HTMLPreElement>(null);
  const read = React.useCallback(async () => {
    try {
      setText(redact((await session.readLog()).join('\n')).text);
      setProblem(null);
    } catch (reason) {
      setProblem(problemOf(reason));
    }
  }, [session]);
  React.useEffect(() => void read(), [read]);
  React.useEffect(() => {
    // The news is at the end.
    end.current?.scrollTo?.(0, end.current.scrollHeight);
  }, [text]);
  return (
    <div className="syn-DriverLog">
      <ActionButton action={read}>{trans.__('Refresh')}</ActionButton>
      {problem ? <ProblemNote problem={problem} trans={trans} /> : null}
      {text === null ? (
        problem ? null : (
          <p role="status">{trans.__('Reading the log…')}</p>
        )
      ) : text === '' ? (
        <p role="status">{trans.__('The driver has written nothing yet.')}</p>
      ) : (
        <pre
          ref={end}
          tabIndex={0}
          role="log"
          aria-live="off"
          aria-label={trans.__('Driver log')}
        >
          {text}
        </pre>
      )}
    </div>
  );
}
