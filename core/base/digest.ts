// Are these the bytes that were written? A 128-bit check of whole words, fast and ours.

/**
 * Four 32-bit lanes over the little-endian words of `bytes` (length a multiple of 4; lane k takes
 * words k, k + 4, …), each `lane = rotate(lane + word × 0x85ebca77, 13) × 0x9e3779b1`, the round
 * of xxHash32; at the end lanes are mixed with the length and one another. Detects damage, not
 * forgery. Source of the round: Y. Collet, xxHash, 2012. Returns four uint32.
 */
export function digestBytes(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  let a = 0x243f6a88;
  let b = 0x85a308d3;
  let c = 0x13198a2e;
  let d = 0x03707344;
  const whole = words.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    a = round(a, words[at]);
    b = round(b, words[at + 1]);
    c = round(c, words[at + 2]);
    d = round(d, words[at + 3]);
  }
  for (let at = whole; at < words.length; at++) a = round(a, words[at]);
  const lanes = new Uint32Array([a, b, c, d]);
  for (let turn = 0; turn < 8; turn++) {
    const next = (turn + 1) & 3;
    lanes[next] = round(lanes[next], lanes[turn & 3] ^ bytes.length);
  }
  return lanes;
}

function round(lane: number, word: number): number {
  const sum = (lane + Math.imul(word, 0x85ebca77)) | 0;
  return Math.imul((sum << 13) | (sum >>> 19), 0x9e3779b1);
}
