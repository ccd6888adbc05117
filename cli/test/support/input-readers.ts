// Who reads which kind of input, and what is a small sound one? A new kind needs its line here.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileSnapshot, encodeRoutes, type Problem, resumeCompiler } from '@fairlead/core';
import {
  type Imported,
  type inputKinds,
  loadScenario,
  loadSuite,
  readIspUsers,
  readPrefixTable,
  readWorld,
  writeWorld,
} from '@fairlead/scenarios';
import { readBaseline } from '../../commands/baseline.ts';
import { knownNames } from '../../commands/known-names.ts';
import { readBitrates } from '../../io/bitrates.ts';
import { readChanges } from '../../io/changes-file.ts';
import { readRecords } from '../../io/record-file.ts';
import { digestOf, readResult } from '../../io/result.ts';
import { beginSeries } from '../../io/series/files.ts';
import { readKeys } from '../../io/sign.ts';
import { readRoutesOf, readSnapshot, routesPath } from '../../io/snapshot-file.ts';
import { readState } from '../../io/state-file.ts';
import { readTraffic } from '../../io/traffic-file.ts';
import { isCommandFailure, wrongInput } from '../../terminal/exit.ts';
import { key } from './reply-keys.ts';
import { tinyWorld } from './tiny-world.ts';

/** The kinds of input that there are. */
export type KindName = keyof typeof inputKinds;

/** A file of one kind: where it stands, a sound content, and its reader. */
export type InputReader = {
  readonly path: string;
  readonly sound: Uint8Array;
  /** Throws, or returns problems, where the file is no good. */
  readonly read: () => unknown;
  /** What the reader makes of texts, and so skips a byte order mark. */
  readonly isText: boolean;
};

const site = { kind: 'ix', appliances: 2, capacityBps: 1e10, linkBps: 1e11, hops: 1 } as const;
const world = tinyWorld({ sites: [{ ...site, id: 'a', hasTransit: true }], members: 10 });
/** The smallest snapshot, and its routes. */
const { snapshot } = compileSnapshot(world);
const routes = encodeRoutes(snapshot, world);
const about = { madeBy: 'test', sources: [] };

const document = {
  ...{ fairlead: 'test', scenario: 'x', seed: 1, digest: '' },
  ...{ kpis: { 'fill.bytes': { value: 1, unit: 'B' } }, expectations: [], timing: {} },
  simulated: {
    ...{ from: '', to: '', sessions: 1, decisions: 1 },
    samplingFactor: 1,
    isPartial: false,
  },
  invariants: [{ name: 'ledger', checked: 1, violated: 0 }],
  provenance: { world: '', scenario: {}, core: 'test', epochMs: 60_000 },
};
const kinds = ['site', 'site', 'link', 'link'];
const series = [
  {
    name: 'bins',
    columns: [
      { name: 'start_ms', values: Float64Array.of(0, 0, 300_000, 300_000) },
      { name: 'kind', values: kinds },
      { name: 'id', values: ['a', 'b', 'c', 'ü'] },
      { name: 'asked_bps', values: Float64Array.of(1, 2.5, 0, 4) },
    ],
  },
];
const resultText = () => {
  const digest = digestOf({ document, series } as never);
  return JSON.stringify({ ...document, digest });
};

/**
 * The problems that a reader says: texts with their places; `[]` where it takes the input. What it
 * throws beyond wrong input goes on, as the crash that it is.
 */
export async function saidBy(read: InputReader['read']): Promise<string[]> {
  const told = (problems: readonly Problem[]) =>
    problems.map(({ code, text, line, column }) => `${line}:${column} ${code} ${text}`);
  try {
    const found = await read();
    const problems = (found as { readonly problems?: readonly Problem[] } | undefined)?.problems;
    return told(problems ?? []);
  } catch (error) {
    if (!isCommandFailure(error)) throw error;
    return [error.message, ...told(error.problems)];
  }
}

/** An import that leaves no line out. */
function strictly(read: (path: string) => Promise<Imported<unknown>>) {
  return async (path: string) => {
    const found = await read(path);
    if ('problems' in found) return found;
    return { problems: found.broken };
  };
}

const usersText = 'country\tasn\tusers_est\nNL\t7\t900\nDE\t8\t100\n';
const stateText = 'kind,id,healthy,shed_share\nappliance,a-a0,false,0.5\nlink,a-l,,1\n';
const changesText = '{"kind":"withdraw","cluster":"a-c","prefix":"11.1.0.0/16"}\n'.repeat(2);

/** Worlds and a result, which hold some of the files. */
async function layOut(folder: string): Promise<void> {
  for (const name of ['world', 'bare', 'result'])
    mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['world', 'bare']) await writeWorld(world, join(folder, name), about);
  rmSync(join(folder, 'bare', 'world.json'));
  writeFileSync(join(folder, 'result', 'result.json'), resultText());
  const files = beginSeries(join(folder, 'result'), false);
  files.take(series);
  files.end();
  writeFileSync(join(folder, 's.snapshot'), snapshot.bytes);
  writeFileSync(join(folder, 'other.yaml'), '');
}

/** All readers over files in `folder`, which are laid out here. */
export async function inputReaders(folder: string): Promise<Record<KindName, InputReader>> {
  await layOut(folder);
  const at = (name: string) => join(folder, name);
  type Read = (path: string) => unknown;
  const file = (path: string, sound: string | Uint8Array, read: Read): InputReader => {
    const isText = typeof sound === 'string';
    return { path, sound: Buffer.from(sound), read: () => read(path), isText };
  };
  const there = (name: string, read: Read) =>
    file(at(name), readFileSync(at(name), 'utf8'), () => read(at(name.split('/')[0] ?? '')));
  const binary = (name: string, read: Read) =>
    file(at(name), new Uint8Array(readFileSync(at(name))), () => read(at('result')));
  const known = knownNames();
  const scenario = 'world: { generate: { size: small } }\n';
  return {
    table: there('bare/networks.csv', readWorld),
    about: there('world/world.json', readWorld),
    scenario: file(at('s.yaml'), scenario, (path) => loadScenario(path, known)),
    suite: file(at('suite.yaml'), 'scenarios: [ other.yaml ]\n', (path) => loadSuite(path, known)),
    snapshot: file(at('x.snapshot'), snapshot.bytes, readSnapshot),
    routes: file(routesPath(at('s.snapshot')), routes, () =>
      readRoutesOf(at('s.snapshot'), (bytes) => resumeCompiler(snapshot, bytes)),
    ),
    state: file(at('state.csv'), stateText, (path) => readState(path, snapshot)),
    records: file(at('x.records'), new Uint8Array(128), readRecords),
    changes: file(at('changes.jsonl'), changesText, readChanges),
    traffic: file(at('day.csv'), 'prefix,bytes\n11.1.0.0/16,5\n11.2.0.0/16,7\n', readTraffic),
    files: file(at('files.csv'), 'file,bitrate_bps\nf1,5000000\nf2,6000000\n', readBitrates),
    keys: file(at('keys.json'), JSON.stringify({ keys: [key] }), readKeys),
    prefixes: file(at('rib.tsv'), '1.0.0.0/24\t7\n1.0.1.0/24\t8\n', strictly(readPrefixTable)),
    ispUsers: file(at('users.tsv'), usersText, strictly(readIspUsers)),
    baseline: file(at('base.json'), '{"runs":[]}', (path) => {
      if (readBaseline(path) === undefined) throw wrongInput('there is no such file');
    }),
    result: there('result/result.json', readResult),
    series: binary('result/series/bins.parquet', readResult),
  };
}
