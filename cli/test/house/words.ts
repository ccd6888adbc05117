// Is what two rooms share, and what a stranger imports, said with words that are explained?
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import { codeOf, isTrial, lineOf, syntaxOf, type Tree } from './tree.ts';

const file = 'ARCHITECTURE.md';
const wordsMax = 45;
/** Where a room of core explains the words that nobody else uses. */
const ownFile = 'core/README.md';
const door = 'core/index.ts';

/** What every programmer knows, and any thing may have or be a form of: no words to learn. */
const shapes = [
  ...['id', 'row', 'column', 'table', 'list', 'pool', 'pair', 'group', 'order', 'total', 'count'],
  ...['rule', 'policy', 'option', 'input', 'scratch', 'event', 'change', 'document', 'progress'],
  ...['refusal', 'reason', 'weight', 'start', 'held', 'draft', 'range', 'kind', 'capacity'],
  ...['report', 'name', 'text', 'number', 'word', 'memory', 'source', 'size', 'tree', 'ground'],
];
/** Words that are one of these rooms or shapes in another form. */
const forms: Readonly<Record<string, string>> = {
  admission: 'admit',
  asked: 'ask',
  compiled: 'compile',
  compiler: 'compile',
  opened: 'open',
  ordered: 'order',
  ranked: 'rank',
  refused: 'refusal',
};

type Use = { readonly room: string; readonly path: string; readonly line: number };

/** The words of a name in camel case, in lower case and singular. */
function wordsOf(name: string): string[] {
  return name
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map((word) =>
      word
        .toLowerCase()
        .replace(/ies$/, 'y')
        .replace(/(?<=sh|ch|x)es$/, '')
        .replace(/(?<![sui])s$/, ''),
    )
    .map((word) => forms[word] ?? word);
}

/** The section of a text below a heading. */
function sectionOf(tree: Tree, path: string, heading: string): string {
  const text = tree.files.get(path) ?? '';
  const from = text.indexOf(`## ${heading}\n`);
  if (from < 0) return '';
  const to = text.indexOf('\n## ', from + 1);
  return text.slice(from, to < 0 ? undefined : to);
}

/** The words that `tree` lists, as `**word**: meaning`. */
function listedIn(tree: Tree): string[] {
  const found = sectionOf(tree, file, 'Words').matchAll(/\*\*([a-z]+)\*\*:/g);
  return [...found].map(([, word = '']) => word);
}

/** The rooms that the tables of rooms ask a question for. */
function roomsIn(tree: Tree): string[] {
  const found = (tree.files.get(file) ?? '').matchAll(/^\| `([a-z]+)` \| .*\?/gm);
  return [...found].flatMap(([, room = '']) => wordsOf(room));
}

/** What rooms of core explain as their own, as `room word`, of lines `| room | **word**: … |`. */
function ownIn(tree: Tree): string[] {
  const lines = sectionOf(tree, ownFile, 'Words of one room').matchAll(/^\| `([a-z]+)` \|(.*)$/gm);
  return [...lines].flatMap(([, room = '', text = '']) =>
    [...text.matchAll(/\*\*([a-z ]+)\*\*:/g)].flatMap(([, words = '']) =>
      words.split(' ').map((word) => `${room} ${word}`),
    ),
  );
}

function isExportedType(node: ts.Statement): node is ts.TypeAliasDeclaration {
  if (!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node)) return false;
  return node.modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** The types that the table of contents of core hands to strangers, as `path name`. */
function publicTypes(tree: Tree): Set<string> {
  const types = new Set<string>();
  if (!tree.files.has(door)) return types;
  for (const node of syntaxOf(tree, door).statements) {
    if (!ts.isExportDeclaration(node) || !node.exportClause || !node.moduleSpecifier) continue;
    if (!ts.isNamedExports(node.exportClause) || !ts.isStringLiteral(node.moduleSpecifier))
      continue;
    const path = `core/${node.moduleSpecifier.text.slice(2)}`;
    for (const { name } of node.exportClause.elements) types.add(`${path} ${name.text}`);
  }
  return types;
}

/** Where each word of a room or of an exported type stands. */
function usesIn(tree: Tree): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  const open = publicTypes(tree);
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
    for (const node of syntaxOf(tree, path).statements) {
      if (!isExportedType(node)) continue;
      const name = node.name.text;
      add(name, { room, path, line: lineOf(node) });
      if (open.has(`${path} ${name}`)) add(name, { room: door, path, line: lineOf(node) });
    }
  }
  return uses;
}

/** Words that are listed although nothing is named so, and lists that are too long. */
function staleIn(tree: Tree, listed: readonly string[], own: readonly string[]): Finding[] {
  const findings: Finding[] = [];
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
  const uses = usesIn(tree);
  for (const each of own) {
    const [room = '', word = ''] = each.split(' ');
    if (uses.get(word)?.some((use) => use.room === room)) continue;
    const gone = `nothing in ${room} is named ${word}`;
    findings.push({ path: ownFile, line: 1, wrong: gone, mend: 'take it off the table' });
  }
  return findings;
}

function check(tree: Tree): Finding[] {
  const listed = listedIn(tree);
  const own = ownIn(tree);
  const findings = staleIn(tree, listed, own);
  const known = new Set([...listed, ...roomsIn(tree), ...shapes]);
  for (const [word, uses] of usesIn(tree)) {
    const rooms = [...new Set(uses.map(({ room }) => room))];
    const [first] = uses;
    const isShared = rooms.length > 1 || rooms.includes('the line of rooms');
    if (known.has(word) || !first || !isShared) continue;
    const inside = rooms.filter((room) => room !== door);
    if (inside.length === 1 && own.includes(`${inside[0]} ${word}`)) continue;
    const { path, line } = first;
    const wrong = `"${word}" is a word of ${rooms.join(', ')}, and not in ${file}, Words`;
    const mend = `say it with a word of the list, keep it to one room (${ownFile}), or list it`;
    findings.push({ path, line, wrong, mend });
  }
  return findings;
}

const list = (...words: string[]) =>
  `## Words\n${words.map((word) => `**${word}**: a.`).join(' ')}`;
const type = (name: string) => `export type ${name} = number;`;
const rooms = '| `decide` | which? |\n| `base` | what? |\n| `run` | how? |\n';
const ownWords = (text: string) => `## Words of one room\n| room | words |\n${text}\n`;

export const words: Rule = {
  promise: `what two rooms of core or sim share has a word of ${file}, of at most ${wordsMax}, and \
what core exports has one of these or of ${ownFile}`,
  check,
  canaries: [
    {
      files: { 'core/gadget/a.ts': type('Id'), 'ARCHITECTURE.md': list('route') },
      says: '"gadget" is a word',
    },
    {
      files: {
        'core/decide/a.ts': type('GadgetRule'),
        'sim/run/a.ts': type('Gadgets'),
        'ARCHITECTURE.md': rooms,
      },
      says: '"gadget" is a word of decide, run',
    },
    {
      files: { 'ARCHITECTURE.md': list(...Array.from({ length: 46 }, () => 'a')) },
      says: '46 words',
    },
    { files: { 'core/base/a.ts': '', 'ARCHITECTURE.md': list('crowd') }, says: 'named crowd' },
    {
      files: {
        'core/decide/a.ts': type('GadgetRule'),
        'core/index.ts': "export type { GadgetRule } from './decide/a.ts';",
        'ARCHITECTURE.md': rooms,
      },
      says: '"gadget" is a word of decide, core/index.ts',
    },
    {
      files: {
        'core/base/a.ts': type('Gadget'),
        'core/decide/a.ts': type('GadgetRule'),
        'ARCHITECTURE.md': rooms,
        'core/README.md': ownWords('| `decide` | **gadget**: a. |'),
      },
      says: '"gadget" is a word of base, decide',
    },
    {
      files: { 'core/README.md': ownWords('| `decide` | **gadget**: a. |') },
      says: 'nothing in decide is named gadget',
    },
  ],
  good: {
    'core/decide/a.ts': `${type('GadgetRule')}\n${type('Gadget')}\ntype Thing = number;`,
    'core/decide/b.ts': type('RouteColumns'),
    'core/index.ts': "export type { Gadget } from './decide/a.ts';",
    'core/README.md': ownWords('| `decide` | **gadget**: a thing; another. |'),
    'sim/run/a.ts': `type Thing = number;\n${type('RouteTable')}`,
    'ARCHITECTURE.md': `${rooms}${list('route')}\n## Other\n**word**: a.`,
  },
};
