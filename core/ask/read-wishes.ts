// What does an ask need and wish beyond client, file, session and want?
import { noRow } from '../base/ids.ts';
import type { Problem } from '../base/problem.ts';
import { type NeedWords, needBitsOf } from '../control/masks.ts';
import { wantMax } from '../decide/decision.ts';
import type { Request, Wishes } from '../decide/request.ts';
import { checkMembers } from '../door/members.ts';
import { findRow } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** What may stand in an ask besides; each is nothing where it is absent. */
export type AskWishes = {
  /**
   * Id of the appliance that serves the session now, which stays first while it may serve. One that
   * the snapshot does not have has gone away: nothing is wished.
   */
  readonly servedBy?: string | undefined;
  /** The appliance must have all of these. */
  readonly capabilities?: readonly string[] | undefined;
  /** The appliance must be allowed to serve there. */
  readonly territory?: string | undefined;
  /** Targets of one cluster and of one site at most, whole numbers 1 to 16. */
  readonly spread?:
    | { readonly cluster?: number | undefined; readonly site?: number | undefined }
    | undefined;
};

/** The words of a state's masks, and whether it says for which families appliances are fit. */
export type AskWords = NeedWords & { readonly asksFamily?: boolean };

/** Of a state without masks: every appliance is fit for all. */
const noWords: AskWords = { capabilities: [], territories: [] };

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/**
 * What is wrong with the wishes of an ask: `bad-served-by`, `bad-capabilities`, `bad-territory`,
 * `bad-spread`. A word that no appliance has is no problem: those that list none are fit for it.
 */
export function checkWishes(wishes: AskWishes): Problem[] {
  const { servedBy, capabilities, territory, spread } = wishes;
  const problems: Problem[] = [];
  const check = (isFine: boolean, [code, path]: readonly [string, string], text: string) => {
    if (!isFine) problems.push({ code, path, text });
  };
  const isServed = servedBy === undefined || isText(servedBy);
  check(isServed, ['bad-served-by', 'servedBy'], 'expected the id of an appliance');
  const isList = Array.isArray(capabilities) && capabilities.every(isText);
  const areCapabilities = capabilities === undefined || isList;
  check(areCapabilities, ['bad-capabilities', 'capabilities'], 'expected a list of words');
  const isTerritory = territory === undefined || isText(territory);
  check(isTerritory, ['bad-territory', 'territory'], 'expected a word');
  const fault = spreadFault(spread);
  check(fault === '', ['bad-spread', 'spread'], fault);
  return problems;
}

/** What `spread` may limit. */
const limits = ['cluster', 'site'] as const;

function spreadFault(spread: unknown): string {
  if (spread === undefined) return '';
  const expected = `expected "cluster" or "site", whole numbers 1 to ${wantMax}`;
  if (typeof spread !== 'object' || spread === null) return expected;
  const [odd] = checkMembers(spread, limits, '"spread"');
  if (odd !== undefined) return odd.text;
  const { cluster, site } = spread as { readonly [name: string]: unknown };
  const isLimit = (limit: unknown) =>
    limit === undefined ||
    (Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= wantMax);
  const isTold = cluster !== undefined || site !== undefined;
  return isTold && isLimit(cluster) && isLimit(site) ? '' : expected;
}

/** Whether an ask, in a state with these words, is one by the rules alone. */
export function isPlain(ask: AskWishes, words: AskWords | undefined): boolean {
  const { servedBy, capabilities, territory, spread } = ask;
  if (words?.asksFamily === true) return false;
  return (
    servedBy === undefined &&
    capabilities === undefined &&
    territory === undefined &&
    spread === undefined
  );
}

/** The fields of a request that stand for the wishes of an ask; none for one without. */
export function wishesOf(
  snapshot: Snapshot,
  ask: AskWishes,
  family: number,
  words: AskWords = noWords,
): Pick<Request, 'needBits' | 'wishes'> {
  const { capabilities, territory, servedBy, spread } = ask;
  const needs = { capabilities, territory, family: words.asksFamily ? family : undefined };
  const needBits = needBitsOf(words, needs);
  const row = servedBy === undefined ? noRow : findRow(snapshot, 'appliance', servedBy);
  const wishes: Wishes = {
    servedBy: row,
    clusterMax: spread?.cluster ?? 0,
    siteMax: spread?.site ?? 0,
  };
  const isWished = row !== noRow || spread !== undefined;
  return { ...(needBits !== 0 && { needBits }), ...(isWished && { wishes }) };
}
