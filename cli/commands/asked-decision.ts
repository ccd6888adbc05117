// Which decision is to be explained: one that is asked now, or a recorded one?
import {
  type Ask,
  type AskWishes,
  type AskWords,
  addressText,
  type Basis,
  type ClientAddress,
  counted,
  type Explanation,
  explain,
  explainRecord,
  findRow,
  firstAddressOf,
  noRow,
  parseAddress,
  type Request,
  readId,
  readIds,
  readRecord,
  recordBytes,
  requestOf,
  type Snapshot,
  shortenedText,
  suggestion,
  unmap,
  vantageOf,
} from '@fairlead/core';
import { readRecords } from '../io/record-file.ts';
import type { Asked } from '../tables/explain-text.ts';
import { faultWords } from '../tables/replay-text.ts';
import { wrongInput } from '../terminal/exit.ts';
import { listOf, wholeOf } from './options.ts';
import { askFault } from './read-ask.ts';

/** An explained decision, who asked for what as it may be shown, and from which address. */
export type AskedDecision = {
  readonly asked: Asked;
  readonly explanation: Explanation;
  /** Of a record the first address of its vantage; none where no address has it. */
  readonly address: ClientAddress | undefined;
  /** What to say after an unknown file. */
  readonly nearFile: string;
  /** What was asked and nobody knows, a sentence each. */
  readonly unknown: readonly string[];
};

type Question = {
  readonly client?: string | undefined;
  readonly file?: string | undefined;
  readonly session?: string | undefined;
  readonly want?: number | undefined;
  readonly panicShare?: number | undefined;
  readonly fullAddress: boolean;
  readonly servedBy?: string | undefined;
  /** Words between commas. */
  readonly capabilities?: string | undefined;
  readonly territory?: string | undefined;
  /** `cluster=1,site=2`, or one of them. */
  readonly spread?: string | undefined;
  /** The words of the state's masks. */
  readonly words?: AskWords | undefined;
};

/** Address, file and session of a question, all of which must be given; throws wrong input. */
export function readQuestion(question: Question) {
  const { client, file, session, want = 5 } = question;
  const missing = Object.entries({ client, file, session })
    .filter(([, value]) => value === undefined)
    .map(([name]) => `--${name}`);
  if (client === undefined || file === undefined || session === undefined)
    throw wrongInput(`${missing.join(', ')}: needed, unless --as-of names a record`);
  const words = new Uint32Array(4);
  const parsed = parseAddress(client, words);
  // The address itself is not repeated: errors end up in logs.
  if (parsed === 0) throw wrongInput('--client: expected an IPv4 or IPv6 address');
  const wishes = wishesOf(question);
  const ask: Ask = { client, file, session, want, ...wishes };
  const fault = askFault(ask);
  if (fault !== undefined) throw wrongInput(fault.message);
  return { address: { family: unmap(parsed, words), words }, ask, wishes };
}

/** Needs and wishes of a question, those alone that it has. */
function wishesOf({ servedBy, capabilities, territory, spread }: Question): AskWishes {
  return {
    ...(servedBy !== undefined && { servedBy }),
    ...(capabilities !== undefined && { capabilities: listOf('capabilities', capabilities) }),
    ...(territory !== undefined && { territory }),
    ...(spread !== undefined && { spread: limitsOf(spread) }),
  };
}

/** `cluster=1,site=2` as limits by name; what is no number is told by who checks them. */
function limitsOf(text: string): { readonly [name: string]: number } {
  const parts = listOf('spread', text).map((part) => part.split('='));
  const names = parts.map(([name = '']) => name);
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined) throw wrongInput(`--spread: "${twice}" has two limits in "${text}"`);
  const limits = parts.map(([name = '', limit = '', more]) => {
    return [name, more === undefined ? wholeOf(limit, 0, 2 ** 52) : Number.NaN];
  });
  return Object.fromEntries(limits);
}

/** A sentence for each thing that is wished and that no appliance is, has or may do. */
function unknownIn(
  snapshot: Snapshot,
  { servedBy, capabilities = [], territory }: AskWishes,
  words: AskWords = { capabilities: [], territories: [] },
): string[] {
  const said: string[] = [];
  if (servedBy !== undefined && findRow(snapshot, 'appliance', servedBy) === noRow) {
    const near = suggestion(servedBy, readIds(snapshot, 'appliance'));
    said.push(`No appliance is ${servedBy}: nobody is kept${near === '' ? '.' : near}`);
  }
  const tell = (what: string, word: string, known: readonly string[]) => {
    if (known.includes(word)) return;
    const who =
      known.length === 0 ? 'no appliance lists any' : `those listed are ${known.join(', ')}`;
    said.push(`No appliance lists the ${what} ${word}; ${who}${suggestion(word, known)}`);
  };
  for (const word of capabilities) tell('capability', word, words.capabilities);
  if (territory !== undefined) tell('territory', territory, words.territories);
  return said;
}

/** Decides what is asked now. */
export function askNow(
  question: Question,
  { address, ask, wishes }: ReturnType<typeof readQuestion>,
  { snapshot, state }: Basis,
): AskedDecision {
  const { panicShare, fullAddress, words } = question;
  const { file, session } = ask;
  const vantage = vantageOf(snapshot, address.family, address.words);
  const family = address.family === 4 ? 4 : 6;
  const caller = { family, words: address.words, vantage, leadBits: 0 } as const;
  const request = requestOf(snapshot, ask, caller, words);
  const policy = panicShare === undefined ? undefined : { panicShare };
  const textOf = fullAddress ? addressText : shortenedText;
  return {
    asked: {
      ...{ client: textOf(address.family, address.words), file, session },
      ...{ ...wishes, ...policy },
    },
    explanation: explain(snapshot, state, request, policy),
    address,
    nearFile: request.file === noRow ? suggestion(file, readIds(snapshot, 'file')) : '',
    unknown: unknownIn(snapshot, wishes, words),
  };
}

const hexText = (hash: number): string => `#${hash.toString(16).padStart(8, '0')}`;

/** Splits `FILE:N`; throws wrong input. */
function readPlace(place: string): { readonly path: string; readonly number: number } {
  const [, path = '', digits = ''] = /^(.+):(\d{1,15})$/.exec(place) ?? [];
  const number = Number(digits);
  if (path === '' || number < 1)
    throw wrongInput(`--as-of: expected FILE:N, N counting records from 1, found "${place}"`);
  return { path, number };
}

/** What a record says of wishes, by ids. */
function recordedWishes(snapshot: Snapshot, { wishes }: Request): AskWishes {
  if (wishes === undefined) return {};
  const { servedBy, clusterMax, siteMax } = wishes;
  const spread = {
    ...(clusterMax > 0 && { cluster: clusterMax }),
    ...(siteMax > 0 && { site: siteMax }),
  };
  return {
    ...(servedBy !== noRow && { servedBy: readId(snapshot, 'appliance', servedBy) }),
    ...(clusterMax + siteMax > 0 && { spread }),
  };
}

/**
 * The decision of record N in `FILE:N`, taken again. Throws wrong input with the reason where it is
 * not of this snapshot and state, or where it does not come out bit for bit.
 */
export async function askRecord(place: string, basis: Basis): Promise<AskedDecision> {
  const { path, number } = readPlace(place);
  const records = await readRecords(path);
  const count = records.byteLength / recordBytes;
  if (number > count)
    throw wrongInput(`--as-of: ${path} has ${counted(count, 'record')}, so no record ${number}`);
  const record = readRecord(records, (number - 1) * recordBytes);
  const { explanation, refusal = 'no-record' } = explainRecord(basis, record);
  if (explanation === undefined || record === undefined)
    throw wrongInput(`--as-of: record ${number} of ${path}: ${faultWords[refusal]}`);
  const { request, stamp } = record;
  const { snapshot } = basis;
  const isKnown = request.file !== noRow;
  return {
    asked: {
      record: number,
      file: isKnown ? readId(snapshot, 'file', request.file) : hexText(request.fileHash),
      session: hexText(request.sessionHash),
      ...recordedWishes(snapshot, request),
      ...(stamp.panicShare > 0 && { panicShare: stamp.panicShare }),
    },
    explanation,
    address: firstAddressOf(snapshot, request.vantage),
    nearFile: '',
    unknown: [],
  };
}
