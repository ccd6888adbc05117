// What are the answers to many request lines? Plain ones are decided in batches.
import {
  type Batch,
  batchMax,
  createBatch,
  createDecision,
  decide,
  decideAt,
  noRow,
  prepare,
  type Request,
  type Requests,
  type Snapshot,
  type State,
  wantMax,
} from '@fairlead/core';
import type { Line } from '../io/lines.ts';
import { type Answering, type AskedLine, answerWriter, lineReader } from './answer-request.ts';

/** Fewer are decided one by one: the first batch copies tables, some megabytes of a large world. */
const batchMin = 16;

/** Whether a batch prepares all that a request asks, for so many targets. */
const isPlain = ({ want, needBits, wishes }: Request, wanted: number): boolean =>
  want === wanted && (needBits ?? 0) === 0 && wishes === undefined;

/** What most of the lines want. */
function commonWant(all: readonly (AskedLine | string)[]): number {
  const counts = new Uint32Array(wantMax + 1);
  for (const asked of all)
    if (typeof asked !== 'string')
      counts[asked.request.want] = (counts[asked.request.want] ?? 0) + 1;
  return counts.indexOf(Math.max(...counts));
}

const emptyColumns = (): Requests => ({
  family: new Uint8Array(batchMax),
  words: new Uint32Array(batchMax * 4),
  file: new Uint32Array(batchMax),
  sessionHash: new Uint32Array(batchMax),
});

/** Writes the plain ones among the lines to `out`; the rows that they have there. */
function writeRows(out: Requests, all: readonly (AskedLine | string)[], wanted: number) {
  const rows = new Map<AskedLine, number>();
  for (const asked of all) {
    if (typeof asked === 'string' || !isPlain(asked.request, wanted)) continue;
    const row = rows.size;
    out.family[row] = asked.client.family;
    out.words.set(asked.client.words, row * 4);
    out.file[row] = asked.request.file;
    out.sessionHash[row] = asked.request.sessionHash;
    rows.set(asked, row);
  }
  return rows;
}

/**
 * The function that answers lines on `snapshot` in `state`: each gives one JSON line. Lines that
 * want the same and ask for nothing beyond share batches; the others go alone, and so do all where
 * a policy may panic, as a batch then knows no more than `decide`.
 */
export function linesAnswerer(
  snapshot: Snapshot,
  state: State,
  answering: Answering = {},
): (lines: readonly Line[]) => string[] {
  const read = lineReader(snapshot, answering);
  const write = answerWriter(snapshot, state, answering);
  const out = createDecision(snapshot);
  const { policy } = answering;
  const isBatched = policy === undefined || policy.panicShare === 0;
  const columns = emptyColumns();
  let batch: Batch | undefined;
  const answerSome = (lines: readonly Line[]): string[] => {
    const all = lines.map(({ text, number }) => read(text, number));
    const wanted = commonWant(all);
    const rows = writeRows(columns, all, wanted);
    if (isBatched && rows.size >= batchMin) {
      batch ??= createBatch(snapshot);
      prepare(columns, 0, rows.size, wanted, batch);
    } else rows.clear();
    return all.map((asked) => {
      if (typeof asked === 'string') return asked;
      const row = rows.get(asked) ?? noRow;
      if (batch && row !== noRow) decideAt(batch, state, row, out, policy);
      else decide(snapshot, state, asked.request, out, policy);
      return write(asked, out);
    });
  };
  return (lines) => {
    const texts: string[] = [];
    for (let from = 0; from < lines.length; from += batchMax)
      texts.push(...answerSome(lines.slice(from, from + batchMax)));
    return texts;
  };
}
