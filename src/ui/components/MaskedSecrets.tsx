import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { IMaskedSecret } from '../../core/redaction';
import { ActionButton } from './ActionButton';

/** Properties of `MaskedSecrets`. */
export interface IMaskedSecretsProps {
  secrets: readonly IMaskedSecret[];
  trans: TranslationBundle;
  /** They were seen: forget them. */
  onForget: () => void;
}

/**
 * Says below the output of a cell that secrets are masked in it, and shows
 * them once, in the page only.
 */
export function MaskedSecrets(props: IMaskedSecretsProps): React.JSX.Element {
  const { secrets, trans, onForget } = props;
  const [isShown, setIsShown] = React.useState(false);
  return (
    <div
      className="syn-MaskedSecrets"
      role="group"
      aria-label={trans.__('Masked secrets')}
    >
      <p className="syn-MaskedSecrets-line">
        <span>
          {trans._n(
            'One secret is masked in this output and not stored in the notebook.',
            '%1 secrets are masked in this output and not stored in the notebook.',
            secrets.length
          )}
        </span>
        {isShown ? (
          <ActionButton action={async () => onForget()}>
            {trans.__('Hide and forget')}
          </ActionButton>
        ) : (
          <ActionButton
            action={async () => setIsShown(true)}
            label={trans.__('Show the masked secrets once')}
          >
            {trans.__('Show once')}
          </ActionButton>
        )}
      </p>
      <ul
        className="syn-MaskedSecrets-list"
        aria-live="polite"
        hidden={!isShown}
      >
        {(isShown ? secrets : []).map(({ kind, value, before }, index) => (
          <li key={index}>
            <span className="syn-MaskedSecrets-kind">{kind}</span>{' '}
            <code>
              <span className="syn-MaskedSecrets-before">
                {before.trimStart()}
              </span>
              <strong>{value}</strong>
            </code>
          </li>
        ))}
      </ul>
    </div>
  );
}
