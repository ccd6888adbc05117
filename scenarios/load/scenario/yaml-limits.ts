// Does a YAML text pass a limit, before anything slow is done with it?
import { counted } from '@fairlead/core';
import { Lexer } from 'yaml';

/** Limits of one YAML file; that of its bytes is one of its kind. */
export const yamlLimits = {
  tokens: 100_000,
  depth: 64,
  aliases: 50,
  values: 50_000,
};

/** What is wrong in a YAML text, and at which offset. */
export type Finding = { readonly code: string; readonly at: number; readonly text: string };

/**
 * How deep blocks lie in each other, by the columns in which they begin: a list and the key over it
 * may share one, so that the true depth is at most twice as much.
 */
function createBlockDepth() {
  const columns: number[] = [];
  let column = 0;
  let begins = true;
  return (token: string): number => {
    const end = token.lastIndexOf('\n');
    if (token.startsWith('\n') || token.startsWith('\r')) {
      column = 0;
      begins = true;
      return columns.length;
    }
    const isSpace = /^[ \t#]/.test(token);
    if (begins && !isSpace) {
      while (columns.length > 0 && (columns.at(-1) ?? 0) >= column) columns.pop();
      columns.push(column);
      begins = token === '-' || token === '?' || token === ':' || /^[&!]/.test(token);
    }
    column = end < 0 ? column + token.length : token.length - end - 1;
    return columns.length;
  };
}

/** A limit that the tokens of `text` pass, before anything is built from them. */
export function findExcess(text: string): Finding | undefined {
  let at = 0;
  let tokens = 0;
  let depth = 0;
  let wasScalarMark = false;
  const blockDepth = createBlockDepth();
  for (const token of new Lexer().lex(text)) {
    if (++tokens > yamlLimits.tokens)
      return { code: 'yaml-size', at, text: `more than ${yamlLimits.tokens} YAML tokens` };
    // The three marks of the lexer stand for no character of the text.
    const isMark = token === '\u0002' || token === '\u0018' || token === '\u001f';
    if (!wasScalarMark && (token === '[' || token === '{')) depth++;
    else if (!wasScalarMark && (token === ']' || token === '}')) depth = Math.max(0, depth - 1);
    const blocks = depth > 0 || isMark ? 0 : blockDepth(token);
    if (depth > yamlLimits.depth || blocks > yamlLimits.depth) return tooDeep(at);
    wasScalarMark = token === '\u001f';
    if (!isMark) at += token.length;
  }
  return undefined;
}

export function tooDeep(at: number): Finding {
  return {
    code: 'yaml-depth',
    at,
    text: `nested deeper than ${counted(yamlLimits.depth, 'level')}`,
  };
}
