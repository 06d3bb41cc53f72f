import type { TranslationBundle } from '@jupyterlab/translation';
import { launchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { shortScope } from '../../core/roleScope';
import type { IRoleCheck } from '../../setUpTokens';
import { roleMark } from '../roleWords';
import { ActionButton } from './ActionButton';
import { StateMark } from './StateMark';

/** Properties of `RoleRow`. */
export interface IRoleRowProps {
  check: IRoleCheck;
  onCopy: (text: string) => void;
  trans: TranslationBundle;
}

/** One role: what for, whether the user has it, and how to get it. */
export function RoleRow(props: IRoleRowProps): React.JSX.Element {
  const { check, onCopy, trans } = props;
  const { alternatives, command, link, purpose, role, scope, state, why } =
    check;
  const isOpen = state === 'lack' || state === 'unknown';
  const address = safeLink(link);
  return (
    <li className="syn-RoleRow" data-role={check.id}>
      <div className="syn-RoleRow-line">
        <strong>{purpose}</strong>
        <StateMark mark={roleMark(state, trans)} />
      </div>
      <p>
        {scope ? (
          <span title={scope}>
            {trans.__('%1 on the %2', role, shortScope(scope))}
          </span>
        ) : (
          role
        )}
      </p>
      {why && state !== 'lack' ? <p className="syn-mod-quiet">{why}</p> : null}
      {isOpen && scope ? (
        <>
          <details className="syn-Details">
            <summary>{trans.__('How to get it')}</summary>
            {state === 'lack' && why ? <p>{why}</p> : null}
            {alternatives.length > 0 ? (
              <p>{trans.__('As good: %1.', alternatives.join(', '))}</p>
            ) : null}
            <p>{trans.__('Scope:')}</p>
            <pre tabIndex={0}>{scope}</pre>
            {command ? (
              <>
                <p>{trans.__('An administrator gives it with:')}</p>
                <pre tabIndex={0}>{command}</pre>
              </>
            ) : null}
          </details>
          <div className="syn-Buttons">
            {command ? (
              <ActionButton
                label={trans.__('Copy command: %1', purpose)}
                action={async () => onCopy(command)}
              >
                {trans.__('Copy command')}
              </ActionButton>
            ) : null}
            {address ? (
              <a
                className="syn-RoleRow-link"
                href={address}
                target="_blank"
                rel="noopener noreferrer"
              >
                {/synapse/.test(new URL(address).hostname)
                  ? trans.__('Open Synapse Studio')
                  : trans.__('Open the portal')}
                <launchIcon.react tag="span" aria-hidden="true" />
                <span className="jp-sr-only">
                  {trans.__('(in a new tab: %1)', purpose)}
                </span>
              </a>
            ) : null}
          </div>
        </>
      ) : null}
    </li>
  );
}

/** A link of https, or none: ids of Azure are in it. */
function safeLink(link: string | null): string | null {
  try {
    return link !== null && new URL(link).protocol === 'https:' ? link : null;
  } catch {
    return null;
  }
}
