import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { ISetUpField } from '../../setUpTokens';
import { SetUpField } from './SetUpField';

/** Properties of `SetUpForm`. */
export interface ISetUpFormProps {
  /** What is created, e.g. `Spark pool`. */
  label: string;
  fields: readonly ISetUpField[];
  /** Whether it is shown without a click: there is nothing to choose. */
  isOpenAtFirst: boolean;
  onEdit: (field: string, value: string) => void;
  /** Shows what would be sent. */
  onPropose: () => Promise<void>;
  trans: TranslationBundle;
}

/** The form to create something new, which sends nothing by itself. */
export function SetUpForm(props: ISetUpFormProps): React.JSX.Element {
  const { fields, isOpenAtFirst, label, onEdit, onPropose, trans } = props;
  const id = React.useId();
  // A step may need no more than a yes.
  const isPlain = fields.length === 0;
  const [isToggled, setIsOpen] = React.useState(isOpenAtFirst);
  const isOpen = isPlain || isToggled;
  const [touched, setTouched] = React.useState<readonly string[]>([]);
  const [isTried, setIsTried] = React.useState(false);
  const [isWorking, setIsWorking] = React.useState(false);
  const Caret = isOpen ? caretDownIcon.react : caretRightIcon.react;

  const onSubmit = async (
    event: React.FormEvent<HTMLFormElement>
  ): Promise<void> => {
    event.preventDefault();
    setIsTried(true);
    const wrong = fields.find(field => field.problem !== null);
    if (wrong) {
      event.currentTarget
        .querySelector<HTMLElement>(`[name="${CSS.escape(wrong.name)}"]`)
        ?.focus();
      return;
    }
    if (!isWorking) {
      setIsWorking(true);
      await onPropose();
      setIsWorking(false);
    }
  };
  return (
    <div className="syn-SetUpForm">
      {isPlain ? null : (
        <button
          type="button"
          className="syn-SetUpForm-toggle syn-TextButton"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Caret tag="span" className="syn-Section-caret" />
          {trans.__('Create a new one')}
        </button>
      )}{' '}
      <form
        id={id}
        noValidate
        hidden={!isOpen}
        aria-label={trans.__('New: %1', label)}
        onSubmit={event => void onSubmit(event)}
      >
        {fields.map(field => (
          <SetUpField
            key={field.name}
            field={field}
            isTouched={isTried || touched.includes(field.name)}
            onEdit={value => {
              if (!touched.includes(field.name)) {
                setTouched([...touched, field.name]);
              }
              onEdit(field.name, value);
            }}
            trans={trans}
          />
        ))}
        <p className="syn-mod-quiet">
          {trans.__('The next page shows what would be sent, and its cost.')}
        </p>
        <div className="syn-Buttons syn-SetUpForm-buttons">
          <button
            type="submit"
            className="syn-ActionButton jp-mod-styled jp-mod-accept"
            aria-disabled={isWorking || undefined}
          >
            {trans.__('Review…')}
          </button>
        </div>
      </form>
    </div>
  );
}
