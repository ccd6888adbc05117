// Do core and the option oracle answer alike? Random worlds, beliefs and wishes.
import {
  compileSnapshot,
  createDecision,
  decide,
  findFile,
  hashId,
  type NeedWords,
  needBitsOf,
  noRow,
  parseAddress,
  type Request,
  readRecord,
  recordBytes,
  type Snapshot,
  type State,
  setFitness,
  setLeaving,
  stampOf,
  unmap,
  vantageOf,
  writeRecord,
} from '../../index.ts';
import { outcomeOf } from '../../recall/record.ts';
import { answerOf, namesOf, stateFor, type Tally } from './agreement.ts';
import { createDice, type Dice } from './dice.ts';
import { cell, murmur, pair } from './oracle-basics.ts';
import {
  createOptionOracle,
  type Fit,
  type OptionRequest,
  type OptionState,
} from './oracle-options.ts';
import { type RandomCase, randomCase } from './random-world.ts';

/** Words that have a bit; requests name one more that has none. */
export const words: NeedWords = {
  capabilities: ['h3', 'tls13', 'drm', 'hdr'],
  territories: ['DE', 'FR', 'NL', 'ES'],
};

function subset<T>(dice: Dice, list: readonly T[], chance: number): T[] {
  return list.filter(() => dice.chance(chance));
}

function drawFit(dice: Dice, chance: number): Fit {
  return {
    ...(dice.chance(0.5) && { families: subset(dice, [4, 6], chance) }),
    ...(dice.chance(0.5) && { capabilities: subset(dice, words.capabilities, chance) }),
    ...(dice.chance(0.5) && { territories: subset(dice, words.territories, chance) }),
  };
}

/** A share which just takes, or just does not take, one of the sessions, or any. */
function drawShare(dice: Dice, id: string, sessions: readonly string[]): number {
  const edge = pair(murmur(dice.pick(sessions)), murmur(id)) >>> 16;
  return dice.pick([0, 0.3, 0.7, 1, (edge + dice.below(2)) / 65536]);
}

/** States of a world in which some drain by share, and not all are fit for all. */
export function drawStates(dice: Dice, { world, states, sessions }: RandomCase): OptionState[] {
  return states.map((state) => {
    const [leaving, odd, fit] = [
      dice.pick([0, 0.3, 1]),
      dice.pick([0, 0.5, 1]),
      dice.pick([0.6, 0.9]),
    ];
    const { id } = world.appliances;
    const drained = subset(dice, id, leaving).map(
      (of) => [of, drawShare(dice, of, sessions)] as const,
    );
    const fits = subset(dice, id, odd).map((of) => [of, drawFit(dice, fit)] as const);
    return { ...state, drains: new Map(drained), fits: new Map(fits) };
  });
}

/** A request with needs and wishes, more or less. */
export function drawRequest(dice: Dice, from: RandomCase): OptionRequest {
  const { clients, files, sessions, world } = from;
  const limit = () => 1 + dice.below(3);
  return {
    client: dice.pick(clients),
    file: dice.pick(files),
    session: dice.pick(sessions),
    want: 1 + dice.below(16),
    asksFamily: dice.chance(0.5),
    ...(dice.chance(0.3) && { territory: dice.pick([...words.territories, 'IT']) }),
    ...(dice.chance(0.3) && {
      capabilities: subset(dice, [...words.capabilities, 'new'], dice.pick([0.3, 0.1])),
    }),
    ...(dice.chance(0.6) &&
      world.appliances.count > 0 && { servedBy: dice.pick(world.appliances.id) }),
    ...(dice.chance(0.5) && {
      spread: dice.pick([
        { cluster: limit() },
        { site: limit() },
        { cluster: limit(), site: limit() },
      ]),
    }),
  };
}

/** What core believes when told `state`. */
export function beliefOf(
  snapshot: Snapshot,
  names: ReturnType<typeof namesOf>,
  state: OptionState,
): State {
  const drain = new Uint32Array(snapshot.applianceCount);
  const out = { ...stateFor(snapshot, names, state), drain };
  for (const [id, share] of state.drains) setLeaving(out, names.appliance.indexOf(id), share);
  for (const [id, fit] of state.fits) setFitness(out, names.appliance.indexOf(id), words, fit);
  return out;
}

/** The request as core is asked; `isPlain` leaves out the field that wishes nothing. */
export function requestFor(
  snapshot: Snapshot,
  names: ReturnType<typeof namesOf>,
  asked: OptionRequest,
): Request {
  const bits = new Uint32Array(4);
  const family = unmap(parseAddress(asked.client, bits), bits);
  const { territory, capabilities, servedBy, spread, asksFamily } = asked;
  const needs = { territory, capabilities, family: asksFamily ? family : undefined };
  const wishes = {
    servedBy: servedBy === undefined ? noRow : names.appliance.indexOf(servedBy),
    clusterMax: spread?.cluster ?? 0,
    siteMax: spread?.site ?? 0,
  };
  return {
    vantage: vantageOf(snapshot, family, bits),
    file: findFile(snapshot, asked.file),
    fileHash: hashId(asked.file),
    sessionHash: hashId(asked.session),
    want: asked.want,
    needBits: needBitsOf(words, needs),
    ...((servedBy !== undefined || spread !== undefined) && { wishes }),
  };
}

/**
 * Asks core and the option oracle `count` times about the world of `seed`; each answer is written
 * as a record and taken again from it. Empty, or where they part. Counts what came in `tally`.
 */
export function optionDisagreement(seed: number, count: number, tally: Tally): string {
  const drawn = randomCase(seed);
  const { world, ranking } = drawn;
  const dice = createDice(~seed);
  const { snapshot } = compileSnapshot(world, { ranking });
  const names = namesOf(snapshot);
  const panicShare = dice.pick([0, 0, 0.5, 1]);
  const policy = panicShare > 0 ? { panicShare } : undefined;
  const oracle = createOptionOracle(world, ranking, panicShare);
  const states = drawStates(dice, drawn);
  const beliefs = states.map((state) => beliefOf(snapshot, names, state));
  const stamps = beliefs.map((belief) => stampOf(snapshot, belief, policy));
  const [out, again] = [createDecision(snapshot), createDecision(snapshot)];
  const view = new DataView(new ArrayBuffer(recordBytes));
  const add = (word: string) => tally.set(word, (tally.get(word) ?? 0) + 1);
  for (let n = 0; n < count; n++) {
    const asked = drawRequest(dice, drawn);
    const row = dice.below(states.length);
    const state = cell(states, row);
    const right = oracle(state, asked);
    const request = requestFor(snapshot, names, asked);
    decide(snapshot, cell(beliefs, row), request, out, policy);
    const given = answerOf(snapshot, names, out);
    add(right.reason);
    for (const { label } of right.passedOver) add(label);
    if (asked.servedBy !== undefined && right.targets[0]?.appliance === asked.servedBy)
      add('served');
    writeRecord(view, 0, cell(stamps, row), request, out);
    const record = readRecord(view, 0);
    if (record) decide(snapshot, cell(beliefs, row), record.request, again, policy);
    const isKept = record?.outcome === outcomeOf(out) && outcomeOf(again) === outcomeOf(out);
    if (isKept && JSON.stringify(given) === JSON.stringify(right)) continue;
    const told = [state.appliance, state.link, state.drains, state.fits].map((each) => [...each]);
    return [
      `seed ${seed}, decision ${n}, ranking ${ranking}, panic ${panicShare}, kept ${isKept}`,
      `request ${JSON.stringify(asked)}`,
      `state ${JSON.stringify(told)}`,
      `oracle ${JSON.stringify(right)}`,
      `core   ${JSON.stringify(given)}`,
    ].join('\n');
  }
  return '';
}
