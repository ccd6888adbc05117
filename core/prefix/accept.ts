// Which prefixes may steer? Lengths and space that no announcement can widen.
import { parseAddress } from './text.ts';

/** Why a route cannot steer; `ok` where it can. */
export const routeVerdicts = ['ok', 'length', 'special-use', 'rpki-invalid'] as const;

function space(text: string, length: number) {
  const words = new Uint32Array(4);
  parseAddress(text, words);
  return { address: words[0], length, mask: (0xffffffff << (32 - length)) >>> 0 };
}

/** Special-use IPv4 space (RFC 6890 and its registry): no client lives there. */
const specialV4 = [
  space('0.0.0.0', 8),
  space('10.0.0.0', 8),
  space('100.64.0.0', 10),
  space('127.0.0.0', 8),
  space('169.254.0.0', 16),
  space('172.16.0.0', 12),
  space('192.0.0.0', 24),
  space('192.0.2.0', 24),
  space('192.168.0.0', 16),
  space('198.18.0.0', 15),
  space('198.51.100.0', 24),
  space('203.0.113.0', 24),
  space('224.0.0.0', 4),
  space('240.0.0.0', 4),
];

/**
 * Code in `routeVerdicts` for a prefix: lengths 8..31 (IPv4) and 19..64 (IPv6), not inside
 * special-use space (IPv6: outside 2000::/3, or 2001:db8::/32). A shorter prefix around such
 * space is accepted: the contract speaks of prefixes inside it. @hot
 */
export function judgePrefix(family: number, length: number, word0: number): 0 | 1 | 2 {
  if (family === 4) {
    if (length < 8 || length > 31) return 1;
    for (const special of specialV4)
      if (length >= special.length && (word0 & special.mask) >>> 0 === special.address) return 2;
    return 0;
  }
  if (length < 19 || length > 64) return 1;
  return word0 >>> 29 !== 1 || (word0 === 0x20010db8 && length >= 32) ? 2 : 0;
}
