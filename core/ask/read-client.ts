// Who is the client whose address came in as text?
import { given } from '../base/given.ts';
import type { VantageId } from '../base/ids.ts';
import type { Outcome } from '../base/outcome.ts';
import { vantageOf } from '../decide/decide.ts';
import { unmap, unmapEmbedded } from '../prefix/address.ts';
import { scopeOf } from '../prefix/scope.ts';
import { parseAddress } from '../prefix/text.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** What a snapshot knows of an address. */
export type Client = {
  /** 6 for IPv6, 4 for IPv4 and for IPv4 inside IPv6 (`::ffff:a.b.c.d`). */
  readonly family: 4 | 6;
  /** IPv4 in the first, IPv6 in all four. */
  readonly words: Uint32Array;
  readonly vantage: VantageId;
  /** Bits of the address as it was written before those in `words`: 0, 16 (6to4) or 96. */
  readonly leadBits: number;
};

/** How addresses are read. */
export type ClientOptions = {
  /** An IPv4 address inside a NAT64 or 6to4 address is the client. Default: it is not. */
  readonly readsEmbedded?: boolean;
};

/**
 * The client of an address as text. Problem `bad-address`: strictly an IPv4 dotted quad or an IPv6
 * address without a zone, nothing around it. The text is not repeated: problems end up in logs.
 *
 * @example
 * const { client, problems } = readClient(snapshot, '::ffff:169.192.0.7');
 * if (problems) throw new Error(problems[0]?.text);
 * console.log(client.family, shortenedText(client.family, client.words)); // => 4 169.192.0.0/24
 * console.log(readClient(snapshot, '169.192.0.256').problems?.[0]?.code); // => bad-address
 */
export function readClient(
  snapshot: Snapshot,
  text: string,
  options: ClientOptions = {},
): Outcome<'client', Client> {
  given(snapshot, 'snapshot');
  given(options, 'object');
  const { readsEmbedded = false } = options;
  const words = new Uint32Array(4);
  const parsed = typeof text === 'string' ? parseAddress(text, words) : 0;
  if (parsed === 0) return { problems: [badAddress()] };
  const leadBits = parsed === 4 ? 0 : leadOf(words);
  const unmapped = readsEmbedded ? unmapEmbedded(parsed, words) : unmap(parsed, words);
  const family = unmapped === 4 ? 4 : 6;
  const vantage = vantageOf(snapshot, family, words);
  return { client: { family, words, vantage, leadBits: family === 6 ? 0 : leadBits } };
}

/** Bits before the IPv4 address inside an IPv6 address, if there is one. */
export function leadOf(words: Uint32Array): number {
  return words[0] >>> 16 === 0x2002 ? 16 : 96;
}

/**
 * Length of the shortest prefix around a client, as its address was written, for all of which every
 * answer on the snapshot is the same: how far an answer may be shared (RFC 7871).
 */
export function clientScope(snapshot: Snapshot, caller: Client): number {
  given(snapshot, 'snapshot');
  given(caller, 'client');
  const { family, words, leadBits } = caller;
  return leadBits + scopeOf(snapshot, family, words);
}

/** What is said of an address that is none. */
export function badAddress() {
  const text = 'expected an IPv4 or IPv6 address';
  return { code: 'bad-address', path: 'client', text };
}
