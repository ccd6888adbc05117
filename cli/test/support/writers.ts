// What does each command read and write? Found from its options; new ones join by themselves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '@fairlead/core';
import { writeWorld } from '@fairlead/scenarios';
import type { RunResult } from '@fairlead/sim';
import yargs from 'yargs';
import { outputGroup } from '../../commands/options.ts';
import * as registry from '../../commands/registry.ts';
import { writeDocument } from '../../io/result.ts';
import { beginSeries } from '../../io/series/files.ts';
import type { AnyCommand } from '../../terminal/command.ts';
import { nameOf } from '../../terminal/find-command.ts';
import { inventRun } from './fixture.ts';
import { tinyWorld } from './tiny-world.ts';

/** A line of a command on the inputs of `writeInputs`. */
export type CommandLine = {
  readonly name: string;
  /** All that it needs, but for what it writes. */
  readonly words: readonly string[];
  /** Options that name what it writes: those under `outputGroup` in its help. */
  readonly outputs: readonly string[];
  /** What it reads, as it is named in `words` or found by what is. */
  readonly inputs: readonly string[];
};

/** An option of a command that names what it writes, and a line that lacks nothing else. */
export type Writer = Omit<CommandLine, 'outputs'> & {
  readonly option: string;
  readonly isFolder: boolean;
};

/** Inputs by the name of the option or positional, or of those of one command. */
const inputOf: { readonly [name: string]: string } = {
  ...{ world: 'world', snapshot: 's.snapshot', state: 'state.csv', changes: 'changes.jsonl' },
  ...{ scenario: 'evening.yaml', suite: 'suite.yaml', baseline: 'b.json', 'key-file': 'keys.json' },
  ...{ records: 'r.records', 'isp-users': 'users.tsv', 'import isp-users table': 'users.tsv' },
  ...{ 'import prefixes table': 'rib.tsv', 'snapshot check candidate': 's.snapshot' },
  ...{ 'report result': 'result' },
  ...{ 'compare base': 'evening.yaml', 'compare candidate': 'evening.yaml' },
  ...{ 'snapshot diff base': 's.snapshot', 'snapshot diff candidate': 's.snapshot' },
};

/** What a file names by itself. */
const behind: { readonly [input: string]: readonly string[] } = {
  'evening.yaml': ['base.yaml', 'world'],
  'suite.yaml': ['evening.yaml'],
  world: ['world/sites.csv'],
  result: ['result/result.json'],
  's.snapshot': ['s.snapshot.routes'],
};

function deep(input: string): string[] {
  return (behind[input] ?? []).flatMap((one) => [one, ...deep(one)]);
}

/** Words that a command, or a writer of it, needs besides: to answer at all, and to be quick. */
const besides: { readonly [name: string]: readonly string[] } = {
  decide: ['--as', 'urls', '--host', '{appliance}.example'],
  explain: ['--client', '11.1.2.3', '--file', 'f0', '--session', 's1'],
  'world export': ['--table', 'networks'],
  'world generate': ['--countries', 'IE'],
  'regress baseline': ['--update'],
};

/** Options that are given though they need not be: files that are read where they are named. */
const optional = new Set(['state', 'key-file']);
/** Commands whose output is a folder. */
const folders = new Set([
  'compare',
  'run',
  'world generate',
  'import prefixes',
  'import isp-users',
]);

function lineOf(command: AnyCommand): CommandLine {
  const parser = command.builder(yargs([])) as unknown as {
    getOptions: () => { readonly string: readonly string[] };
    getDemandedOptions: () => object;
    getGroups: () => { readonly [group: string]: readonly string[] };
  };
  const name = nameOf(command);
  const outputs = parser.getGroups()[outputGroup] ?? [];
  const demanded = parser.getDemandedOptions();
  const positionals = [...command.command.matchAll(/<([\w-]+)(?:\.\.)?>/g)].map(
    (one) => one[1] ?? '',
  );
  const extra = besides[name] ?? [];
  const named = (word: string): string => {
    const file = inputOf[`${name} ${word}`] ?? inputOf[word];
    if (file !== undefined) return file;
    throw new Error(`${name} ${word} is new: say in cli/test/support/writers.ts what it reads`);
  };
  const options = parser
    .getOptions()
    .string.filter((word) => !positionals.includes(word) && !extra.includes(`--${word}`))
    .filter((word) => optional.has(word) || word in demanded)
    .filter((word) => inputOf[word] !== undefined || !outputs.includes(word));
  const given = [...positionals, ...options].map(named);
  const words = [
    ...[...name.split(' '), ...positionals.map(named)],
    ...options.flatMap((word) => [`--${word}`, named(word)]),
    ...extra,
  ];
  const inputs = [...new Set(given.flatMap((input) => [input, ...deep(input)]))];
  return { name, words, outputs, inputs };
}

/** A line of every command of the registry. */
export const commandLines: readonly CommandLine[] = Object.values(registry).map(lineOf);

/** The same line without an option. */
function without(words: readonly string[], option: string): string[] {
  const at = words.indexOf(`--${option}`);
  return at < 0 ? [...words] : words.toSpliced(at, 2);
}

/** All that writes: one for each command and option that names an output. */
export const writers: readonly Writer[] = commandLines.flatMap(({ outputs, ...line }) =>
  outputs.map((option) => ({
    ...line,
    option,
    words: [
      ...without(line.words, option),
      ...(besides[`${line.name} ${option}`] ?? []),
      '--quiet',
    ],
    inputs: line.inputs.filter((input) => input !== inputOf[option]),
    isFolder: folders.has(line.name),
  })),
);

/** A world of two sites. */
export function inputWorld(): World {
  const site = { appliances: 2, capacityBps: 1e10, linkBps: 1e11, hops: 1 };
  return tinyWorld({
    members: 200,
    sites: [
      { ...site, id: 'e1', kind: 'embedded' },
      { ...site, id: 'x1', kind: 'ix', hops: 2, hasTransit: true },
    ],
  });
}

/** A result as a run leaves it, but for its report. */
async function writeResultOf({ document, series }: RunResult, folder: string) {
  mkdirSync(folder);
  const files = beginSeries(folder, false);
  files.take(series);
  files.end();
  await writeDocument(folder, document);
}

const window = 'from: 2026-11-20T18:00:00Z\nto: 2026-11-20T18:20:00Z\nwarmup: 0m\n';

/** Writes all inputs into `folder`, but for what `fairlead` itself makes of them. */
export async function writeInputs(
  folder: string,
  world = inputWorld(),
  title = 'evening',
): Promise<void> {
  mkdirSync(join(folder, 'world'));
  await writeWorld(world, join(folder, 'world'), { madeBy: 'a test', sources: [] });
  const users = ['country\tasn\tpct_of_country_users\tusers_est', 'NL\t64500\t60\t6000', ''];
  const files = {
    'base.yaml': `title: base\nworld: { folder: world }\n${window}`,
    'evening.yaml': `extends: base.yaml\ntitle: ${JSON.stringify(title)}\nseed: 1\n`,
    'suite.yaml': `title: ${JSON.stringify(title)}\nscenarios: [evening.yaml]\n`,
    'b.json': '{\n  "runs": []\n}\n',
    'state.csv': `kind,id,healthy,shed_share\nappliance,${world.appliances.id[0]},false,0\n`,
    'changes.jsonl': `{"kind":"withdraw","cluster":"${world.clusters.id[1]}","prefix":"11.1.0.0/16"}\n`,
    'requests.jsonl': '{"client":"11.1.2.3","file":"f0","session":"s1"}\n',
    'rib.tsv': '20.1.0.0/16\t64500\n',
    'users.tsv': users.join('\n'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  await writeResultOf(inventRun({ sites: 12, networks: 6 }), join(folder, 'result'));
  const secret = Buffer.alloc(32, 7).toString('base64url');
  const key = { id: 'k1', algorithm: 'hmac-sha256', secret };
  const keys = { keys: [{ ...key, from: '2020-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z' }] };
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
}
