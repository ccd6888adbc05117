// When does a text get colours, and which? And how does the door know them from colours of others?
import { randomInt } from 'node:crypto';

/** Whether a stream shows colours: as `NO_COLOR` and `FORCE_COLOR` say, else a terminal does. */
function showsColor(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR && FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && TERM !== 'dumb';
}

/** What switches a colour on and off again: codes of ECMA-48, section 8.3.117. */
const codes = { bold: [1, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] };
type Color = keyof typeof codes;

/**
 * A number of this process alone, before the code of each colour of ours: a text that was read
 * cannot know it, and so cannot pass for one. Tables measure such a code as they do any.
 */
export const colorKey: string = String(randomInt(1e9, 2 ** 31));

function painter(isShown: boolean): { readonly [color in Color]: (text: string) => string } {
  const paint = (color: Color) => {
    const [on, off] = codes[color].map((code) => `\u001b[${colorKey};${code}m`);
    return (text: string) => (isShown ? `${on}${text}${off}` : text);
  };
  const [bold, red, green] = [paint('bold'), paint('red'), paint('green')];
  return { bold, red, green, yellow: paint('yellow'), cyan: paint('cyan') };
}

/** The colours of standard output and standard error. */
export const outColors = painter(showsColor(process.stdout));
export const errorColors = painter(showsColor(process.stderr));
