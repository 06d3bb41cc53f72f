import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUpStep } from '../../setUpTokens';
import { stepNews } from '../setUpWords';
import { Announcement } from './Announcement';

/** Properties of `SetUpLive`. */
export interface ISetUpLiveProps {
  steps: readonly ISetUpStep[];
  trans: TranslationBundle;
}

/** Tells assistive technology that a step is done or has failed. */
export function SetUpLive(props: ISetUpLiveProps): React.JSX.Element {
  const { steps, trans } = props;
  const [text, setText] = React.useState('');
  const last = React.useRef<readonly Pick<ISetUpStep, 'id' | 'state'>[]>([]);
  React.useEffect(() => {
    const news = stepNews(last.current, steps, trans);
    const isTriedAgain = last.current.some(
      ({ id, state }) =>
        state === 'failed' &&
        steps.some(one => one.id === id && one.state !== 'failed')
    );
    // A copy: the model may change its steps in place.
    last.current = steps.map(({ id, state }) => ({ id, state }));
    if (news) {
      setText(news);
    } else if (isTriedAgain) {
      // So that the same news is a change, which is read out.
      setText('');
    }
  });
  return <Announcement text={text} />;
}
