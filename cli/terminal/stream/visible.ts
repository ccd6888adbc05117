// How does a text that somebody else wrote reach a terminal without steering it?
import { colorKey } from './color.ts';

/**
 * First and last of the characters that a terminal or a reader does not see as themselves: control
 * characters (C0, DEL, C1), marks that turn the direction of writing, separators of lines.
 * Source: Unicode Technical Report 36, section 2.10 (bidirectional spoofing); Trojan Source, 2021.
 */
export const hiddenRanges: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
  [0xfeff, 0xfeff],
];

const escaped = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;
const range = ([first, last]: readonly [number, number]) => `${escaped(first)}-${escaped(last)}`;
const inRanges = hiddenRanges.map(range).join('');
/** Ends of lines and tabs pass the door. */
const passing = '(?!\\n|\\t|\\r\\n)';
const atDoor = new RegExp(`${passing}[${inRanges}]`);
const ours = `\\u001b\\[${colorKey};(\\d+)m`;
const eachAtDoor = new RegExp(`${ours}|${passing}[${inRanges}]`, 'g');
const eachInLine = new RegExp(`${ours}|[${inRanges}]`, 'g');

/**
 * `text` as it may go to a terminal: every hidden character as its escape `\uXXXX`, so that JSON
 * stays JSON. Ends of lines, tabs and colours of ours stay.
 */
export function visible(text: string): string {
  if (!atDoor.test(text)) return text;
  return text.replace(eachAtDoor, (found: string, color: string | undefined) =>
    color === undefined ? escaped(found.charCodeAt(0)) : `\u001b[${color}m`,
  );
}

/** A name, title or cell of somebody else: its line feeds and tabs are shown as escapes too. */
export function visibleLine(text: string): string {
  return text.replace(eachInLine, (found: string, color: string | undefined) =>
    color === undefined ? escaped(found.charCodeAt(0)) : found,
  );
}
