// What is said of a value that breaks a rule of the world? One text per rule, for every door.
import { given } from '../base/given.ts';
import { quoted } from '../door/wording.ts';
import type { BoundsRule } from './rules.ts';

/** What is wrong with a value; the text is written only if somebody will read it. */
export type Fault = { readonly code: string; readonly text: () => string };

/** Hops of the longest AS path. */
export const hopsMax = 1023;

function fault(code: string, text: () => string): Fault {
  return { code, text };
}

/**
 * Whether `value` fits: a number in the range, whole where asked, and never the zero below 0.
 * @hot
 */
export function fits({ min, max, isWhole, empty }: BoundsRule, value: number): boolean {
  if (value >= min && value <= max)
    return (!isWhole || Number.isInteger(value)) && !(min === 0 && Object.is(value, -0));
  return Number.isNaN(value) && Number.isNaN(empty);
}

const prefixTexts = {
  'bad-family': 'is none of the families 4 and 6',
  'no-address': 'begins with no IPv4 or IPv6 address',
  'bad-length': 'needs a length of 0 to 32 (IPv4) or 0 to 128 (IPv6) after a slash',
  'host-bits': 'has bits set behind its length',
};

/** A link of another site than the cluster's: all as ids, `example` one that would do. */
export type ForeignLink = {
  readonly link: string;
  readonly of: string;
  readonly cluster: string;
  readonly site: string;
  readonly example?: string;
};

/** The faults of values, by rule. `shown` gives the value as it is to be read; texts in quotes. */
export const worldFaults = {
  emptyId: fault('bad-id', () => 'is empty; every row needs an id'),
  badId: (shown: () => string) =>
    fault('bad-id', () => `${shown()}: an id has no comma, quote or control character`),
  /** Only in memory: a table of texts holds nothing else. */
  notText: (shown: () => string) => fault('not-a-text', () => `${shown()} is not a text`),
  control: (shown: () => string) =>
    fault('control-character', () => `${shown()} has a control character`),
  /** `name`: a column, of which `TableRule.weighed` speaks. */
  weightless: (name: string) =>
    fault('no-weight', () => `${name} is 0 in every row; one at least is above, or none is chosen`),
  /** `known` says of which zones it is none, and which was meant. */
  zone: (shown: () => string, known: () => string) =>
    fault('unknown-zone', () => `${shown()} is not a time zone ${known()}`),
  badUtf8: fault('bad-utf8', () => 'is not UTF-8'),
  /** `where` says where the first one stands. */
  twin: (shown: () => string, where: () => string) =>
    fault('duplicate-id', () => `${shown()} is there already (${where()})`),
  /** `what`: the words of `TableRule.unique`. */
  again: (what: string) => fault('duplicate-id', () => `${what} is there already`),
  /** `hint` names the row that was meant, behind `; `, or is empty. */
  dangling: (shown: () => string, table: string, hint: () => string) =>
    fault('dangling-reference', () => `${shown()} is not in ${table}${hint()}`),
  word: (shown: () => string, words: readonly string[], hint: () => string) =>
    fault('bad-word', () => `${shown()} is none of ${words.join(', ')}${hint()}`),
  number: ({ min, max, isWhole }: BoundsRule, value: number, shown: () => string) => {
    const most = String(max).replace(/^10{9,}$/, (digits) => `1e${digits.length - 1}`);
    const what = `${isWhole ? 'a whole number' : 'a number'} from ${min} to ${most}`;
    const code = Number.isNaN(value) ? 'not-a-number' : 'out-of-range';
    return fault(code, () => `${shown()} is not ${what}`);
  },
  prefix: (wrong: 'bad-family' | 'no-address' | 'bad-length' | 'host-bits', shown: () => string) =>
    fault('bad-prefix', () => `${shown()} ${prefixTexts[wrong]}`),
  /** `written` says how a path is written, where it is a text. */
  path: (shown: () => string, written: string) =>
    fault('bad-path', () => `${shown()} is not up to ${hopsMax} AS numbers${written}`),
  foreignLink: (ids: () => ForeignLink) =>
    fault('foreign-link', () => {
      const { link, of, cluster, site, example } = ids();
      const hint = example === undefined ? '' : `, for example ${quoted(example)}`;
      const needs = `cluster ${quoted(cluster)} needs one of its site ${quoted(site)}${hint}`;
      return `${quoted(link)} is a link of site ${quoted(of)}; ${needs}`;
    }),
} as const;

/** How the manifests of a world are named as the target of a reference. */
export const heldManifests = 'the manifests that clusters hold (clusters.manifest)';

/** Whether a text has a control character: C0, DEL or C1. */
export function hasControl(text: string): boolean {
  given(text, 'text');
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true;
  }
  return false;
}

/** Whether an id has a character that no id may have: a comma, a quote, or a control character. */
export function hasBadCharacter(id: string): boolean {
  return id.includes(',') || id.includes('"') || hasControl(id);
}

/** Whether a text has half of a surrogate pair, for which there is no UTF-8. */
export function hasLoneSurrogate(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(at + 1); // NaN at the end
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return true;
    at++;
  }
  return false;
}
