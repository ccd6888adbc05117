// Which values does a YAML text hold, and where does each of them stand?
//
// A scenario may come from anybody, so the reader is narrow: YAML 1.2, core schema, one document,
// no merge keys, no tags, and limits that hold before any slow step is taken.

import { counted, hasControl, type Problem, quoted } from '@fairlead/core';
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  type DocumentOptions,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParseOptions,
  Parser,
  type SchemaOptions,
} from 'yaml';
import { type Finding, findExcess, tooDeep, yamlLimits } from './yaml-limits.ts';

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

/** Mistakes that are told of one file. */
const findingsMax = 100;

/** Walks the tree of the `yaml` package once: values, places, and what is not allowed. */
function walker(document: Document, findings: Finding[]) {
  let values = 0;
  let aliases = 0;
  const targets = new Map<Alias, Node | undefined>();
  const nothing = (at: number): YamlNode => ({ kind: 'scalar', at, value: null });

  function follow(alias: Alias, at: number, depth: number): YamlNode {
    if (!targets.has(alias)) {
      if (++aliases === yamlLimits.aliases + 1)
        findings.push({ ...{ code: 'yaml-aliases', at }, text: tooMany(yamlLimits.aliases) });
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
      if (findings.length >= findingsMax) break;
      const at = placeOf(key) ?? placeOf(value) ?? 0;
      if (!isScalar(key) || isBarred(String(key.value))) {
        const text = isScalar(key) ? barredText(String(key.value)) : 'a key must be a plain word';
        findings.push({ code: 'yaml-key', at, text });
        continue;
      }
      const name = String(key.value);
      checkText(name, at, findings);
      if (keys.has(name))
        findings.push({ code: 'yaml-twice', at, text: `${quoted(name)} stands twice` });
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
            : { code: 'yaml-size', at, text: `more than ${counted(yamlLimits.values, 'value')}` },
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
    const value = isScalar(node) ? node.value : null;
    if (typeof value === 'string') checkText(value, at, findings);
    return { kind: 'scalar', at, value };
  }
  return walk;
}

function placeOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
    ? node.range?.[0]
    : undefined;
}

const tooMany = (aliases: number) => `more than ${counted(aliases, 'alias', 'aliases')}`;

/** Tells a control character (C0, DEL, C1) but line feed and tab: a terminal would obey it. */
function checkText(text: string, at: number, outFindings: Finding[]): void {
  if (outFindings.length >= findingsMax || !hasControl(text.replace(/[\n\t]/g, ''))) return;
  const said = `${quoted(text)} has a control character`;
  outFindings.push({ code: 'control-character', at, text: said });
}

function barredText(key: string): string {
  return `the key ${quoted(key)} is not allowed${key === '<<' ? ' (use extends)' : ''}`;
}

function isBarred(key: string): boolean {
  return key === '<<' || key === '__proto__';
}

/** What the parser says, in words for a writer, with a hint at the mistake everybody makes once. */
function parserText(code: string, message: string, text: string, at: number): string {
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

/** Where the package puts a mistake. */
type ErrorSource = number | readonly [number, ...unknown[]] | { readonly offset: number };

type OnError = (source: ErrorSource, code: string, message: string) => void;

/** The tokens that are no mistakes: of those the package would make slow errors without end. */
function* soundTokens(tokens: Iterable<CST.Token>, onError: OnError): Generator<CST.Token> {
  for (const token of tokens)
    if (token.type === 'error') onError(token.offset, 'UNEXPECTED_TOKEN', token.message);
    else yield token;
}

/**
 * The document in `text`; what is wrong goes to `outFindings`. Reading ends at the hundredth
 * mistake: each costs the package more than a hundred sound characters.
 */
function compose(text: string, lines: LineCounter, outFindings: Finding[]): Document | undefined {
  const composer = new Composer(narrow);
  const tell = (at: number, code: string, message: string) => {
    const own = code === 'TAG_RESOLVE_FAILED' ? 'yaml-tag' : 'yaml-syntax';
    outFindings.push({ code: own, at, text: parserText(code, message, text, at) });
    return outFindings.length < findingsMax;
  };
  const enough = new Error('enough');
  const onError: OnError = (source, code, message) => {
    const at = typeof source === 'number' ? source : 'offset' in source ? source.offset : source[0];
    if (!tell(at, code, message)) throw enough;
  };
  Object.assign(composer, { onError });
  try {
    const tokens = soundTokens(new Parser(lines.addNewLine).parse(text), onError);
    const [document, second] = composer.compose(tokens, true, text.length);
    for (const { pos, code, message } of document?.errors ?? [])
      if (!tell(pos[0], code, message)) break;
    if (second) tell(second.range[0], 'MULTIPLE_DOCS', '');
    return document;
  } catch (error) {
    if (error !== enough) throw error;
    return undefined;
  }
}

/**
 * The values of the YAML in `text` with their places, or all that is wrong with it, a hundred
 * mistakes at most. `file` is what problems call the file. At most 64 levels and 50 aliases; tags,
 * merge keys, second documents, doubled keys and control characters are refused. Never throws, and
 * never takes long: the doubled keys are ours to find, because the package compares every key with
 * every other.
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
  const excess = findExcess(text);
  if (excess) {
    countLines(lines, text, excess.at);
    findings.push(excess);
    return refuse();
  }
  const document = compose(text, lines, findings);
  if (document === undefined || findings.length > 0) return refuse();
  const root = walker(document, findings)(document.contents, 0, 0);
  return findings.length > 0 ? refuse() : { yaml: { root, place } };
}
