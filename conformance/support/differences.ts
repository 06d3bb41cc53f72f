import { IDifference, isSame } from './compare';
import { IProfile } from './profile';

import list from '../differences.json';

/** One reviewed way in which a server is meant to differ from Apache Livy. */
export interface IListed {
  id: string;
  /** Why it is better so. */
  reason: string;
  changes: readonly IChange[];
}

/** One place of it. */
interface IChange {
  /** Step and place, as `IDifference` has it. */
  at: string;
  /** Where it is seen: `local`, `local-strict`. */
  servers: readonly string[];
  dialects: readonly string[];
  /** What is there instead, by case. */
  answers: Readonly<Record<string, unknown>>;
}

/** The list of all differences that are meant to be. */
export const LISTED = list as readonly IListed[];

/** What is left after the list has been applied to a case. */
export interface IJudgement {
  /** Ids of the differences that were seen and are meant to be. */
  known: string[];
  /** Differences that nobody meant. */
  unknown: IDifference[];
  /** Listed ones that are not there any more. */
  stale: Pick<IDifference, 'at' | 'target'>[];
}

/** Tells meant differences from others, for one case. */
export function judge(
  name: string,
  found: readonly IDifference[],
  { server, dialect }: Pick<IProfile, 'server' | 'dialect'>,
  listed: readonly IListed[] = LISTED
): IJudgement {
  const wanted = listed.flatMap(({ id, changes }) =>
    changes
      .filter(
        ({ answers, dialects, servers }) =>
          name in answers &&
          servers.includes(server) &&
          dialects.includes(dialect)
      )
      .map(({ at, answers }) => ({ id, at, target: answers[name] }))
  );
  const fits = (one: Pick<IDifference, 'at' | 'target'>, other: typeof one) =>
    one.at === other.at && isSame(one.target, other.target);
  const seen = wanted.filter(one => found.some(item => fits(item, one)));
  return {
    known: [...new Set(seen.map(({ id }) => id))],
    unknown: found.filter(item => !wanted.some(one => fits(item, one))),
    stale: wanted
      .filter(one => !seen.includes(one))
      .map(({ at, target }) => ({ at, target }))
  };
}
