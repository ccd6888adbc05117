// How does a text read in which no client can be found? Addresses are shortened, never whole.
import { notAnAddress, parseAddress, shortenedText, unmap } from '@fairlead/core';

/** What may be an address of either family, and a prefix length behind it. */
const quad = '\\d{1,3}(?:\\.\\d{1,3}){3}';
const hextets = `(?:[0-9A-Fa-f]{0,4}:){2,8}(?:${quad}|[0-9A-Fa-f]{0,4})`;
const maybe = new RegExp(
  `(?<![0-9A-Za-z_.])(${hextets}|${quad})(?:/(\\d{1,3}))?(?![0-9A-Za-z_])`,
  'g',
);

/** Longest prefixes that may be shown, as `shortenedText` has them. */
const shownMax = { 4: 24, 6: 56 } as const;

function shortened(found: string, address: string, length: string | undefined): string {
  const words = new Uint32Array(4);
  const parsed = parseAddress(address, words);
  if (parsed === notAnAddress) {
    // Not strictly one, such as 203.0.113.007: what follows the third dot goes all the same.
    const [, network] = /^(\d+\.\d+\.\d+)\.\d+$/.exec(address) ?? [];
    if (network !== undefined) return `${network}.0/24`;
    const bare = address.endsWith(':') ? address.slice(0, -1) : '';
    return bare === '' ? found : `${shortened(bare, bare, undefined)}:`;
  }
  const family = unmap(parsed, words) === 4 ? 4 : 6;
  if (length !== undefined && family === parsed && Number(length) <= shownMax[family]) return found;
  return shortenedText(family, words);
}

/**
 * `text` with every address in it shortened to its /24 (IPv4) or /56 (IPv6), and prefixes that are
 * longer too. What only looks like an address stays.
 */
export function withoutAddresses(text: string): string {
  return text.replace(maybe, shortened);
}

/**
 * The words of a command line as they may stand in a log: without addresses, and without a client
 * that is none.
 */
export function wordsWithoutAddresses(words: readonly string[]): string[] {
  return words.map((word, k) => {
    const isClient = words[k - 1] === '--client' || word.startsWith('--client=');
    const shown = withoutAddresses(word);
    return isClient && shown === word ? word.replace(/^(--client=)?.*$/s, '$1…') : shown;
  });
}
