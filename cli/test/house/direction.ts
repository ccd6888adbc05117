// Does every import follow the line of packages and rooms, and use the doors?
import { type Import, importsOf } from './imports.ts';
import type { Finding, Rule } from './rule.ts';
import { folderOf, packageOf, type Tree } from './tree.ts';

/** A package may use those before it. */
const packageLine = ['core', 'sim', 'scenarios', 'cli'];

/** The rooms of a package in the order of ARCHITECTURE.md: a room may use those before it. */
const roomLines: Readonly<Record<string, readonly string[]>> = {
  core: [
    ...['base', 'door', 'world', 'prefix', 'holders', 'rank', 'snapshot', 'diff', 'compile'],
    ...['routes', 'delta'],
    ...[
      'control',
      'overlay',
      'decide',
      'admit',
      'batch',
      'recall',
      'instance',
      'reply',
      'ask',
      'lint',
      'place',
      'fill',
    ],
  ],
  sim: [
    ...[
      'engine',
      'random',
      'generate',
      'demand',
      'network',
      'cache',
      'appliance',
      'events',
      'setup',
    ],
    ...['measures', 'desk', 'loops', 'checks', 'run', 'parallel', 'plan'],
  ],
  cli: ['serve', 'terminal', 'io', 'tables', 'report', 'commands'],
};
const free = ['', 'test', 'bench'];
/** Rooms that are to be lifted out one day: of this project they use the core alone. */
const apart = ['cli/serve'];

const isApart = (path: string) => apart.some((room) => path.startsWith(`${room}/`));

function wrongPackage(from: string, to: string): boolean {
  const [mine, other] = [packageLine.indexOf(from), packageLine.indexOf(to)];
  // Notebooks stand beside the command line: they use all before it, and nobody uses them.
  if (from === 'notebooks') return other < 0 || to === 'cli';
  return other < 0 || other > mine;
}

function wrongRoom(path: string, to: string): string {
  const line = roomLines[packageOf(path)];
  if (!line) return '';
  const [mine = '', other = ''] = [folderOf(path), folderOf(to)].map(
    (at) => at.split('/')[1] ?? '',
  );
  if (free.includes(mine)) return '';
  if (!line.includes(mine)) return `no room of ${packageOf(path)} is named ${mine}`;
  if (free.includes(other)) return `${mine} uses ${other || 'the table of contents'}`;
  return line.indexOf(other) > line.indexOf(mine) ? `${mine} uses ${other}, which comes later` : '';
}

/** What a room apart may not import; such a room opens sockets and has dependencies of its own. */
function apartOf({ from, line, specifier, to }: Import): Finding[] {
  const room = apart.find((one) => from.startsWith(`${one}/`));
  if (!room || to === '' || to === 'core/index.ts' || to.startsWith(`${room}/`)) return [];
  const wrong = `${specifier} in ${room}, which is to be lifted out in one move`;
  const mend = 'use @fairlead/core, node:* and dependencies of its own; pass the rest in';
  return [{ path: from, line, wrong, mend }];
}

function check(tree: Tree): Finding[] {
  const findings: Finding[] = importsOf(tree).flatMap(apartOf);
  for (const { from, line, specifier, to } of importsOf(tree)) {
    if (to === '' || isApart(from)) continue;
    const [mine, other] = [packageOf(from), packageOf(to)];
    const at = { path: from, line };
    if (mine !== other) {
      if (specifier.startsWith('.'))
        findings.push({
          ...at,
          wrong: `${specifier} goes into another package by the window`,
          mend: `import from @fairlead/${other}, and export there what is missing`,
        });
      if (wrongPackage(mine, other))
        findings.push({
          ...at,
          wrong: `${mine} uses ${other}, against ${packageLine.join(' <- ')}`,
          mend: `move what is needed to ${mine} or before it, or pass it in as a parameter`,
        });
      continue;
    }
    const wrong = wrongRoom(from, to);
    if (wrong)
      findings.push({
        ...at,
        wrong,
        mend: 'move the shared part to the earlier room; the line: cli/test/house/direction.ts',
      });
  }
  return findings;
}

export const direction: Rule = {
  promise: 'imports follow the line of packages and rooms and use @fairlead/x between packages',
  check,
  canaries: [
    {
      files: { 'core/rank/a.ts': "import { run } from '@fairlead/sim';" },
      says: 'core uses sim',
    },
    { files: { 'core/prefix/a.ts': "import { b } from '../rank/b.ts';" }, says: 'comes later' },
    { files: { 'core/rank/a.ts': "export { b } from '../index.ts';" }, says: 'table of contents' },
    { files: { 'sim/run/a.ts': "type B = import('../plan/b.ts').B;" }, says: 'comes later' },
    { files: { 'sim/run/a.ts': "import '../../core/base/b.ts';" }, says: 'by the window' },
    { files: { 'core/misc/a.ts': "import { b } from '../base/b.ts';" }, says: 'no room' },
    { files: { 'cli/io/a.ts': "import '@fairlead/notebooks';" }, says: 'cli uses notebooks' },
    { files: { 'sim/run/a.ts': "await import('fairlead');" }, says: 'sim uses cli' },
    { files: { 'cli/io/a.ts': "import { b } from '../commands/b.ts';" }, says: 'comes later' },
    { files: { 'cli/serve/a.ts': "import { run } from '@fairlead/sim';" }, says: 'lifted out' },
    { files: { 'cli/serve/a.ts': "import '@fairlead/scenarios';" }, says: 'lifted out' },
    { files: { 'cli/serve/a.ts': "import { b } from '../terminal/b.ts';" }, says: 'lifted out' },
    { files: { 'cli/serve/http/a.ts': "import '../../report/b.ts';" }, says: 'lifted out' },
    { files: { 'cli/serve/a.ts': "import '../../core/base/b.ts';" }, says: 'lifted out' },
  ],
  good: {
    'cli/serve/http/a.ts':
      "import http from 'node:http';\nimport { b } from '../b.ts';\nimport pino from 'pino';",
    'cli/serve/b.ts': "import { decide } from '@fairlead/core';",
    'cli/commands/serve.ts': "import { b } from '../serve/b.ts';",
    'core/rank/a.ts': "import { b } from '../prefix/b.ts';\nimport { c } from './c.ts';",
    'sim/run/a.ts': "import { b } from '@fairlead/core';",
    'core/test/a.test.ts': "import { b } from '../rank/b.ts';",
    'core/index.ts': "export { b } from './rank/b.ts';",
  },
};
