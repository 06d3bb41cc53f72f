import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUp } from '../../setUpTokens';
import { ActionButton } from './ActionButton';

/** Properties of `SetUpButton`. */
export interface ISetUpButtonProps {
  /** Null: there is no assistant, and no button. */
  setUp: ISetUp | null | undefined;
  trans: TranslationBundle;
}

/** Opens the assistant in place of what the panel shows. */
export function SetUpButton(
  props: ISetUpButtonProps
): React.JSX.Element | null {
  const { setUp, trans } = props;
  return setUp ? (
    <ActionButton
      className="syn-SetUpButton"
      action={async () => setUp.setOpen(true)}
    >
      {trans.__('Set up Azure')}
    </ActionButton>
  ) : null;
}
