import { asNumber, asRecord, asText } from './guards';
import { IArmAnswer } from './setUpArm';
import { provisioningState } from './setUpDocument';
import { IKeptOperation } from './setUpKept';
import type { ArmDocument, ISetUpItem } from './setUpTypes';

/** Whether ARM's word for a state means that it came to nothing. */
export function isFailed(status: string | null): boolean {
  return /^(?:failed|canceled|cancelled)$/i.test(status ?? '');
}

/** Whether ARM's word for a state means that all is well. */
export function isSucceeded(status: string): boolean {
  return /^(?:succeeded|registered|ready|completed)$/i.test(status);
}

/** How far an operation is, by what its link answers. */
export function progressOf(
  { kind }: Pick<IKeptOperation, 'kind'>,
  { document, status }: Pick<IArmAnswer, 'document' | 'status'>
): Pick<IKeptOperation, 'status' | 'percent'> {
  const told = asText(document?.status);
  return {
    // `Location` answers 202 for as long as it goes on.
    status:
      kind === 'operation' || status === 202
        ? (told ?? 'InProgress')
        : 'Succeeded',
    percent:
      asNumber(document?.percentComplete) ??
      asNumber(asRecord(document?.properties).percentComplete)
  };
}

/** The state that a document tells of; null: it tells of none. */
export function stateOf(document: ArmDocument): string | null {
  return provisioningState(document) ?? asText(document.registrationState);
}

/** Whether a document is of something that is being deleted. */
export function isGoing(document: ArmDocument): boolean {
  return /^deleting$/i.test(provisioningState(document) ?? '');
}

/** Whether a document is there already, so that nothing needs be sent. */
export function isThere(
  { settles }: Pick<ISetUpItem, 'settles'>,
  document: ArmDocument
): boolean {
  return settles === 'registration'
    ? /^register(?:ed|ing)$/i.test(asText(document.registrationState) ?? '')
    : // What has failed may be sent again by whoever has made it.
      !isFailed(provisioningState(document));
}
