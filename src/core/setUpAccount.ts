import type { ISetUpOption } from '../setUpTokens';

import { asText } from './guards';
import type {
  ArmDocument,
  ISetUpContext,
  ISetUpItem,
  ISetUpLook,
  ISetUpRules
} from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

/** Services that a subscription must have registered, and what for. */
export const SETUP_PROVIDERS = [
  'Microsoft.Synapse',
  'Microsoft.Storage',
  'Microsoft.OperationalInsights',
  'Microsoft.Insights',
  'Microsoft.MachineLearningServices',
  'Microsoft.KeyVault'
] as const;

function providerPath(subscription: string, provider: string): string {
  return `/subscriptions/${encodeURIComponent(subscription)}/providers/${provider}`;
}

/** Those of the services that the chosen subscription does not have. */
function missingProviders({ choices, facts }: ISetUpContext): string[] {
  const { account } = choices;
  return account === null
    ? []
    : SETUP_PROVIDERS.filter(provider => {
        const [document] = facts.one(
          providerPath(account, provider),
          SETUP_VERSION.resources
        ).documents;
        const state = asText(document?.registrationState)?.toLowerCase();
        return state === 'notregistered' || state === 'unregistered';
      });
}

function subscriptionOption(
  document: ArmDocument,
  { trans }: ISetUpContext
): ISetUpOption[] {
  const id = asText(document.subscriptionId);
  const state = asText(document.state);
  return id
    ? [
        {
          id,
          name: asText(document.displayName) ?? id,
          detail: id,
          warning:
            state === null || state === 'Enabled'
              ? null
              : trans.__(
                  'Its state is %1: nothing can be created in it.',
                  state
                )
        }
      ]
    : [];
}

/** Sign-in, tenant and subscription. */
export const setUpAccount: ISetUpRules = {
  id: 'account',
  needs: [],
  isOptional: false,
  label: trans => trans.__('Account and subscription'),
  explanation: trans =>
    trans.__(
      'Who you are in Azure, and which subscription pays. All that is created below goes into it.'
    ),
  look: context => {
    const { account, choices, facts, tenant, trans } = context;
    const reading = facts.all('/subscriptions', SETUP_VERSION.subscriptions);
    const tenants = facts.all('/tenants', SETUP_VERSION.subscriptions);
    const options = reading.documents.flatMap(one =>
      subscriptionOption(one, context)
    );
    const look: Omit<ISetUpLook, 'state' | 'text'> = {
      options,
      tenants: tenants.documents.flatMap(one => {
        const id = asText(one.tenantId);
        return id
          ? [
              {
                id,
                name: asText(one.displayName) ?? id,
                detail: asText(one.defaultDomain) ?? id,
                warning:
                  id === tenant
                    ? null
                    : trans.__('You are not signed in to it.')
              }
            ]
          : [];
      }),
      problem: reading.problem
    };
    if (reading.problem) {
      return {
        ...look,
        state: 'unknown',
        text: trans.__('The subscriptions could not be read.')
      };
    }
    const chosen = options.find(({ id }) => id === choices.account);
    if (!chosen) {
      return {
        ...look,
        state: 'todo',
        text: options.length
          ? trans.__('Choose a subscription.')
          : trans.__(
              'This account sees no subscription. Sign in to another tenant, or ask for a role in one.'
            )
      };
    }
    if (chosen.warning) {
      return { ...look, state: 'todo', text: chosen.warning };
    }
    const missing = missingProviders(context);
    return missing.length
      ? {
          ...look,
          state: 'todo',
          text: trans.__(
            'The subscription has not registered %1 yet. Register it once, before something of it is created.',
            missing.join(', ')
          )
        }
      : {
          ...look,
          state: 'done',
          text: account
            ? trans.__('%1 as %2.', chosen.name, account)
            : chosen.name
        };
  },
  form: context => (missingProviders(context).length ? [] : null),
  draft: context => {
    const { choices, trans } = context;
    const missing = missingProviders(context);
    return {
      title: trans._n(
        'Register %2 in the subscription',
        'Register %2 in the subscription',
        missing.length,
        missing.join(', ')
      ),
      items: missing.map((provider): ISetUpItem => ({
        label: trans.__('Register %1', provider),
        method: 'POST',
        path: `${providerPath(choices.account ?? '', provider)}/register`,
        apiVersion: SETUP_VERSION.resources,
        body: {},
        creates: null,
        settles: 'registration'
      })),
      costs: [trans.__('Registering a service costs nothing.')],
      warnings: [
        trans.__(
          'It takes a role on the whole subscription, e.g. Contributor. It stays registered.'
        )
      ],
      chooses: null
    };
  }
};
