// What does each command read and write? Found from its options; new ones join by themselves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWorld } from '@fairlead/scenarios';
import yargs from 'yargs';
import { outputGroup } from '../../commands/options.ts';
import * as registry from '../../commands/registry.ts';
import { nameOf } from '../../terminal/find-command.ts';
import { tinyWorld } from './tiny-world.ts';

/** An option of a command that names what it writes, and a line that writes there. */
export type Writer = {
  readonly name: string;
  readonly option: string;
  /** All of its line but the option and the place. */
  readonly words: readonly string[];
  /** What it reads, as it is named in `words` or found by what is. */
  readonly inputs: readonly string[];
  /** What is to be written in the folder of the inputs. */
  readonly isFolder: boolean;
};

/** Inputs by the name of the option or positional, or of those of one command. */
const inputs: { readonly [name: string]: string } = {
  ...{ world: 'world', snapshot: 's.snapshot', state: 'state.csv', changes: 'changes.jsonl' },
  ...{ scenario: 'evening.yaml', suite: 'suite.yaml', baseline: 'b.json', 'key-file': 'keys.json' },
  ...{ 'import prefixes table': 'rib.tsv', 'import isp-users table': 'users.tsv' },
  ...{
    'isp-users': 'users.tsv',
    'compare base': 'evening.yaml',
    'compare candidate': 'evening.yaml',
  },
};

/** What a file names by itself. */
const behind: { readonly [input: string]: readonly string[] } = {
  'evening.yaml': ['base.yaml', 'world'],
  'suite.yaml': ['evening.yaml'],
  world: ['world/sites.csv'],
  's.snapshot': ['s.snapshot.routes'],
};

function deep(input: string): string[] {
  return (behind[input] ?? []).flatMap((one) => [one, ...deep(one)]);
}

/** Words that a command needs besides: to write at all, and to be quick. */
const besides: { readonly [name: string]: readonly string[] } = {
  decide: ['--as', 'urls', '--host', '{appliance}.example'],
  'world generate': ['--countries', 'IE'],
  'regress baseline': ['--update'],
};

/** Options that name files which this one alone reads where it is asked to, beyond what it needs. */
const optional = new Set(['state', 'key-file']);

/** All that writes, one for each command and option that stands under `outputGroup` in its help. */
export const writers: readonly Writer[] = Object.values(registry).flatMap((command) => {
  const parser = command.builder(yargs([])) as unknown as {
    getOptions: () => { readonly string: readonly string[] };
    getDemandedOptions: () => { readonly [name: string]: unknown };
    getGroups: () => { readonly [group: string]: readonly string[] };
  };
  const name = nameOf(command);
  const demanded = parser.getDemandedOptions();
  const outputs = parser.getGroups()[outputGroup] ?? [];
  const positionals = [...command.command.matchAll(/<(\w+)(?:\.\.)?>/g)].map(
    ([, word = '']) => word,
  );
  return outputs.map((option): Writer => {
    const fileOf = (word: string) => inputs[`${name} ${word}`] ?? inputs[word];
    const given = positionals.map((word) => known(fileOf(word), `${name} <${word}>`));
    const wanted = parser
      .getOptions()
      .string.filter(
        (word) =>
          word !== option &&
          !positionals.includes(word) &&
          (optional.has(word) || word in demanded),
      );
    const more = wanted.flatMap((word) =>
      outputs.includes(word) && inputs[word] === undefined
        ? [`--${word}`, `unused-${word}`]
        : [`--${word}`, known(fileOf(word), `${name} --${word}`)],
    );
    const extra = [...(besides[name] ?? []), ...(besides[`${name} ${option}`] ?? [])];
    const direct = [...given, ...more].filter((word) => Object.values(inputs).includes(word));
    const all = new Set(direct.flatMap((input) => [input, ...deep(input)]));
    const isFolder = ['compare', 'run', 'world generate'].includes(name) || /^import/.test(name);
    const words = [...name.split(' '), ...given, ...more, ...extra, '--quiet'];
    return { name, option, words, inputs: [...all], isFolder };
  });
});

function known(file: string | undefined, what: string): string {
  if (file !== undefined) return file;
  throw new Error(`${what} is new: say in cli/test/support/writers.ts which input it reads`);
}

const window = 'from: 2026-11-20T18:00:00Z\nto: 2026-11-20T18:20:00Z\nwarmup: 0m\n';

/** Writes all inputs into `folder`, but for what `fairlead` itself makes of them. */
export async function writeInputs(folder: string): Promise<void> {
  const site = { appliances: 2, capacityBps: 1e10, linkBps: 1e11, hops: 1 };
  const world = tinyWorld({
    ...{ members: 200 },
    sites: [
      { ...site, id: 'e1', kind: 'embedded' },
      { ...site, id: 'x1', kind: 'ix', hops: 2, hasTransit: true },
    ],
  });
  mkdirSync(join(folder, 'world'));
  await writeWorld(world, join(folder, 'world'), { madeBy: 'a test', sources: [] });
  const files = {
    'base.yaml': `title: base\nworld: { folder: world }\n${window}`,
    'evening.yaml': 'extends: base.yaml\ntitle: evening\nseed: 1\n',
    'suite.yaml': 'title: suite\nscenarios: [evening.yaml]\n',
    'b.json': '{\n  "runs": []\n}\n',
    'state.csv': 'kind,id,healthy,shed_share\nappliance,e1-a0,false,0\n',
    'changes.jsonl': '{"kind":"withdraw","cluster":"x1-c","prefix":"11.1.0.0/16"}\n',
    'requests.jsonl': '{"client":"11.1.2.3","file":"f0","session":"s1"}\n',
    'rib.tsv': '20.1.0.0/16\t64500\n20.2.0.0/16\t64501\n',
    'users.tsv':
      'country\tasn\tpct_of_country_users\tusers_est\nNL\t64500\t60\t6000\nNL\t64501\t40\t4000\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const key = {
    id: 'k1',
    algorithm: 'hmac-sha256',
    secret: Buffer.alloc(32, 7).toString('base64url'),
  };
  const keys = { keys: [{ ...key, from: '2020-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z' }] };
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
}
