// How are equal lists of numbers stored once?

/** Distinct lists of uint32 in one growing column; list `k` is `words[start[k]..start[k + 1])`. */
export type InternedLists = {
  /** Row of the list `list[0..length)`, added when it is new. */
  readonly add: (list: Uint32Array, length: number) => number;
  readonly count: () => number;
  readonly start: () => Uint32Array;
  readonly words: () => Uint32Array;
};

const empty = 0xffffffff;

/** Lists interned by open addressing; rows count from 0 in order of first sight. */
export function internLists(): InternedLists {
  let count = 0;
  let slots = new Uint32Array(1024).fill(empty);
  let hashes = new Uint32Array(512);
  let start = new Uint32Array(513);
  let words = new Uint32Array(4096);

  function hashOf(list: Uint32Array, length: number): number {
    let hash = length;
    for (let k = 0; k < length; k++) {
      hash = Math.imul(hash ^ list[k], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  function isSame(row: number, list: Uint32Array, length: number): boolean {
    const from = start[row];
    if (start[row + 1] - from !== length) return false;
    for (let k = 0; k < length; k++) if (words[from + k] !== list[k]) return false;
    return true;
  }

  function grow(): void {
    const wider = new Uint32Array(count * 4).fill(empty);
    for (let row = 0; row < count; row++) {
      let slot = hashes[row] & (wider.length - 1);
      while (wider[slot] !== empty) slot = (slot + 1) & (wider.length - 1);
      wider[slot] = row;
    }
    slots = wider;
    hashes = widened(hashes, count * 2);
    start = widened(start, count * 2 + 1);
  }

  return {
    add(list, length) {
      const hash = hashOf(list, length);
      let slot = hash & (slots.length - 1);
      while (slots[slot] !== empty) {
        const row = slots[slot];
        if (hashes[row] === hash && isSame(row, list, length)) return row;
        slot = (slot + 1) & (slots.length - 1);
      }
      const row = count++;
      slots[slot] = row;
      hashes[row] = hash;
      const from = start[row];
      if (from + length > words.length)
        words = widened(words, Math.max(words.length * 2, from + length));
      for (let k = 0; k < length; k++) words[from + k] = list[k];
      start[row + 1] = from + length;
      if (count * 2 === slots.length) grow();
      return row;
    },
    count: () => count,
    start: () => start,
    words: () => words,
  };
}

function widened(column: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(length);
  wider.set(column);
  return wider;
}
