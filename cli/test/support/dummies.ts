// What is the least that a new entry of each kind is, and what would its contract suite refuse?
import { labels, overlays, shedMask } from '@fairlead/core';

/** A new entry of one kind: the whole text of its file, and an entry that breaks the contract. */
export type Dummy = {
  readonly text: string;
  /** The contract suite of its registry, as a path in `dist` of its package; none: a scenario. */
  readonly suite?: string;
  /** What to replace in `text`, and what the suite then says. */
  readonly flaws: readonly (readonly [from: string, to: string, says: string])[];
};

const taken = overlays.reduce((all, { bits }) => all | bits, shedMask);
const freeBits = Array.from({ length: 31 }, (_, bit) => 1 << bit).filter((bit) => !(taken & bit));

/** A bit of the state word that no overlay owns. */
export const freeBit: number = freeBits[0] ?? 0;

/** By the first column of the table in CONTRIBUTING.md. */
export const dummies: { readonly [kind: string]: Dummy } = {
  overlay: {
    suite: 'core/dist/test/overlay.contract.test.js',
    text: `// Is it a dummy?
import { type Overlay, standing } from './overlay.ts';
export const dummy: Overlay = standing({
  letter: 'Z', place: 299, code: ${labels.length}, name: 'dummy', says: 'a dummy', isSoft: false,
  bits: ${freeBit}, needBits: 0,
});`,
    flaws: [
      ["letter: 'Z'", "letter: 'D'", 'letters, names and places are of one overlay each'],
      [`bits: ${freeBit}`, 'bits: 1 << 20', 'no bit of the state word has two owners'],
    ],
  },
  'lint rule': {
    suite: 'core/dist/test/lint.contract.test.js',
    text: `// Is it a dummy?
import type { LintSearch } from './finding.ts';
let calls = 0;
const none = { v4AddressCount: 0, v6BlockCount: 0, sampleWeight: 0 };
export const dummy: LintSearch = {
  name: 'dummy', place: 9000, asks: 'which world is there at all',
  find: () => calls < 0 ? [] : [{
    cause: 'world', severity: 'notice', networks: [], sites: new Set(), clusters: new Set(),
    links: new Set(), prefixCount: 0, examples: [], affected: { ...none }, offsite: { ...none },
  }],
};`,
    flaws: [["cause: 'world'", 'cause: String(calls++)', 'dummy finds the same twice']],
  },
  comparator: {
    suite: 'core/dist/test/rank.contract.test.js',
    text: `// Which cluster has least capacity?
import type { Comparator } from './comparator.ts';
export const dummy: Comparator = {
  name: 'dummy', place: 9000, reads: ['capacityBps'], key: ({ capacityBps }) => capacityBps,
};`,
    flaws: [
      ["'capacityBps'", "'med'", 'of what it says that it reads alone'],
      ['place: 9000', 'place: 10', 'names and places are of one comparator each'],
    ],
  },
  KPI: {
    suite: 'sim/dist/test/measures.contract.test.js',
    text: `// How much is a dummy?
import type { Kpi } from './kpi.ts';
export const dummy: readonly Kpi[] = [{
  name: 'dummy.share', place: 9000, unit: 'ratio', direction: 'neither',
  tolerance: { absolute: 0.1 }, noData: 'nothing was asked for',
  ofTables: ({ peakHours }) => (peakHours.all > 0 ? 0 : NaN) + 0,
}];`,
    flaws: [
      ["name: 'dummy.share'", "name: 'traffic.bytes'", 'names and places are of one KPI each'],
      ['+ 0,', '- 1,', 'dummy.share is not negative'],
    ],
  },
  invariant: {
    suite: 'sim/dist/test/checks.contract.test.js',
    text: `// Is anything played?
import type { Check } from './check.ts';
export const dummy: Check = {
  name: 'dummy', place: 9000, applies: () => true,
  judge: ({ conductor }) => ({ checked: 1, violated: conductor.setup.share > 0 ? 0 : 1 }),
};`,
    flaws: [['checked: 1', 'checked: 0.5', 'dummy counts what it looked at']],
  },
  event: {
    suite: 'sim/dist/test/events.contract.test.js',
    text: `// A link stops, and nobody hears of it.
import type { EventKind } from '../event.ts';
import { rowsOf } from '../rows.ts';
export const dummy: EventKind = {
  name: 'dummy', place: 9000,
  verbs: [{
    name: 'dummy', says: ['is dumb', 'is back'], tables: ['link'], keys: [],
    effects({ snapshot }, targets) {
      const { links } = rowsOf(snapshot, targets);
      return { stops: { appliances: [], links }, touches: { appliances: [], links } };
    },
  }],
};`,
    flaws: [
      [
        'appliances: [], links } };',
        'appliances: [-1], links } };',
        'dummy touches rows of the world',
      ],
      ["name: 'dummy', says", "name: 'drain', says", 'names and places are of one kind each'],
    ],
  },
  'control loop': {
    suite: 'sim/dist/test/loops.contract.test.js',
    text: `// Who may be offered? Nobody, from the first step on.
import { everyReport, type Loop, reportAge } from './loop.ts';
export const dummy: Loop = {
  name: 'dummy', place: 9000, periodEpochs: everyReport, delayEpochs: reportAge,
  begin: ({ bulletin }) => ({ atMs }) => { bulletin.leased.fill(atMs > 0 ? 0 : 1); },
};`,
    flaws: [
      [
        'periodEpochs: everyReport',
        'periodEpochs: () => 0.5',
        'dummy has a name of words, and steps',
      ],
      ["name: 'dummy'", "name: 'loads'", 'names and places are of one loop each'],
      ['({ atMs }) => {', '({ atMs, seen }) => { seen.isDead[0]++;', 'leaves reports as they are'],
    ],
  },
  command: {
    suite: 'cli/dist/test/commands.contract.test.js',
    text: `// Is it a dummy?
import { defineCommand } from '../terminal/command.ts';
export const dummy = defineCommand({
  command: 'dummy', describe: 'Say that it is one',
  examples: [['fairlead dummy', 'Says so']],
  builder: (args) => args,
  async run(_, shell) { shell.answer({ dummy: true }, () => 'a dummy\\n'); return undefined; },
});`,
    flaws: [["['fairlead dummy'", "['fairlead dummy --nothing'", 'dummy --help says what it does']],
  },
  'house rule': {
    suite: 'cli/dist/test/house.test.js',
    text: `// Is there a dummy?
import type { Rule } from './rule.ts';
export const dummy: Rule = {
  promise: 'nothing is called dummy.txt',
  check: ({ paths }) => [...paths].filter((path) => path === 'dummy.txt').map((path) =>
    ({ path, line: 1, wrong: 'a dummy is there', mend: 'remove it' })),
  canaries: [{ files: { 'dummy.txt': '' }, says: 'a dummy is there' }],
  good: { 'other.txt': '' },
};`,
    flaws: [["says: 'a dummy", "says: 'no dummy", 'must give "no dummy is there"']],
  },
  scenario: {
    text: `extends: ../quickstart.yaml
world:
  generate: { size: small, seed: 1, countries: [IE] }
from: 2026-11-20T20:00:00Z
to: 2026-11-20T20:04:00Z
warmup: 0m
instances: 1
policy: { ranking: [dummy, distance] }
events:
  - { dummy: LINK, at: 2026-11-20T20:01:00Z }
expect: ['dummy.share <= 1 %']
`,
    flaws: [],
  },
};
