import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IProblem, problemOf } from '../../core/errors';
import type { ISetUp, ISetUpAssistant } from '../../setUpTokens';
import type { IPools } from '../../tokens';
import { useActions, useSignal } from '../hooks';
import { backIcon } from '../stateIcons';
import { ActionButton } from './ActionButton';
import { ProblemNote } from './ProblemNote';
import { SetUpAssistantView } from './SetUpAssistantView';
// Its styles come with it: the page's start need not load them.
import '../../../style/roles.css';
import '../../../style/setUp.css';

/** Properties of `SetUpView`. */
export interface ISetUpViewProps {
  setUp: ISetUp;
  pools: IPools;
  trans: TranslationBundle;
}

/** The assistant in place of what the panel shows about a notebook. */
export function SetUpView(props: ISetUpViewProps): React.JSX.Element {
  const { pools, setUp, trans } = props;
  const heading = React.useRef<HTMLHeadingElement>(null);
  const [assistant, setAssistant] = React.useState<ISetUpAssistant | null>(
    null
  );
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  const actions = useActions();
  useSignal(pools.changed);
  const load = React.useCallback(async (): Promise<void> => {
    setProblem(null);
    try {
      const loaded = await setUp.load();
      setAssistant(loaded);
      await loaded.load();
    } catch (reason) {
      setProblem(problemOf(reason));
    }
  }, [setUp]);
  React.useEffect(() => {
    // Whoever reloads the page is elsewhere.
    if (!setUp.isRestored) {
      heading.current?.focus();
    }
    void load();
  }, [load, setUp]);
  return (
    <div className="syn-SetUpView">
      <div className="syn-SetUpView-bar">
        <button
          type="button"
          className="syn-TextButton syn-SetUpView-back"
          onClick={() => setUp.setOpen(false)}
        >
          <backIcon.react tag="span" aria-hidden="true" />
          {trans.__('Back')}
        </button>
      </div>
      <h3 ref={heading} tabIndex={-1} className="syn-SetUp-heading">
        {trans.__('Set up Azure')}
      </h3>
      {[problem, actions.problem].map(one =>
        one ? (
          <ProblemNote key={one.what} problem={one} trans={trans}>
            {one === problem ? (
              <ActionButton action={load}>{trans.__('Try again')}</ActionButton>
            ) : (
              <ActionButton action={async () => actions.dismiss()}>
                {trans.__('Dismiss')}
              </ActionButton>
            )}
          </ProblemNote>
        ) : null
      )}
      {assistant ? (
        <SetUpAssistantView
          assistant={assistant}
          pools={pools}
          actions={actions}
          onDone={() => setUp.setOpen(false)}
          trans={trans}
        />
      ) : problem ? null : (
        <p role="status" className="syn-mod-quiet">
          {trans.__('Looking at what is there…')}
        </p>
      )}
    </div>
  );
}
