import type { ISetUpOption } from '../setUpTokens';

import { asNumber, asRecord, asText } from './guards';
import {
  documentOf,
  idOf,
  isUsable,
  nameOf,
  propertiesOf,
  provisioningState
} from './setUpDocument';
import type { ArmDocument, ISetUpContext } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

/** Path of the list of the chosen workspace's pools. */
export function poolsPath({ choices }: ISetUpContext): string {
  return `${choices.synapse ?? ''}/bigDataPools`;
}

/** The pools of the chosen workspace; none when there is none, or not yet. */
export function poolDocuments(context: ISetUpContext): readonly ArmDocument[] {
  return context.choices.synapse === null
    ? []
    : context.facts.all(poolsPath(context), SETUP_VERSION.synapse).documents;
}

/** The chosen pool; null: none, or not read yet. */
export function chosenPool(context: ISetUpContext): ArmDocument | null {
  return documentOf(poolDocuments(context), context.choices.pool);
}

/** Facts of a pool in one line, e.g. `Small · 3–10 nodes · Spark 3.5`. */
export function poolDetail(
  document: ArmDocument,
  { trans }: ISetUpContext
): string {
  const properties = propertiesOf(document);
  const scale = asRecord(properties.autoScale);
  const nodes = asNumber(properties.nodeCount);
  const pause = asRecord(properties.autoPause);
  const version = asText(properties.sparkVersion);
  return [
    asText(properties.nodeSize),
    scale.enabled === true
      ? trans.__(
          '%1–%2 nodes',
          String(scale.minNodeCount),
          String(scale.maxNodeCount)
        )
      : nodes !== null && trans.__('%1 nodes', nodes),
    version && `Spark ${version}`,
    pause.enabled === true
      ? trans.__('pauses after %1 min', String(pause.delayInMinutes))
      : trans.__('does not pause')
  ]
    .filter(part => part)
    .join(' · ');
}

/** A pool as something to choose, with why it may be the wrong one. */
export function poolOption(
  document: ArmDocument,
  context: ISetUpContext
): ISetUpOption {
  const { trans } = context;
  const properties = propertiesOf(document);
  const version = asText(properties.sparkVersion);
  return {
    id: idOf(document),
    name: nameOf(document),
    detail: poolDetail(document, context),
    warning: !isUsable(document)
      ? trans.__('Its state is %1.', provisioningState(document) ?? '')
      : version !== null && Number(version) < 3.4
        ? trans.__('Azure does not start Spark %1 any more.', version)
        : asRecord(properties.autoPause).enabled === false
          ? trans.__(
              'It does not pause: its nodes cost money as long as they run.'
            )
          : null
  };
}
