// Who is the client whose address came in as text?
import type { VantageId } from '../base/ids.ts';
import type { Outcome } from '../base/outcome.ts';
import { vantageOf } from '../decide/decide.ts';
import { unmap } from '../prefix/address.ts';
import { parseAddress } from '../prefix/text.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** What a snapshot knows of an address. */
export type Caller = {
  /** 6 for IPv6, 4 for IPv4 and for IPv4 inside IPv6 (`::ffff:a.b.c.d`). */
  readonly family: 4 | 6;
  /** IPv4 in the first, IPv6 in all four. */
  readonly words: Uint32Array;
  readonly vantage: VantageId;
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
export function readClient(snapshot: Snapshot, text: string): Outcome<'client', Caller> {
  const words = new Uint32Array(4);
  const family = typeof text === 'string' ? parseAddress(text, words) : 0;
  if (family === 0) return { problems: [badAddress()] };
  const unmapped = unmap(family, words) === 4 ? 4 : 6;
  const vantage = vantageOf(snapshot, unmapped, words);
  return { client: { family: unmapped, words, vantage } };
}

/** What is said of an address that is none. */
export function badAddress() {
  const text = 'expected an IPv4 or IPv6 address';
  return { code: 'bad-address', path: 'client', text };
}
