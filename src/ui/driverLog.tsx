import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IProblem, problemOf } from '../core/errors';
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
  const [lines, setLines] = React.useState<readonly string[] | null>(null);
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  const end = React.useRef<HTMLPreElement>(null);
  const read = React.useCallback(async () => {
    try {
      setLines(await session.readLog());
      setProblem(null);
    } catch (reason) {
      setProblem(problemOf(reason));
    }
  }, [session]);
  React.useEffect(() => void read(), [read]);
  React.useEffect(() => {
    // The news is at the end.
    end.current?.scrollTo?.(0, end.current.scrollHeight);
  }, [lines]);
  return (
    <div className="syn-DriverLog">
      <ActionButton action={read}>{trans.__('Refresh')}</ActionButton>
      {problem ? <ProblemNote problem={problem} trans={trans} /> : null}
      {lines === null ? (
        problem ? null : (
          <p role="status">{trans.__('Reading the log…')}</p>
        )
      ) : lines.length === 0 ? (
        <p role="status">{trans.__('The driver has written nothing yet.')}</p>
      ) : (
        <pre
          ref={end}
          tabIndex={0}
          role="log"
          aria-live="off"
          aria-label={trans.__('Driver log')}
        >
          {lines.join('\n')}
        </pre>
      )}
    </div>
  );
}
