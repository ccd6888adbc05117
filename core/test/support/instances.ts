// How does an example make an instance? Two boxes at a site each, and events in a few words.
import {
  compileSnapshot,
  createInstance,
  type Decision,
  defaultInstancePolicy,
  type Effect,
  findFile,
  type GenerationRule,
  hashId,
  type Instance,
  type InstancePolicy,
  type Request,
  readId,
  type Snapshot,
} from '../../index.ts';
import { type Lines, worldOf } from './small-world.ts';
import { pair } from './steering.ts';

/** Eleven boxes, so that one that goes is less than what is held. */
export const eleven: Partial<Lines> = {
  appliances: ['e1 ce', 'w1 cw', ...'abcdfghij'.split('').map((id) => `${id}1 ce`)],
  manifests: ['all film 11'],
};

export const built = (sequence: number, lines: Partial<Lines> = {}, fleet = ''): Snapshot =>
  compileSnapshot(worldOf({ ...pair, ...lines }), { sequence, fleet }).snapshot;

/** Good after ten seconds, however few ask. */
const bake: GenerationRule = { bakeMs: 10_000, decisionsMin: 0, keptCount: 3 };
export const policy: InstancePolicy = { ...defaultInstancePolicy, bake };

export const instanceOf = (snapshot = built(1), change: Partial<InstancePolicy> = {}): Instance =>
  createInstance(snapshot, { ...policy, ...change });

/** Somebody asks for the one film. */
export function requestOf({ snapshot }: Instance, session = 's'): Request {
  const hashes = { fileHash: hashId('film'), sessionHash: hashId(session) };
  const vantage = snapshot.vantageCount - 1;
  return { vantage, file: findFile(snapshot, 'film'), ...hashes, want: 16 };
}

/** Ids of the targets, in byte order. */
export function targetsOf({ snapshot }: Instance, out: Decision): string {
  const rows = [...out.targetAppliance.subarray(0, out.targetCount)];
  return rows
    .map((row) => readId(snapshot, 'appliance', row))
    .sort()
    .join(' ');
}

function wordOf(effect: Effect): string {
  switch (effect.kind) {
    case 'served':
    case 'baked':
    case 'released':
      return `${effect.kind} ${effect.version.sequence}`;
    case 'held':
      return `held ${effect.version.sequence} ${effect.reasons.map(({ code }) => code)}`;
    case 'refused':
      return `refused ${effect.what} ${effect.reason}`;
    case 'rolled-back':
      return `back ${effect.from.sequence} ${effect.to.sequence} ${effect.reason}`;
    case 'alarm':
      return `alarm ${effect.reason}`;
  }
}

/** Effects in a few words: `served 2`, `alarm contained`. */
export const wordsOf = (effects: readonly Effect[]): string => effects.map(wordOf).join(', ');
