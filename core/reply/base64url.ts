// How do bytes travel in a URL? Base64 with the URL alphabet, without padding.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Text of `bytes`. Source: RFC 4648, section 5. */
export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const bits = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = left > 2 ? 4 : left + 1;
    for (let k = 0; k < digits; k++) text += alphabet[(bits >>> (18 - 6 * k)) & 63];
  }
  return text;
}

/**
 * The bytes of `text`, or undefined where another text, or none, writes bytes: padding, foreign
 * characters, spare bits that are not 0. So each value has one text.
 */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let length = 0;
  for (const letter of text) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) return undefined;
    bits = ((bits << 6) | digit) & 0xfff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[length++] = (bits >>> held) & 255;
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}
