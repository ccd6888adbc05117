// Which values does a YAML text hold, and where does each of them stand?
//
// A scenario may come from anybody, so the reader is narrow: YAML 1.2, core schema, one document,
// no merge keys, no tags, and limits that hold before any slow step is taken.

import type { Problem } from '@fairlead/core';
import {
  type Alias,
  type Document,
  type DocumentOptions,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
  type YAMLError,
  type YAMLWarning,
} from 'yaml';

/** Limits of one YAML file. */
export const yamlLimits = {
  bytes: 1 << 20,
  tokens: 100_000,
  depth: 64,
  aliases: 50,
  values: 50_000,
};

/** A value and the offset of its first character. */
export type YamlNode =
  | { readonly kind: 'scalar'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly YamlNode[] }
  | { readonly kind: 'map'; readonly at: number; readonly keys: YamlKeys };
export type YamlKeys = ReadonlyMap<string, { readonly at: number; readonly node: YamlNode }>;

export type YamlText = {
  readonly root: YamlNode;
  /** Line and column, both from 1, of the character at an offset. */
  readonly place: (at: number) => { readonly line: number; readonly column: number };
};

type Finding = { readonly code: string; readonly at: number; readonly text: string };

/** A limit that the tokens of `text` pass, before anything is built from them. */
function findExcess(text: string): Finding | undefined {
  let at = 0;
  let tokens = 0;
  let depth = 0;
  let inLine = 0;
  let wasScalarMark = false;
  for (const token of new Lexer().lex(text)) {
    if (++tokens > yamlLimits.tokens)
      return { code: 'yaml-size', at, text: `more than ${yamlLimits.tokens} YAML tokens` };
    if (!wasScalarMark) {
      if (token === '[' || token === '{') depth++;
      else if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
      else if (token === '-' || token === '?') inLine++;
      else if (token.startsWith('\n') || token.startsWith('\r')) inLine = 0;
      if (depth > yamlLimits.depth || inLine > yamlLimits.depth) return tooDeep(at);
    }
    wasScalarMark = token === '\u001f';
    // The three marks of the lexer stand for no character of the text.
    if (token !== '\u0002' && token !== '\u0018' && token !== '\u001f') at += token.length;
  }
  return undefined;
}

function tooDeep(at: number): Finding {
  return { code: 'yaml-depth', at, text: `nested deeper than ${yamlLimits.depth} levels` };
}

/** Walks the tree of the `yaml` package once: values, places, and what is not allowed. */
function walker(document: Document, findings: Finding[]) {
  let values = 0;
  let aliases = 0;
  const targets = new Map<Alias, Node | undefined>();
  const nothing = (at: number): YamlNode => ({ kind: 'scalar', at, value: null });

  function follow(alias: Alias, at: number, depth: number): YamlNode {
    if (!targets.has(alias)) {
      if (++aliases === yamlLimits.aliases + 1)
        findings.push({
          code: 'yaml-aliases',
          at,
          text: `more than ${yamlLimits.aliases} aliases`,
        });
      targets.set(alias, alias.resolve(document));
    }
    const target = targets.get(alias);
    if (target === undefined) {
      findings.push({ code: 'yaml-alias', at, text: `no anchor "&${alias.source}" before this` });
      return nothing(at);
    }
    return walk(target, at, depth + 1);
  }

  function readKeys(pairs: readonly { key: unknown; value: unknown }[], depth: number): YamlKeys {
    const keys = new Map<string, { at: number; node: YamlNode }>();
    for (const { key, value } of pairs) {
      if (findings.length > 100) break;
      const at = placeOf(key) ?? placeOf(value) ?? 0;
      if (!isScalar(key) || isBarred(String(key.value))) {
        const text = isScalar(key)
          ? `the key "${key.value}" is not allowed${key.value === '<<' ? ' (use extends)' : ''}`
          : 'a key must be a plain word';
        findings.push({ code: 'yaml-key', at, text });
        continue;
      }
      const name = String(key.value);
      if (keys.has(name)) findings.push({ code: 'yaml-twice', at, text: `"${name}" stands twice` });
      else keys.set(name, { at, node: walk(value, at, depth + 1) });
    }
    return keys;
  }

  function walk(node: unknown, from: number, depth: number): YamlNode {
    const at = placeOf(node) ?? from;
    if (depth > yamlLimits.depth || ++values > yamlLimits.values) {
      if (findings.length === 0)
        findings.push(
          depth > yamlLimits.depth
            ? tooDeep(at)
            : { code: 'yaml-size', at, text: `more than ${yamlLimits.values} values` },
        );
      return nothing(at);
    }
    if (isAlias(node)) return follow(node, at, depth);
    if (isMap(node)) return { kind: 'map', at, keys: readKeys(node.items, depth) };
    if (isSeq(node)) {
      const items: YamlNode[] = [];
      for (const item of node.items) {
        if (values > yamlLimits.values) break;
        items.push(walk(item, at, depth + 1));
      }
      return { kind: 'list', at, items };
    }
    return { kind: 'scalar', at, value: isScalar(node) ? node.value : null };
  }
  return walk;
}

function placeOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
    ? node.range?.[0]
    : undefined;
}

function isBarred(key: string): boolean {
  return key === '<<' || key === '__proto__';
}

/** What the parser says, in words for a writer, with a hint at the mistake everybody makes once. */
function parserText({ code, message }: YAMLError | YAMLWarning, text: string, at: number): string {
  const first = message.split('\n')[0] ?? message;
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here; a file holds one';
  if (code === 'TAG_RESOLVE_FAILED')
    return `the tag ${/^!\S*/.exec(text.slice(at))?.[0] ?? ''} is not allowed`;
  const isBound = /^>=?\s*[\d.]/.test(text.slice(at, at + 8)) || /header.*>/.test(first);
  return isBound ? `${first}; a bound stands in quotes, like '>= 0.9'` : first;
}

/** Tells `outLines` where the lines of `text` begin, up to `end`: of what is not parsed at all. */
function countLines(outLines: LineCounter, text: string, end: number): void {
  for (let at = -1; at < end; ) {
    outLines.addNewLine(at + 1);
    const next = text.indexOf('\n', at + 1);
    at = next < 0 ? end : next;
  }
}

/** How the package reads: as little as there is, and doubled keys left to us. */
const narrow: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.2',
  schema: 'core',
  merge: false,
  customTags: [],
  uniqueKeys: false,
  prettyErrors: false,
};

/**
 * The values of the YAML in `text` with their places, or all that is wrong with it. `file` is what
 * problems call the file. At most 1 MiB, 64 levels, 50 aliases; tags, merge keys, second documents
 * and doubled keys are refused. Never throws, and never takes long: the doubled keys are ours to
 * find, because the package compares every key with every other.
 */
export function readYaml(
  text: string,
  file: string,
): { readonly yaml: YamlText } | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const place = (at: number) => {
    const { line, col } = lines.linePos(at);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = () => ({
    problems: findings.map(({ code, at, text: what }) => ({
      code,
      path: '',
      text: what,
      file,
      ...place(at),
    })),
  });

  const excess =
    text.length > yamlLimits.bytes
      ? { code: 'yaml-size', at: 0, text: `larger than ${yamlLimits.bytes} bytes` }
      : findExcess(text);
  if (excess) {
    countLines(lines, text, excess.at);
    findings.push(excess);
    return refuse();
  }
  const document = parseDocument(text, { ...narrow, lineCounter: lines });
  for (const error of [...document.errors, ...document.warnings])
    findings.push({
      code: error.code === 'TAG_RESOLVE_FAILED' ? 'yaml-tag' : 'yaml-syntax',
      at: error.pos[0],
      text: parserText(error, text, error.pos[0]),
    });
  if (findings.length > 0) return refuse();
  const root = walker(document, findings)(document.contents, 0, 0);
  return findings.length > 0 ? refuse() : { yaml: { root, place } };
}
