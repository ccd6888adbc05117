// Which address block is still free? Blocks of one address space, handed out once.

/**
 * A space of aligned blocks: `take` returns the first unit of the lowest smallest free block that
 * holds `length`, or -1 where none is left. Asked for the largest blocks first, nothing is wasted.
 */
export type Space = { readonly take: (length: number) => number };

/** A free block: `start` in units (a prefix of `unitLength` bits is one unit), and its length. */
type Block = { readonly start: number; readonly length: number };

function createSpace(blocks: readonly Block[], unitLength: number): Space {
  // Per length the starts of free blocks, lowest last.
  const free: number[][] = Array.from({ length: unitLength + 1 }, () => []);
  for (const block of blocks) free[block.length].push(block.start);
  for (const starts of free) starts.sort((a, b) => b - a);
  return {
    take(length) {
      let from = length;
      while (from >= 0 && free[from].length === 0) from--;
      if (from < 0) return -1;
      const start = free[from].pop() as number;
      let size = 1;
      for (let bits = unitLength; bits > length; bits--) size *= 2;
      for (let bits = length; bits > from; bits--) {
        free[bits].push(start + size); // the upper half stays free
        size *= 2;
      }
      return start;
    },
  };
}

/** IPv4 space that steering does not accept: [first octets as uint32, length]. */
const special4: readonly (readonly [number, number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0000000, 24],
  [0xc0000200, 24],
  [0xc0a80000, 16],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 4],
  [0xf0000000, 4],
];

/** The blocks of the IPv4 space outside the special-use list above. */
function acceptedBlocks(start: number, length: number, size: number, out: Block[]): void {
  let touched = false;
  for (const [from, bits] of special4) {
    const specialSize = 4294967296 / (1 << bits);
    if (from <= start && start + size <= from + specialSize) return;
    if (from < start + size && start < from + specialSize) touched = true;
  }
  if (!touched) {
    out.push({ start, length });
    return;
  }
  acceptedBlocks(start, length + 1, size / 2, out);
  acceptedBlocks(start + size / 2, length + 1, size / 2, out);
}

/** All IPv4 space whose routes steering accepts; units are addresses. Lengths 8..32. */
export function ipv4Space(): Space {
  const blocks: Block[] = [];
  acceptedBlocks(0, 0, 4294967296, blocks);
  return createSpace(blocks, 32);
}

/**
 * The IPv6 blocks of the five regional registries (2400::/12, 2600::/12, 2800::/12, 2a00::/12,
 * 2c00::/12); units are /48 networks. Lengths 12..48.
 */
export function ipv6Space(): Space {
  const blocks = [0x2400, 0x2600, 0x2800, 0x2a00, 0x2c00].map((group) => ({
    start: group * 4294967296, // 2³² networks of /48 to a /16
    length: 12,
  }));
  return createSpace(blocks, 48);
}
