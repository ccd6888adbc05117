// Is what two rooms share said with the words of ARCHITECTURE.md?
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import { codeOf, isTrial, lineOf, syntaxOf, type Tree } from './tree.ts';

const file = 'ARCHITECTURE.md';
const wordsMax = 45;

/** Verbs and kinds of machinery that name rooms, which the table of rooms explains. */
const rooms = [
  ...[
    'admit',
    'ask',
    'base',
    'compile',
    'control',
    'decide',
    'delta',
    'desk',
    'diff',
    'door',
    'engine',
  ],
  ...['generate', 'lint', 'parallel', 'random', 'recall', 'setup'],
];
/** What any thing may have, or be a form of: no words to learn. */
const shapes = [
  ...['id', 'row', 'column', 'table', 'list', 'tree', 'pool', 'pair', 'group', 'order', 'total'],
  ...['rule', 'policy', 'option', 'input', 'source', 'scratch', 'event', 'change', 'document'],
  ...['progress', 'refusal', 'mark', 'view', 'weight', 'start', 'space', 'sight', 'holding'],
  ...[
    'ranked',
    'draft',
    'range',
    'kind',
    'ground',
    'capacity',
    'held',
    'report',
    'count',
    'reason',
    'name',
  ],
];

type Use = { readonly room: string; readonly path: string; readonly line: number };

/** The words of a name in camel case, in lower case and singular. */
function wordsOf(name: string): string[] {
  return name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) =>
    word
      .toLowerCase()
      .replace(/ies$/, 'y')
      .replace(/(?<![su])s$/, ''),
  );
}

/** The words that `tree` lists, as `**word**: meaning`. */
function listedIn(tree: Tree): string[] {
  const text = tree.files.get(file) ?? '';
  const from = text.indexOf('## Words');
  if (from < 0) return [];
  const to = text.indexOf('\n## ', from + 1);
  const section = text.slice(from, to < 0 ? undefined : to);
  return [...section.matchAll(/\*\*([a-z]+)\*\*:/g)].map((found) => found[1] ?? '');
}

function isExportedType(node: ts.Statement): node is ts.TypeAliasDeclaration {
  if (!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node)) return false;
  return node.modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** Where each word of a room or of an exported type stands. */
function usesIn(tree: Tree): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  const add = (name: string, use: Use) => {
    for (const word of wordsOf(name)) uses.set(word, [...(uses.get(word) ?? []), use]);
  };
  const seen = new Set<string>();
  for (const path of codeOf(tree, ['core', 'sim'])) {
    const [, room = '', more] = path.split('/');
    if (isTrial(path) || more === undefined) continue;
    // A room's name is for everybody: it counts as used in a room of its own.
    if (!seen.has(room)) add(room, { room: 'the line of rooms', path, line: 1 });
    seen.add(room);
    for (const node of syntaxOf(tree, path).statements)
      if (isExportedType(node)) add(node.name.text, { room, path, line: lineOf(node) });
  }
  return uses;
}

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  const listed = listedIn(tree);
  const at = { path: file, line: 1 };
  const wrong = `${listed.length} words to learn, more than ${wordsMax}`;
  if (listed.length > wordsMax)
    findings.push({ ...at, wrong, mend: 'say one of them with the others' });
  const code = codeOf(tree, ['core', 'sim']).map((path) =>
    `${path}\n${tree.files.get(path)}`.toLowerCase(),
  );
  for (const word of listed)
    if (!code.some((text) => text.includes(word)))
      findings.push({ ...at, wrong: `nothing is named ${word}`, mend: 'take it off the list' });
  const known = new Set([...listed, ...rooms, ...shapes]);
  for (const [word, uses] of usesIn(tree)) {
    const inRooms = new Set(uses.map(({ room }) => room));
    const isNamed = inRooms.has('the line of rooms');
    const first = uses[0];
    if (known.has(word) || !first || (inRooms.size < 2 && !isNamed)) continue;
    const { path, line } = first;
    const wrong = `"${word}" is a word of ${[...inRooms].join(', ')}, and not in ${file}, Words`;
    const mend = 'say it with a word of the list, keep it to one room, or list it';
    findings.push({ path, line, wrong, mend });
  }
  return findings;
}

const list = (...words: string[]) =>
  `## Words\n${words.map((word) => `**${word}**: a.`).join(' ')}`;
const type = (name: string) => `export type ${name} = number;`;

export const words: Rule = {
  promise: `what two rooms of core or sim share has a word of ${file}, of at most ${wordsMax}`,
  check,
  canaries: [
    {
      files: { 'core/gadget/a.ts': type('Gadget'), 'ARCHITECTURE.md': list('route') },
      says: '"gadget" is a word',
    },
    {
      files: {
        'core/decide/a.ts': type('GadgetRule'),
        'sim/run/a.ts': type('Gadgets'),
        'ARCHITECTURE.md': list('run'),
      },
      says: '"gadget" is a word of decide, run',
    },
    {
      files: { 'ARCHITECTURE.md': list(...Array.from({ length: 46 }, () => 'a')) },
      says: '46 words',
    },
    { files: { 'core/base/a.ts': '', 'ARCHITECTURE.md': list('crowd') }, says: 'named crowd' },
  ],
  good: {
    'core/decide/a.ts': `${type('GadgetRule')}\n${type('Gadget')}\ntype Thing = number;`,
    'core/decide/b.ts': type('RouteColumns'),
    'sim/run/a.ts': `type Thing = number;\n${type('RouteEntry')}`,
    'ARCHITECTURE.md': `${list('run', 'route')}\n## Other\n**word**: a.`,
  },
};
