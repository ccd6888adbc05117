// What does a state file say about appliances and links?
import {
  type AskWords,
  createState,
  type Fault,
  hasControl,
  maskWordsMax,
  type Problem,
  quoted,
  readIds,
  type Snapshot,
  type State,
  setAppliance,
  setFitness,
  setLink,
  suggestion,
  worldFaults,
} from '@fairlead/core';
import { inputKinds, type ProblemList, type RowShape, readTable } from '@fairlead/scenarios';

type Kind = 'appliance' | 'link';

/** One row of a state file: what stood in its fields, as far as they were sound. */
type Belief = {
  kind: Kind | undefined;
  row: number;
  healthy: boolean;
  shedShare: number;
  /** What an appliance is fit for; absent: all. */
  families: readonly string[] | undefined;
  capabilities: readonly string[] | undefined;
  territories: readonly string[] | undefined;
};
type Masks = 'families' | 'capabilities' | 'territories';

const share = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const fault = (code: string, text: () => string): Fault => ({ code, text });
const blank = (): Belief => ({
  ...{ kind: undefined, row: -1, healthy: true, shedShare: 0 },
  ...{ families: undefined, capabilities: undefined, territories: undefined },
});

/** A field of the row that is being read, by its text. */
type Read = (belief: Belief, text: string) => Fault | undefined;

function readKind(belief: Belief, text: string): Fault | undefined {
  if (text === 'appliance' || text === 'link') {
    belief.kind = text;
    return undefined;
  }
  return fault('bad-kind', () => `expected appliance or link, found ${quoted(text)}`);
}

/** Ids of a snapshot: the row of each, and in which row of the file it stood. */
function readIdOf(snapshot: Snapshot, count: () => number): Read {
  const rowsOf = (kind: Kind) => new Map(readIds(snapshot, kind).map((id, row) => [id, row]));
  const known = { appliance: rowsOf('appliance'), link: rowsOf('link') };
  const told = { appliance: new Map<string, number>(), link: new Map<string, number>() };
  return (belief, id) => {
    const { kind } = belief;
    if (kind === undefined) return undefined; // told already
    const row = known[kind].get(id);
    if (row === undefined)
      return fault('unknown-id', () => {
        const near = suggestion(id, known[kind].keys());
        return `the snapshot has no ${kind} ${quoted(id)}${near}`;
      });
    const first = told[kind].get(id);
    if (first !== undefined)
      return fault(
        'duplicate-id',
        () => `${kind} ${quoted(id)} is there already (row ${first} of the table)`,
      );
    told[kind].set(id, count() + 1);
    belief.row = row;
    return undefined;
  };
}

const ofLink = (text: string): Fault =>
  fault('not-of-links', () => `a link has only a shed_share, found ${quoted(text)}`);

function readHealthy(belief: Belief, text: string): Fault | undefined {
  if (text === '') return undefined;
  if (belief.kind === 'link') return ofLink(text);
  if (text !== 'true' && text !== 'false')
    return fault('bad-value', () => `expected true or false, found ${quoted(text)}`);
  belief.healthy = text === 'true';
  return undefined;
}

function readShare(belief: Belief, text: string): Fault | undefined {
  if (text === '') return undefined;
  belief.shedShare = share.test(text) ? Number(text) : Number.NaN;
  if (belief.shedShare >= 0 && belief.shedShare <= 1) return undefined;
  return fault('bad-value', () => `expected a number 0 to 1, found ${quoted(text)}`);
}

/** Words between spaces; `known` are those that have stood in the column so far. */
function readWordsOf(mask: Masks, known: string[]): Read {
  return (belief, text) => {
    const list = text.split(' ').filter((word) => word !== '');
    if (list.length === 0) return undefined;
    if (belief.kind === 'link') return ofLink(text);
    belief[mask] = list;
    const twice = list.find((word, k) => list.indexOf(word) !== k);
    if (twice !== undefined)
      return fault('duplicate-word', () => `${quoted(twice)} stands there twice`);
    for (const word of list) {
      if (hasControl(word)) return worldFaults.control(() => quoted(word));
      if (mask === 'families' && word !== '4' && word !== '6')
        return fault('bad-value', () => `expected 4 or 6, found ${quoted(word)}`);
      if (!known.includes(word)) known.push(word);
      if (mask !== 'families' && known.indexOf(word) >= maskWordsMax) {
        const place = `the ${maskWordsMax + 1}th word or a later one`;
        return fault('too-many-words', () => `${quoted(word)} is ${place}`);
      }
    }
    return undefined;
  };
}

/** The columns of a state file; a row that was read goes to `onRow`. */
function stateShape(snapshot: Snapshot, words: MaskWords, onRow: (belief: Belief) => void) {
  let belief = blank();
  let count = 0;
  const decoder = new TextDecoder();
  const column = (name: string, read: Read, isOptional = false) => ({
    ...{ name, ...(isOptional && { isOptional: true as const }) },
    take: (bytes: Uint8Array, start: number, end: number) =>
      read(belief, decoder.decode(bytes.subarray(start, end))),
  });
  const masks = (['families', 'capabilities', 'territories'] as const).map((mask) =>
    column(mask, readWordsOf(mask, words[mask]), true),
  );
  const id = readIdOf(snapshot, () => count);
  const shape: RowShape = {
    name: 'state',
    isClosed: true,
    columns: [
      column('kind', readKind),
      column('id', id),
      column('healthy', readHealthy),
      column('shed_share', readShare),
      ...masks,
    ],
    endRow: (_, isSound) => {
      if (isSound) onRow(belief);
      belief = blank();
      count++;
      return undefined;
    },
  };
  return shape;
}

/** All words that stood in each mask, in the order in which they come first. */
type MaskWords = { readonly [mask in Masks]: string[] };

/**
 * The state in the CSV file at `path`, plain or gzipped: kind, id, healthy (of appliances alone),
 * shed_share, and what an appliance is fit for in families, capabilities and territories, words
 * between spaces. What it does not name is healthy, not shed and fit for all. All problems with
 * file, line and column: what stands there twice, too, and columns that are none of these.
 */
export async function readState(
  path: string,
  snapshot: Snapshot,
): Promise<
  | { readonly state: State; readonly words: AskWords }
  | { readonly problems: readonly Problem[]; readonly more: number }
> {
  const list: ProblemList = { problems: [], more: 0 };
  const words: MaskWords = { families: [], capabilities: [], territories: [] };
  const beliefs: Belief[] = [];
  const shape = stateShape(snapshot, words, (belief) => beliefs.push(belief));
  await readTable(shape, path, inputKinds.state, list);
  if (list.problems.length > 0) return { problems: list.problems, more: list.more };
  const { capabilities, territories, families } = words;
  const terms = { capabilities, territories, asksFamily: families.length > 0 };
  const state = createState(snapshot);
  for (const belief of beliefs) {
    const { kind, row, shedShare } = belief;
    if (kind === 'link') setLink(state, row, shedShare);
    else {
      setAppliance(state, row, belief);
      const own = { capabilities: belief.capabilities, territories: belief.territories };
      setFitness(state, row, terms, { families: belief.families?.map(Number), ...own });
    }
  }
  return { state, words: terms };
}
