// What is the answer to one request line?
import {
  createDecision,
  type Decision,
  type DecisionPolicy,
  decide,
  findFile,
  findRow,
  hashId,
  labels,
  needBitsOf,
  noRow,
  parseAddress,
  readIds,
  reasons,
  type Snapshot,
  type State,
  scopeOf,
  shortenedText,
  stampOf,
  unmap,
  unmapEmbedded,
  vantageOf,
  writeRecord,
} from '@fairlead/core';
import type { RecordWriter } from '../io/record-file.ts';
import type { StateWords } from '../io/state-file.ts';
import { type Asked, readAsk } from './read-ask.ts';
import type { Replying } from './reply-options.ts';

/** What is done with a decision besides writing it as JSON. */
export type Answering = {
  /** Writes it in another form. */
  readonly reply?: Replying | undefined;
  readonly records?: RecordWriter | undefined;
  /** Without one: the contract. */
  readonly policy?: DecisionPolicy | undefined;
  /** The words of the state's masks; without them every appliance is fit for all. */
  readonly words?: StateWords | undefined;
  /** Whether answers say how far they hold. */
  readonly hasScope?: boolean | undefined;
  /** Whether an IPv4 address inside a NAT64 or 6to4 address is the client. */
  readonly readsEmbedded?: boolean | undefined;
};

const fitForAll: StateWords = { capabilities: [], territories: [], asksFamily: false };

/** Needs and wishes of a request, those fields alone that it has. */
function optionsOf(snapshot: Snapshot, asked: Asked, family: number, words: StateWords) {
  const { capabilities, territory, servedBy, spread } = asked;
  const needs = { capabilities, territory, family: words.asksFamily ? family : undefined };
  const needBits = needBitsOf(words, needs);
  const wishes = {
    servedBy: servedBy === undefined ? noRow : findRow(snapshot, 'appliance', servedBy),
    clusterMax: spread?.cluster ?? 0,
    siteMax: spread?.site ?? 0,
  };
  const isWished = servedBy !== undefined || spread !== undefined;
  return { ...(needBits !== 0 && { needBits }), ...(isWished && { wishes }) };
}

/** The scope of an answer in the family in which the client's address is written. */
function scopeFor(snapshot: Snapshot, parsed: number, family: number, words: Written): number {
  const scope = scopeOf(snapshot, family, words.client);
  if (parsed === family) return scope;
  return scope + (words.isRelay ? 16 : 96);
}
type Written = { readonly client: Uint32Array; readonly isRelay: boolean };

/** The function that answers request lines on `snapshot` in `state`: each gives one JSON line. */
export function answerer(
  snapshot: Snapshot,
  state: State,
  { reply, records, policy, ...options }: Answering = {},
): (line: string | undefined, number: number) => string {
  const stamp = stampOf(snapshot, state, policy);
  const out = createDecision(snapshot);
  const words = new Uint32Array(4);
  const write = decisionWriter(snapshot);
  const { words: masks = fitForAll, hasScope = false, readsEmbedded = false } = options;
  return (line, number) => {
    const reading = readAsk(line);
    const refuse = (code: string, message: string) =>
      JSON.stringify({ error: { code, message, line: number } });
    if ('code' in reading) return refuse(reading.code, reading.message);
    const { client, file, session, want } = reading.asked;
    const parsed = parseAddress(client, words);
    // The address itself is not repeated: errors end up in logs.
    if (parsed === 0) return refuse('bad-address', 'expected an IPv4 or IPv6 address as "client"');
    const isRelay = (words[0] ?? 0) >>> 16 === 0x2002;
    const family = readsEmbedded ? unmapEmbedded(parsed, words) : unmap(parsed, words);
    const vantage = vantageOf(snapshot, family, words);
    const request = {
      vantage,
      file: findFile(snapshot, file),
      fileHash: hashId(file),
      sessionHash: hashId(session),
      want,
      ...optionsOf(snapshot, reading.asked, family, masks),
    };
    decide(snapshot, state, request, out, policy);
    records?.add((view, offset) => writeRecord(view, offset, stamp, request, out));
    if (reply === undefined) {
      const place = { client: words, isRelay };
      return write(out, hasScope ? scopeFor(snapshot, parsed, family, place) : undefined);
    }
    const nowS = Math.floor(Date.now() / 1000);
    const replied = reply(out, { file, network: shortenedText(family, words), nowS });
    if ('line' in replied) return replied.line;
    return refuse(replied.problem.code, replied.problem.text);
  };
}

/** Writes decisions as the JSON of the contract, with ids for rows. */
function decisionWriter(snapshot: Snapshot): (decision: Decision, scope?: number) => string {
  const site = readIds(snapshot, 'site');
  const cluster = readIds(snapshot, 'cluster');
  const appliance = readIds(snapshot, 'appliance');
  const link = readIds(snapshot, 'link');
  return (decision, scope) => {
    const targets = Array.from({ length: decision.targetCount }, (_, k) => {
      const row = decision.targetAppliance[k] ?? 0;
      const clusterRow = snapshot.applianceCluster[row] ?? 0;
      const rank = decision.targetRank[k];
      return {
        appliance: appliance[row],
        cluster: cluster[clusterRow],
        site: site[snapshot.clusterSite[clusterRow] ?? 0],
        link: link[decision.targetLink[k] ?? 0],
        rank: rank === noRow ? null : rank,
      };
    });
    const passedOver = Array.from({ length: decision.passedCount }, (_, k) => ({
      cluster: cluster[decision.passedCluster[k] ?? 0],
      rank: decision.passedRank[k],
      label: labels[decision.passedLabel[k] ?? 0],
    }));
    const { vantage } = decision;
    const reason = reasons[decision.reason];
    return JSON.stringify({ targets, passedOver, reason, vantage, scope });
  };
}
