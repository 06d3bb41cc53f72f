import type { LabIcon } from '@jupyterlab/ui-components';
import {
  checkIcon,
  circleEmptyIcon,
  errorIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';
import { cancelledIcon, waitingIcon, workingIcon } from '../stateIcons';
import { IMark, MarkKind } from '../words';

const GLYPHS: Readonly<Record<MarkKind, LabIcon>> = {
  none: circleEmptyIcon,
  waiting: waitingIcon,
  working: workingIcon,
  idle: circleEmptyIcon,
  ok: checkIcon,
  failed: errorIcon,
  cancelled: cancelledIcon
};

/** Properties of `StateMark`. */
export interface IStateMarkProps {
  mark: IMark;
  /** What follows the word, e.g. `statement 7 of 9`. */
  extra?: string;
}

/** A state: a glyph of its own shape, and a word that says the same. */
export function StateMark(props: IStateMarkProps): React.JSX.Element {
  const { extra, mark } = props;
  const Glyph = GLYPHS[mark.kind].react;
  return (
    <span className={`syn-StateMark syn-mod-${mark.kind}`}>
      <Glyph tag="span" className="syn-StateMark-glyph" aria-hidden="true" />
      <span className="syn-StateMark-word">
        {mark.word}
        {extra ? ` · ${extra}` : null}
      </span>
    </span>
  );
}
