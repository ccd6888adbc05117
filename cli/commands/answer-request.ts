// What is the answer to one request line?
import {
  type AskWords,
  type Client,
  clientScope,
  type Decision,
  type DecisionPolicy,
  labels,
  noRow,
  type Request,
  readClient,
  readIds,
  reasons,
  requestOf,
  type Snapshot,
  type State,
  shortenedText,
  stampOf,
  writeRecord,
} from '@fairlead/core';
import type { Line } from '../io/lines.ts';
import type { RecordWriter } from '../io/record-file.ts';
import { readAsk } from './read-ask.ts';
import type { Replying } from './reply-options.ts';

/** What is done with a decision besides writing it as JSON. */
export type Answering = {
  /** Writes it in another form. */
  readonly reply?: Replying | undefined;
  readonly records?: RecordWriter | undefined;
  /** Without one: the contract. */
  readonly policy?: DecisionPolicy | undefined;
  /** The words of the state's masks; without them every appliance is fit for all. */
  readonly words?: AskWords | undefined;
  /** Whether answers say how far they hold. */
  readonly hasScope?: boolean | undefined;
  /** Whether an IPv4 address inside a NAT64 or 6to4 address is the client. */
  readonly readsEmbedded?: boolean | undefined;
  /** What is counted. */
  readonly count?: LineCount | undefined;
};

/** How many lines were answered, and how many of them with an error. */
export type LineCount = { lines: number; refused: number };

/** A line that asks, its number from 1. */
export type AskedLine = {
  readonly number: number;
  readonly file: string;
  readonly client: Client;
  readonly request: Request;
};

function refuser(count: LineCount | undefined) {
  return (code: string, message: string, line: number): string => {
    if (count) count.refused++;
    return JSON.stringify({ error: { code, message, line } });
  };
}

/** Reads what lines ask of `snapshot`; the text of a refusal where one asks nothing. */
export function lineReader(
  snapshot: Snapshot,
  { words, readsEmbedded = false, count }: Answering,
): (line: Line['text'], number: number) => AskedLine | string {
  const refuse = refuser(count);
  return (line, number) => {
    if (count) count.lines++;
    const reading = readAsk(line);
    if ('code' in reading) return refuse(reading.code, reading.message, number);
    const { ask } = reading;
    const { client, problems } = readClient(snapshot, ask.client, { readsEmbedded });
    // The address itself is not repeated: errors end up in logs.
    if (problems)
      return refuse('bad-address', 'expected an IPv4 or IPv6 address as "client"', number);
    return { number, file: ask.file, client, request: requestOf(snapshot, ask, client, words) };
  };
}

/** Writes the line of an answer, and keeps its record. */
export function answerWriter(
  snapshot: Snapshot,
  state: State,
  { reply, records, policy, hasScope = false, count }: Answering,
): (asked: AskedLine, out: Decision) => string {
  const stamp = stampOf(snapshot, state, policy);
  const write = decisionWriter(snapshot);
  const refuse = refuser(count);
  return ({ number, file, client, request }, out) => {
    records?.add((view, offset) => writeRecord(view, offset, stamp, request, out));
    if (reply === undefined)
      return write(out, hasScope ? clientScope(snapshot, client) : undefined);
    const nowS = Math.floor(Date.now() / 1000);
    const network = shortenedText(client.family, client.words);
    const replied = reply(out, { file, network, nowS });
    if ('line' in replied) return replied.line;
    return refuse(replied.problem.code, replied.problem.text, number);
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
