import { asRecord, asText, asTexts } from './guards';
import { documentOf, propertiesOf } from './setUpDocument';
import type { ArmDocument, IReading, ISetUpContext } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

const STORAGE =
  /\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]{3,24}$/i;

/** All export rules of the chosen workspace. */
export function exportRules({ choices, facts }: ISetUpContext): IReading {
  return facts.all(`${choices.logs ?? ''}/dataExports`, SETUP_VERSION.logs);
}

/** The chosen rule; null: none, or not read yet. */
export function chosenExport(context: ISetUpContext): ArmDocument | null {
  return context.choices.export === null
    ? null
    : documentOf(exportRules(context).documents, context.choices.export);
}

/** ARM id of where a rule exports to. */
export function destinationOf(rule: ArmDocument): string {
  return asText(asRecord(propertiesOf(rule).destination).resourceId) ?? '';
}

/** ARM id of the storage account that a rule exports to; null: an event hub. */
export function lakeDestination(rule: ArmDocument): string | null {
  const destination = destinationOf(rule);
  return STORAGE.test(destination) ? destination : null;
}

/** Names of a rule's tables. */
export function tablesOf(rule: ArmDocument): string[] {
  return asTexts(propertiesOf(rule).tableNames);
}

/** Whether a rule is turned on. */
export function isEnabled(rule: ArmDocument): boolean {
  return propertiesOf(rule).enable !== false;
}
