// Which texts are almost a valid token? Mutations by a seed, none of them the token itself.

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/% \u00e9';

/** xorshift32: enough for choosing what to break. */
function dice(seed: number): (below: number) => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x6d2b79f5) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** A text that differs from every one of `tokens`, made from one or two of them. */
export function mutateToken(tokens: readonly string[], seed: number): string {
  const roll = dice(seed);
  const pick = (): string => tokens[roll(tokens.length)] ?? '';
  const letter = (): string => letters[roll(letters.length)] ?? '';
  let text = pick();
  for (let rounds = 1 + roll(3); rounds > 0; rounds--) {
    const at = roll(text.length + 1);
    const kind = roll(9);
    if (kind === 0) text = text.slice(0, at) + letter() + text.slice(at + 1);
    else if (kind === 1) text = text.slice(0, at) + letter() + text.slice(at);
    else if (kind === 2) text = text.slice(0, at) + text.slice(at + 1);
    else if (kind === 3) text = text.slice(0, at);
    else if (kind === 4)
      text = text.slice(0, -1) + letter(); // spare bits of the signature
    else if (kind === 5) {
      const [one, two] = [text.split('.'), pick().split('.')];
      const part = roll(3);
      text = [0, 1, 2].map((k) => (k === part ? two[k] : one[k]) ?? '').join('.');
    } else if (kind === 6) {
      const [key = '', body = '', ...rest] = text.split('.');
      const bytes = Buffer.from(body, 'base64url');
      if (bytes.length > 0) bytes[roll(bytes.length)] = 32 + roll(96);
      text = [key, bytes.toString('base64url'), ...rest].join('.');
    } else if (kind === 7) {
      const other = roll(text.length + 1);
      text = text.slice(0, at) + text.slice(other, other + 1 + roll(8)) + text.slice(at);
    } else text = roll(2) === 0 ? text.toUpperCase() : text.replace('.', '..');
  }
  return tokens.includes(text) ? `${text}${letter()}` : text;
}
