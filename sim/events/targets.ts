// Which rows of the world does an event name, and what is wrong where it names none?
import { suggestion, type World } from '@fairlead/core';
import type { EventTable, ScenarioEvent, Target, Verb } from './event.ts';
import { isPrefixOrNetwork } from './routes.ts';

/** The tables that hold ids of targets. */
export type TargetWorld = Pick<
  World,
  | 'sites'
  | 'clusters'
  | 'appliances'
  | 'links'
  | 'titles'
  | 'metros'
  | 'networks'
  | 'clients'
  | 'manifestId'
>;

function idsOf(world: TargetWorld, table: EventTable): readonly string[] {
  if (table === 'manifest') return world.manifestId;
  if (table === 'network') return Array.from(world.networks.asn, String);
  const tables = {
    site: world.sites,
    cluster: world.clusters,
    appliance: world.appliances,
    link: world.links,
    title: world.titles,
    metro: world.metros,
  };
  return tables[table].id;
}

/** What is wrong with the prefixes that an event is about. */
export function checkPrefixes(world: TargetWorld, { keys }: ScenarioEvent): readonly string[] {
  const written = Array.isArray(keys?.of) ? (keys.of as readonly string[]) : [];
  return written
    .filter((one) => !isPrefixOrNetwork(world, one))
    .map((one) => `"${one}" of "of" is no prefix, and no network that has clients`);
}

/** What is wrong with the titles that a manifest gets or loses. */
export function checkTitles({ titles }: TargetWorld, { keys }: ScenarioEvent): readonly string[] {
  return ['add', 'remove'].flatMap((key) => {
    const written = keys?.[key];
    const named = Array.isArray(written) ? (written as readonly string[]) : [];
    return named
      .filter((one) => !titles.id.includes(one))
      .map((one) => `"${key}": this world has no title "${one}"${suggestion(one, titles.id)}`);
  });
}

/** Tables of what reports, or is reported on. */
const reporters: readonly EventTable[] = ['site', 'cluster', 'appliance', 'link'];

/** What the reports are of that an event is about: what its key `in` names, or every site. */
export function scopeOf(world: TargetWorld, { keys }: ScenarioEvent): Found {
  const targets = world.sites.id.map((id) => ({ table: 'site', id }) as const);
  const named = keys?.in as readonly string[] | undefined;
  if (named === undefined) return { targets, problems: [] };
  return findAmong(world, reporters, named);
}

/** The targets of an event, or what is wrong with each of its texts. */
export function findTargets(
  world: TargetWorld,
  verb: Verb,
  { target }: Pick<ScenarioEvent, 'target'>,
): Found {
  if (verb.tables.length === 0) return { targets: [], problems: [] };
  return findAmong(world, verb.tables, typeof target === 'string' ? [target] : target);
}

/** Targets that were found, and what is wrong with the others. */
type Found = { readonly targets: readonly Target[]; readonly problems: readonly string[] };

function findAmong(
  world: TargetWorld,
  tables: readonly EventTable[],
  texts: readonly string[],
): Found {
  const targets: Target[] = [];
  const problems: string[] = [];
  for (const text of texts) {
    const found = findTarget(world, tables, text);
    if (typeof found === 'string') problems.push(found);
    else targets.push(found);
  }
  return { targets, problems };
}

/** `site ID`, or an id of one of the tables. */
function findTarget(
  world: TargetWorld,
  tables: readonly EventTable[],
  text: string,
): Target | string {
  const named = tables.find((table) => text.startsWith(`${table} `));
  const id = named === undefined ? text : text.slice(named.length + 1).trim();
  const among = named === undefined ? tables : [named];
  const having = among.filter((table) => idsOf(world, table).includes(id));
  if (having.length === 1) return { table: having[0], id };
  if (having.length > 1) {
    const ways = having.map((table) => `"${table} ${id}"`).join(' or ');
    return `"${id}" is of ${having.join(' and ')}: say ${ways}`;
  }
  const [likeliest] = among;
  const near =
    among.map((table) => suggestion(id, idsOf(world, table))).find((hint) => hint !== '') ??
    `; ids look like "${idsOf(world, likeliest)[0] ?? 'none'}"`;
  return `this world has no ${among.join(' or ')} "${id}"${near}`;
}
