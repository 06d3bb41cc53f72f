import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { lakeAddress } from '../../core/lakePlace';
import type { INotebookCoverage } from '../../tokens';
import { IActions } from '../hooks';
import { ActionButton } from './ActionButton';

/** Properties of `LakeField`. */
export interface ILakeFieldProps {
  coverage: INotebookCoverage;
  actions: IActions;
  trans: TranslationBundle;
}

const EXAMPLE = 'abfss://container@account.dfs.core.windows.net/…';

/** Asks where the logs are when no cell says so, or what it says is wrong. */
export function LakeField(props: ILakeFieldProps): React.JSX.Element {
  const { actions, coverage, trans } = props;
  const { place } = coverage;
  const [address, setAddress] = React.useState(place ? lakeAddress(place) : '');
  const id = React.useId();
  const choose = (): Promise<void> =>
    actions.run(() => coverage.choosePlace(address.trim() || null));
  return (
    <form
      className="syn-LakeField"
      onSubmit={event => {
        event.preventDefault();
        void choose();
      }}
    >
      <label htmlFor={id}>{trans.__('Folder of the logs in the lake')}</label>
      <input
        id={id}
        className="jp-mod-styled"
        value={address}
        placeholder={EXAMPLE}
        aria-describedby={`${id}-help`}
        onChange={({ target }) => setAddress(target.value)}
      />
      <p id={`${id}-help`} className="syn-mod-quiet">
        {trans.__(
          'The folder that holds y=…. A cell with account_name and container_name says it too.'
        )}
      </p>
      <ActionButton action={choose}>{trans.__('Look there')}</ActionButton>
    </form>
  );
}
