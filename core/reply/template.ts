// How does a pattern such as {appliance}.cdn.example become the text for one target?

import { encodeUtf8 } from '../base/utf8.ts';
import { expectedOneOf } from '../door/wording.ts';

/** Names that a pattern may have between braces. */
export type TemplateName = 'appliance' | 'cluster' | 'site' | 'file' | 'host';

/** A pattern cut at its placeholders: `texts[0]`, `names[0]`, `texts[1]`, … `texts[n]`. */
export type Template = {
  readonly texts: readonly string[];
  readonly names: readonly TemplateName[];
};

/**
 * The template that `pattern` writes, or what is wrong with it in words: a brace without its other,
 * or a name that is not in `allowed`.
 */
export function parseTemplate(
  pattern: string,
  allowed: readonly TemplateName[],
): Template | { readonly wrong: string } {
  const texts: string[] = [];
  const names: TemplateName[] = [];
  const parts = pattern.split('{');
  texts.push(parts[0]);
  for (const part of parts.slice(1)) {
    const end = part.indexOf('}');
    const name = allowed.find((each) => each === part.slice(0, end));
    if (end < 0 || name === undefined) {
      const known = allowed.map((each) => `{${each}}`);
      return { wrong: expectedOneOf(known, end < 0 ? `{${part}` : `{${part.slice(0, end)}}`) };
    }
    names.push(name);
    texts.push(part.slice(end + 1));
  }
  if (texts.some((text) => text.includes('}'))) return { wrong: 'a "}" without its "{"' };
  return { texts, names };
}

/** The text of a template with `textOf` in the place of each name. */
export function expand(template: Template, textOf: (name: TemplateName) => string): string {
  let text = template.texts[0];
  template.names.forEach((name, k) => {
    text += textOf(name) + template.texts[k + 1];
  });
  return text;
}

const hexDigits = '0123456789ABCDEF';
const isUnreserved = (code: number): boolean => /[A-Za-z0-9._~-]/.test(String.fromCharCode(code));

/** `text` as one segment of a path: all but unreserved characters as %HH. Source: RFC 3986, 2.3. */
export function segmentText(text: string): string {
  let out = '';
  for (const byte of encodeUtf8(text))
    out +=
      byte < 0x80 && isUnreserved(byte)
        ? String.fromCharCode(byte)
        : `%${hexDigits[byte >> 4]}${hexDigits[byte & 15]}`;
  return out;
}

/**
 * Whether `text` is a host name of letters, digits and hyphens that no player reads as an address:
 * its last label is no number, decimal, octal or hexadecimal.
 * Source: RFC 1123, section 2.1; the URL Standard of WHATWG, "ends in a number".
 */
export function isHostName(text: string): boolean {
  const labels = text.split('.');
  const isLabel = (label: string) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label);
  const isNumber = /^(\d+|0x[0-9a-f]*)$/i.test(labels[labels.length - 1]);
  return text.length <= 253 && !isNumber && labels.every(isLabel);
}
