import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { IRoleCheck } from '../../setUpTokens';
import { roleSummary } from '../roleWords';
import { ActionButton } from './ActionButton';
import { RoleRequest } from './RoleRequest';
import { RoleRow } from './RoleRow';

/** Properties of `RoleList`. */
export interface IRoleListProps {
  checks: readonly IRoleCheck[];
  /** Checks them, or again. */
  onCheck: () => Promise<void>;
  /** For whoever can give what is missing to hunt; empty: nothing is. */
  requestText: string;
  /** The same with what is missing to set up and change. */
  setUpRequestText: string;
  trans: TranslationBundle;
  /** Puts text on the clipboard; the system's unless told. */
  copy?: (text: string) => void;
}

/** Which roles the user has, which are missing, and how to get them. */
export function RoleList(props: IRoleListProps): React.JSX.Element {
  const { checks, onCheck, requestText, setUpRequestText, trans } = props;
  const copy = props.copy ?? Clipboard.copyToSystem;
  const [copied, setCopied] = React.useState<string | null>(null);
  const copyOf = (text: string) => {
    copy(text);
    setCopied(text);
  };
  const id = React.useId();
  const isChecking = checks.some(({ state }) => state === 'checking');
  const groups: [string, readonly IRoleCheck[]][] = [
    [trans.__('To hunt'), checks.filter(one => !one.isForSetUp)],
    [
      trans.__('To set up and change'),
      checks.filter(one => one.isForSetUp === true)
    ]
  ];
  return (
    <div className="syn-RoleList" aria-busy={isChecking}>
      <p role="status">
        {copied === null
          ? roleSummary(checks, trans)
          : copied === requestText || copied === setUpRequestText
            ? trans.__('The request is copied.')
            : trans.__('The command is copied.')}
      </p>
      <RoleRequest
        text={requestText}
        label={trans.__('Copy request text')}
        summary={trans.__('A text for your administrator')}
        onCopy={copyOf}
      >
        <ActionButton
          isBlocked={isChecking}
          action={() => {
            setCopied(null);
            return onCheck();
          }}
        >
          {checks.length > 0
            ? trans.__('Check the roles again')
            : trans.__('Check the roles')}
        </ActionButton>
      </RoleRequest>
      {groups
        .filter(([, members]) => members.length > 0)
        .map(([heading, members], at) => (
          <React.Fragment key={heading}>
            <h4 id={`${id}-${at}`} className="syn-RoleList-heading">
              {heading}
            </h4>
            {isSetUpLacking(members) ? (
              <RoleRequest
                text={setUpRequestText}
                label={trans.__('Copy request text for set-up too')}
                summary={trans.__(
                  'A text for your administrator, for set-up too'
                )}
                onCopy={copyOf}
              />
            ) : null}
            <ul className="syn-RoleList-rows" aria-labelledby={`${id}-${at}`}>
              {members.map(check => (
                <RoleRow
                  key={check.id}
                  check={check}
                  onCopy={copyOf}
                  trans={trans}
                />
              ))}
            </ul>
          </React.Fragment>
        ))}
    </div>
  );
}

/** Whether these are the roles to set up, and one is missing. */
function isSetUpLacking(members: readonly IRoleCheck[]): boolean {
  return members.some(one => one.isForSetUp && one.state === 'lack');
}
