import { ISessionSizes } from './livy';

/**
 * What `%synapse start` and `%synapse list` were given. Null = not given.
 * Names are as the user typed them, after IPython has expanded `$name`.
 */
export interface IStartOptions {
  /** `-s`: subscription of the Azure ML workspace. */
  subscriptionId: string | null;
  /** `-r`: resource group of the Azure ML workspace. */
  resourceGroup: string | null;
  /** `-w`: name of the Azure ML workspace. */
  workspaceName: string | null;
  /** `-f`: path of a `config.json`, from the notebook's folder. */
  configFile: string | null;
  /** `-c`: name of the attached pool in the Azure ML workspace. */
  compute: string | null;
  /** `-e`: Azure ML environment whose conda packages the session gets. */
  environment: string | null;
  environmentVersion: string | null;
  /** All five sizes, defaults filled in. */
  sizes: ISessionSizes;
  /** Only the sizes that the user wrote, on the line or in the body. */
  givenSizes: Partial<ISessionSizes>;
  /** `-t`: minutes that the session may be idle; null = not given. */
  sessionTimeout: number | null;
  /** `--start-timeout`: seconds to wait for a session; null = not given. */
  startTimeout: number | null;
  /** `--reuse`: take an idle session of the user's that is large enough. */
  reuse: boolean;
}
