import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ICoverage, ICoverages } from '../../tokens';
import { IActions, useSignal } from '../hooks';
import { useOnScreen } from '../useOnScreen';
import { CoverageSection } from './CoverageSection';
import '../../../style/coverage.css';

/** Properties of `CoveragePart`. */
export interface ICoveragePartProps {
  coverage: ICoverage;
  actions: IActions;
  trans: TranslationBundle;
}

/** The coverage of the notebook in front, read while it is in sight. */
export function CoveragePart(props: ICoveragePartProps): React.JSX.Element {
  const { actions, coverage, trans } = props;
  const [model, setModel] = React.useState<ICoverages | null>(null);
  const ref = React.useRef<HTMLDivElement>(null);
  const isSeen = useOnScreen(ref);
  React.useEffect(() => {
    let isWanted = true;
    coverage.load().then(
      loaded => isWanted && setModel(loaded),
      // Asked for again when the panel is opened anew.
      () => undefined
    );
    return () => {
      isWanted = false;
    };
  }, [coverage]);
  React.useEffect(() => {
    model?.setVisible(isSeen);
    return () => model?.setVisible(false);
  }, [model, isSeen]);
  useSignal(model?.currentChanged ?? null);
  const current = model?.current ?? null;
  useSignal(current?.stateChanged ?? null);
  return (
    // Never without a height: what has none is never in sight.
    <div className="syn-CoveragePart" ref={ref}>
      {model && current ? (
        <CoverageSection
          coverage={current}
          actions={actions}
          trans={trans}
          onUseExisting={() => model.useExistingDays()}
          now={Date.now}
        />
      ) : null}
    </div>
  );
}
