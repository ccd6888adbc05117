// What is the answer to one request line?
import {
  createDecision,
  type Decision,
  type DecisionPolicy,
  decide,
  findFile,
  hashId,
  labels,
  noRow,
  parseAddress,
  readIds,
  reasons,
  type Snapshot,
  type State,
  shortenedText,
  stampOf,
  unmap,
  vantageOf,
  wantMax,
  writeRecord,
} from '@fairlead/core';
import { lineCharsMax } from '../io/lines.ts';
import type { RecordWriter } from '../io/record-file.ts';
import type { Replying } from './reply-options.ts';

type Asked = {
  readonly client: string;
  readonly file: string;
  readonly session: string;
  readonly want: number;
};

/** A request as it was read, or what is wrong with it. */
type Reading = { readonly asked: Asked } | { readonly code: string; readonly message: string };

function readRequest(line: string | undefined): Reading {
  if (line === undefined)
    return { code: 'too-long', message: `a line has at most ${lineCharsMax} characters` };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The parser's own message may show a piece of the line, and with it the client.
    return { code: 'bad-json', message: 'expected one JSON object a line' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { code: 'bad-request', message: 'expected an object with client, file and session' };
  const { client, file, session, want = 5 } = value as Record<string, unknown>;
  for (const [name, text] of Object.entries({ client, file, session }))
    if (typeof text !== 'string')
      return { code: 'bad-request', message: `expected a text as "${name}"` };
  if (!Number.isInteger(want) || (want as number) < 1 || (want as number) > wantMax)
    return { code: 'bad-want', message: `expected "want" to be a whole number 1 to ${wantMax}` };
  const asked = { client, file, session, want } as Asked;
  return { asked };
}

/** What is done with a decision besides writing it as JSON. */
export type Answering = {
  /** Writes it in another form. */
  readonly reply?: Replying | undefined;
  readonly records?: RecordWriter | undefined;
  /** Without one: the contract. */
  readonly policy?: DecisionPolicy | undefined;
};

/** The function that answers request lines on `snapshot` in `state`: each gives one JSON line. */
export function answerer(
  snapshot: Snapshot,
  state: State,
  { reply, records, policy }: Answering = {},
): (line: string | undefined, number: number) => string {
  const stamp = stampOf(snapshot, state, policy);
  const out = createDecision(snapshot);
  const words = new Uint32Array(4);
  const write = decisionWriter(snapshot);
  return (line, number) => {
    const reading = readRequest(line);
    const refuse = (code: string, message: string) =>
      JSON.stringify({ error: { code, message, line: number } });
    if ('code' in reading) return refuse(reading.code, reading.message);
    const { client, file, session, want } = reading.asked;
    const parsed = parseAddress(client, words);
    // The address itself is not repeated: errors end up in logs.
    if (parsed === 0) return refuse('bad-address', 'expected an IPv4 or IPv6 address as "client"');
    const family = unmap(parsed, words);
    const vantage = vantageOf(snapshot, family, words);
    const request = {
      vantage,
      file: findFile(snapshot, file),
      fileHash: hashId(file),
      sessionHash: hashId(session),
      want,
    };
    decide(snapshot, state, request, out, policy);
    records?.add((view, offset) => writeRecord(view, offset, stamp, request, out));
    if (reply === undefined) return write(out);
    const nowS = Math.floor(Date.now() / 1000);
    const replied = reply(out, { file, network: shortenedText(family, words), nowS });
    if ('line' in replied) return replied.line;
    return refuse(replied.problem.code, replied.problem.text);
  };
}

/** Writes decisions as the JSON of the contract, with ids for rows. */
function decisionWriter(snapshot: Snapshot): (decision: Decision) => string {
  const site = readIds(snapshot, 'site');
  const cluster = readIds(snapshot, 'cluster');
  const appliance = readIds(snapshot, 'appliance');
  const link = readIds(snapshot, 'link');
  return (decision) => {
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
    return JSON.stringify({ targets, passedOver, reason: reasons[decision.reason], vantage });
  };
}
