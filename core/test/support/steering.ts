// How does an example ask? A small world, its clients' questions, and answers in a few words.
import { compileSnapshot } from '../../index.ts';
import { createAsk, namesOf, stateFor } from './agreement.ts';
import type { OracleAnswer } from './oracle.ts';
import { type Lines, worldOf } from './small-world.ts';

/** Who is ill (`a1 ill`) or shed (`a1 0.5`, also links). */
export type Belief = { readonly [id: string]: 'ill' | number };
type Question = { client?: string; file?: string; session?: string; want?: number };
export type Steer = (question?: Question, belief?: Belief) => OracleAnswer;

/** Two clusters at a site each, one appliance each, both with a route to the same /16. */
export const pair: Lines = {
  sites: ['east ix 50 10', 'west ix 50 -10'],
  clusters: ['ce east all', 'cw west all'],
  appliances: ['e1 ce', 'w1 cw'],
  links: ['le east pni', 'lw west pni'],
  routes: ['ce 20.1.0.0/16 1,2 le', 'cw 20.1.0.0/16 1,2 lw'],
  manifests: ['all film'],
};

export function steering(lines: Partial<Lines> = {}): Steer {
  const { snapshot } = compileSnapshot(worldOf({ ...pair, ...lines }));
  const names = namesOf(snapshot);
  const ask = createAsk(snapshot);
  return (question = {}, belief = {}) => {
    const told = Object.entries(belief);
    const appliance = told
      .filter(([id]) => names.appliance.includes(id))
      .map(
        ([id, word]) =>
          [id, { healthy: word !== 'ill', share: word === 'ill' ? 0 : word }] as const,
      );
    const link = told.flatMap(([id, share]) =>
      names.link.includes(id) ? [[id, Number(share)] as const] : [],
    );
    const state = stateFor(snapshot, names, {
      appliance: new Map(appliance),
      link: new Map(link),
    });
    return ask(state, { client: '20.1.2.3', file: 'film', session: 's', want: 5, ...question });
  };
}

/** Clusters of the targets, best first, each with its rank: `ce:0 cw:1`. */
export const ranksOf = ({ targets }: OracleAnswer) =>
  targets.map(({ cluster, rank }) => `${cluster}:${rank}`).join(' ');
export const sorted = (text: string) => text.split(' ').sort().join(' ');
export const passedOf = ({ passedOver }: OracleAnswer) =>
  passedOver.map(({ cluster, rank, label }) => `${cluster}:${rank}:${label}`).join(' ');
