// What may a request need of an appliance that not all have? Words of the operator, a bit each.
import { given } from '../base/given.ts';
import { assertRow, maskBits, type State } from './state.ts';

const familyShift = 18;
const capabilityShift = 22;
const territoryShift = 27;
/** Words of a kind that have a bit of their own; one more bit is for all other words. */
export const maskWordsMax = 4;

/** The bits of each kind in a word of `State.appliance`. */
export const familyBits = 0b11 << familyShift;
export const capabilityBits = 0b11111 << capabilityShift;
export const territoryBits = 0b11111 << territoryShift;

/** The words that stand for bits, `maskWordsMax` of a kind at most. */
export type NeedWords = {
  readonly capabilities: readonly string[];
  readonly territories: readonly string[];
};

/** What one appliance is fit for; what is left out, it is fit for all of. */
export type Fitness = {
  /** 4, 6: the families of the clients that it can serve now. */
  readonly families?: readonly number[] | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly territories?: readonly string[] | undefined;
};

/** What a request needs; what is left out, it does not ask. */
export type Needs = {
  /** 4 or 6, of the client. */
  readonly family?: number | undefined;
  /** It must have all of them. */
  readonly capabilities?: readonly string[] | undefined;
  /** It must be allowed to serve there. */
  readonly territory?: string | undefined;
};

/** Bit of a word among its kind: its place, or the last one for words that have none. */
function bitOf(word: string, words: readonly string[]): number {
  const place = words.indexOf(word);
  return 1 << (place < 0 || place >= maskWordsMax ? maskWordsMax : place);
}

function bitsOf(list: readonly string[], words: readonly string[]): number {
  return list.reduce((bits, word) => bits | bitOf(word, words), 0);
}

const familyBit = (family: number): number => 1 << (family === 4 ? 0 : 1);

/** `Request.needBits` of what is needed. A word without a bit is one that nobody has who lists. */
export function needBitsOf(words: NeedWords, needs: Needs): number {
  given(words, 'needWords');
  given(needs, 'object');
  const { family, capabilities = [], territory } = needs;
  return (
    (family === undefined ? 0 : familyBit(family) << familyShift) |
    (bitsOf(capabilities, words.capabilities) << capabilityShift) |
    (territory === undefined ? 0 : bitOf(territory, words.territories) << territoryShift)
  );
}

/**
 * Writes what one appliance is fit for; the words of a fitness are of `words`. Throws `no-row`
 * where the state has no such row.
 */
export function setFitness(out: State, row: number, words: NeedWords, fitness: Fitness): void {
  given(out, 'state');
  given(words, 'needWords');
  given(fitness, 'object');
  assertRow(out.appliance, row, 'the appliance is a row of the state');
  const { families, capabilities, territories } = fitness;
  const own =
    ((families ? families.reduce((bits, family) => bits | familyBit(family), 0) : 0b11) <<
      familyShift) |
    ((capabilities ? bitsOf(capabilities, words.capabilities) : 0b11111) << capabilityShift) |
    ((territories ? bitsOf(territories, words.territories) : 0b11111) << territoryShift);
  out.appliance[row] = (out.appliance[row] & ~maskBits) | own;
}
