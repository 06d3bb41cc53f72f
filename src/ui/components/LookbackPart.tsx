import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ILookbackModel, ILookbacks } from '../../tokens';
import { IActions, useSignal } from '../hooks';
import { daysText } from '../lookbackWords';
import { LookbackSection } from './LookbackSection';
import { Section } from './Section';

/** Properties of `LookbackPart`. */
export interface ILookbackPartProps {
  lookbacks: ILookbacks;
  actions: IActions;
  trans: TranslationBundle;
  /** Which of the days have data. */
  coverage?: React.ReactNode;
}

/** The panel's part about the lookback window of the notebook in front. */
export function LookbackPart(
  props: ILookbackPartProps
): React.JSX.Element | null {
  const { lookbacks, trans, ...rest } = props;
  const [model, setModel] = React.useState<ILookbackModel | null>(null);
  React.useEffect(() => {
    let isWanted = true;
    lookbacks.load().then(
      loaded => isWanted && setModel(loaded),
      // Asked for again when the panel is opened anew.
      () => undefined
    );
    return () => {
      isWanted = false;
    };
  }, [lookbacks]);
  useSignal(model?.currentChanged ?? null);
  const lookback = model?.current ?? null;
  useSignal(lookback?.changed ?? null);
  return lookback ? (
    <Section
      heading={trans.__('Lookback')}
      status={lookback.window ? daysText(lookback.days.length, trans) : null}
    >
      <LookbackSection lookback={lookback} trans={trans} {...rest} />
    </Section>
  ) : null;
}
