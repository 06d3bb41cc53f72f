import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUpOption } from '../../setUpTokens';
import { ActionButton } from './ActionButton';

/** Properties of `SetUpTenants`. */
export interface ISetUpTenantsProps {
  /** The one without a warning is signed in to. */
  tenants: readonly ISetUpOption[];
  /** Signs in to another one. */
  onChoose: (tenant: string) => Promise<void>;
  trans: TranslationBundle;
}

/**
 * The tenants that the account belongs to. Not radio buttons: a sign-in must
 * not begin with an arrow key.
 */
export function SetUpTenants(
  props: ISetUpTenantsProps
): React.JSX.Element | null {
  const { onChoose, tenants, trans } = props;
  const id = React.useId();
  if (tenants.length < 2) {
    return null;
  }
  return (
    <div className="syn-SetUpTenants">
      <h5 id={id} className="syn-SetUp-subheading">
        {trans.__('Directory (tenant)')}
      </h5>
      <ul aria-labelledby={id}>
        {tenants.map(tenant => (
          <li key={tenant.id} className="syn-SetUpRequest-line">
            <div>
              {tenant.name}
              <span className="syn-SetUpOptions-detail">{tenant.detail}</span>
            </div>
            {tenant.warning === null ? (
              <span>{trans.__('signed in')}</span>
            ) : (
              <ActionButton
                label={trans.__('Sign in to %1', tenant.name)}
                action={() => onChoose(tenant.id)}
              >
                {trans.__('Sign in')}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
