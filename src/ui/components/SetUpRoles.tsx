import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { IRoleCheck, ISetUpAssistant } from '../../setUpTokens';
import { IActions } from '../hooks';
import { RoleList } from './RoleList';
import { RoleRow } from './RoleRow';

/** Properties of `SetUpRoles`. */
export interface ISetUpRolesProps {
  assistant: ISetUpAssistant;
  actions: IActions;
  trans: TranslationBundle;
}

/** The roles of whoever sets up: below the steps. */
export function SetUpRoles(props: ISetUpRolesProps): React.JSX.Element {
  const { actions, assistant, trans } = props;
  const id = React.useId();
  return (
    <section className="syn-SetUpRoles" aria-labelledby={id}>
      <h3 id={id} className="syn-SetUp-subheading">
        {trans.__('Your roles')}
      </h3>
      <RoleList
        checks={assistant.roles}
        requestText={assistant.roleRequest()}
        setUpRequestText={assistant.roleRequest(true)}
        onCheck={() => actions.run(() => assistant.checkRoles())}
        trans={trans}
      />
    </section>
  );
}

/** Properties of `StepRoles`. */
export interface IStepRolesProps {
  checks: readonly IRoleCheck[];
  trans: TranslationBundle;
}

/** The roles that one step lacks: in it. What could not be checked is not news. */
export function StepRoles(props: IStepRolesProps): React.JSX.Element | null {
  const { checks, trans } = props;
  const lacking = checks.filter(({ state }) => state === 'lack');
  return lacking.length === 0 ? null : (
    <div className="syn-RoleList">
      <p>
        {trans._n(
          'A role is missing for this step:',
          'Roles are missing for this step:',
          lacking.length
        )}
      </p>
      <ul className="syn-RoleList-rows">
        {lacking.map(check => (
          <RoleRow
            key={check.id}
            check={check}
            onCopy={text => Clipboard.copyToSystem(text)}
            trans={trans}
          />
        ))}
      </ul>
    </div>
  );
}
