import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { INotebookLookback } from '../../tokens';
import { ActionButton } from './ActionButton';

/** Properties of `LookbackCells`. */
export interface ILookbackCellsProps {
  lookback: INotebookLookback;
  /** Does something and shows why it failed. */
  act: (action: () => void) => Promise<void>;
  trans: TranslationBundle;
}

type Source = NonNullable<INotebookLookback['source']>;
type Assignment = NonNullable<Source['endDate']>;

/** Where the code assigns the window, and the way to write the edits there. */
export function LookbackCells(
  props: ILookbackCellsProps
): React.JSX.Element | null {
  const { act, lookback, trans } = props;
  const { isEdited, source } = lookback;
  if (!source) {
    return null;
  }
  const cells = groups(source);
  return (
    <div className="syn-LookbackCells">
      {cells.map(cell => (
        <CellLine key={cell[0].cellId} {...props} cell={cell} />
      ))}
      {source.others.length > 0 ? (
        <p className="syn-mod-quiet">
          {trans._n(
            'Cell %2 assigns it too, but does not count.',
            'Cells %2 assign it too, but do not count.',
            source.others.length,
            source.others.join(', ')
          )}
        </p>
      ) : null}
      {isEdited ? (
        <div className="syn-Buttons">
          <ActionButton
            isPrimary
            action={() => act(() => lookback.updateCell())}
          >
            {trans._n('Update cell', 'Update cells', cells.length)}
          </ActionButton>
          <ActionButton action={() => act(() => lookback.revert())}>
            {trans.__('Discard')}
          </ActionButton>
        </div>
      ) : null}
    </div>
  );
}

/** One cell, and what it says. */
function CellLine(
  props: ILookbackCellsProps & { cell: Assignment[] }
): React.JSX.Element {
  const { cell, lookback, trans } = props;
  const [{ cellId, cellNumber }] = cell;
  return (
    <div className="syn-LookbackCells-cell">
      <button
        type="button"
        className="syn-TextButton"
        onClick={() => lookback.reveal(cellId)}
      >
        {trans.__('In cell %1', cellNumber)}
      </button>
      {cell.map(({ literal, name, statement }) => (
        <React.Fragment key={name}>
          <code>{statement}</code>
          {literal ? null : (
            <p className="syn-mod-quiet">
              {trans.__(
                '%1 is computed or set under a condition: its value is known only in the session. Change it in the cell.',
                name
              )}
            </p>
          )}
        </React.Fragment>
      ))}
    </div>
  );
}

function assigned({ endDate, lookbackDays }: Source): Assignment[] {
  return [endDate, lookbackDays].filter(one => one !== null);
}

/** The assignments by cell, in the notebook's order. */
function groups(source: Source): Assignment[][] {
  const cells = new Map<string, Assignment[]>();
  assigned(source).forEach(one =>
    cells.set(one.cellId, [...(cells.get(one.cellId) ?? []), one])
  );
  return [...cells.values()].sort(
    ([one], [other]) => one.cellNumber - other.cellNumber
  );
}
