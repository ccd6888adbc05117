// Which routes go, come, grow longer or leak?
import { findRow, type World } from '@fairlead/core';
import {
  type Doing,
  type EventGround,
  type EventKind,
  type EventOption,
  type NetworkChange,
  numberOf,
  type ScenarioEvent,
  type Target,
} from '../event.ts';
import {
  type EventRoute,
  halvesOf,
  heardAt,
  prefixesOf,
  routeKey,
  routesOf,
  withdrawn,
} from '../routes.ts';

const family: EventOption = {
  name: 'family',
  form: 'family',
  says: 'Only routes of this family; both unless told',
};
const of: EventOption = {
  name: 'of',
  form: 'ids',
  says: 'Only these prefixes, or those of clients of networks by number; all unless told',
};
const tables = ['link', 'cluster', 'site'] as const;

/** The routes that an event is about: all that is heard, of its targets, family, prefixes. */
function meant(
  ground: EventGround,
  targets: readonly Target[],
  event: ScenarioEvent,
): EventRoute[] {
  const only = event.keys?.of === undefined ? undefined : prefixesOf(ground.world, listOf(event));
  const wanted = event.keys?.family;
  return heardAt(ground, targets).filter(
    ({ prefix }) =>
      (only === undefined || only.has(prefix)) &&
      (wanted === undefined || (wanted === 'v6') === prefix.includes(':')),
  );
}

const listOf = ({ keys }: ScenarioEvent): readonly string[] =>
  (keys?.of ?? []) as readonly string[];

/** What routes become, and which links they are heard over. */
function effectsOf(
  { snapshot }: EventGround,
  claims: readonly NetworkChange[],
  links: readonly string[],
): Doing {
  const rows = [...new Set(links)].map((id) => findRow(snapshot, 'link', id));
  return { claims, touches: { appliances: [], links: rows.sort((a, b) => a - b) } };
}

const linksOf = (routes: readonly EventRoute[]): string[] => routes.map(({ link }) => link);

/** Clusters of the site of a link. */
function clustersAt({ clusters, links }: World, link: string): string[] {
  const site = links.site[links.id.indexOf(link)];
  return clusters.id.filter((_, row) => clusters.site[row] === site);
}

/** Claims that all clusters at the site of each target link hear prefixes over it. */
function heard(
  ground: EventGround,
  targets: readonly Target[],
  prefixes: readonly string[],
  { asPathLength, med }: { readonly asPathLength: number; readonly med: number },
): Doing {
  const { world } = ground;
  const own = new Map(routesOf(world, targets).map((route) => [routeKey(route), route]));
  const claims = targets.flatMap(({ id: link }) =>
    clustersAt(world, link).flatMap((cluster) =>
      prefixes.map((prefix): NetworkChange => {
        const becomes = { kind: 'announce', cluster, prefix, asPathLength, med, link } as const;
        const key = routeKey(becomes);
        const before = own.get(key);
        return { of: 'route', key, becomes, ...(before !== undefined && { own: before }) };
      }),
    ),
  );
  return effectsOf(
    ground,
    claims,
    targets.map(({ id }) => id),
  );
}

export const routes: EventKind = {
  name: 'routes',
  place: 40,
  verbs: [
    {
      name: 'withdraw',
      says: ['has routes withdrawn', 'has them announced again'],
      tables,
      keys: [family, of],
      effects(ground, targets, event) {
        const routes = meant(ground, targets, event);
        return effectsOf(ground, routes.map(withdrawn), linksOf(routes));
      },
    },
    {
      name: 'announce',
      says: ['hears more prefixes', 'hears them no more'],
      tables: ['link'],
      keys: [
        { ...of, says: 'Prefixes, or those of clients of networks by number', isNeeded: true },
        { name: 'hops', form: 'count', says: 'Networks in their path; 1 unless told' },
        { name: 'med', form: 'count', says: 'Their MED; 0 unless told' },
      ],
      effects: (ground, targets, event) =>
        heard(ground, targets, [...prefixesOf(ground.world, listOf(event))], {
          asPathLength: numberOf(event, 'hops', 1),
          med: numberOf(event, 'med', 0),
        }),
    },
    {
      name: 'prepend',
      says: ['has longer paths', 'has its paths again'],
      tables,
      keys: [{ name: 'times', form: 'count', says: 'Hops more; 1 unless told' }, family, of],
      effects(ground, targets, event) {
        const routes = meant(ground, targets, event);
        const times = numberOf(event, 'times', 1);
        const longer = ({ key, own }: EventRoute): NetworkChange => ({
          ...{ of: 'route', key, becomes: { times }, ...(own && { own }) },
        });
        return effectsOf(ground, routes.map(longer), linksOf(routes));
      },
    },
    {
      name: 'leak',
      says: ['leaks routes', 'leaks no more'],
      tables: ['link'],
      keys: [
        { ...of, says: 'What leaks: prefixes, or those of clients of networks', isNeeded: true },
        { name: 'split', form: 'count', says: 'How often each is halved first; 1: two halves' },
      ],
      effects(ground, targets, event) {
        const whole = [...prefixesOf(ground.world, listOf(event))];
        const split = numberOf(event, 'split', 0);
        // Path [peer, origin], MED 0: what a peer tells that had it from the origin.
        const leaked = { asPathLength: 2, med: 0 };
        return heard(
          ground,
          targets,
          whole.flatMap((prefix) => halvesOf(prefix, split)),
          leaked,
        );
      },
    },
  ],
};
