// When does a text get colours, and which?
import colors from 'picocolors';

/** Whether a stream shows colours: as `NO_COLOR` and `FORCE_COLOR` say, else a terminal does. */
function showsColor(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR && FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && TERM !== 'dumb';
}

/** The colours of standard output and standard error. */
export const outColors = colors.createColors(showsColor(process.stdout));
export const errorColors = colors.createColors(showsColor(process.stderr));
