// Is every file beside a registry in it, or of use to others that are no registry?
import { importsOf } from './imports.ts';
import type { Finding, Rule } from './rule.ts';
import { codeOf, folderOf, isTrial, nameOf, type Tree } from './tree.ts';

function check(tree: Tree): Finding[] {
  const imports = importsOf(tree);
  const code = codeOf(tree);
  const findings: Finding[] = [];
  for (const registry of code.filter((path) => nameOf(path) === 'registry.ts')) {
    const folder = folderOf(registry);
    const reached = new Set([registry]);
    // A file that uses the registry stands beside it as its door; other rooms may use a third.
    for (const { from, to } of imports) {
      if (to === registry) reached.add(from);
      if (folderOf(from) !== folder && nameOf(from) !== 'index.ts' && !isTrial(from))
        reached.add(to);
    }
    for (const path of reached)
      for (const { from, to } of imports)
        if (from === path && folderOf(to) === folder) reached.add(to);
    for (const path of code) {
      if (folderOf(path) !== folder || reached.has(path)) continue;
      findings.push({
        path,
        line: 1,
        wrong: `not in ${registry}, and no product code uses it`,
        mend: `add the line: export { … } from './${nameOf(path)}';`,
      });
    }
  }
  return findings;
}

export const registries: Rule = {
  promise: 'every file beside a registry is in it or used by others',
  check,
  canaries: [
    {
      files: {
        'core/overlay/registry.ts': "export { a } from './a.ts';",
        'core/overlay/a.ts': '',
        'core/overlay/b.ts': '',
        'core/index.ts': "export { b } from './overlay/b.ts';",
        'core/test/overlay.test.ts': "import { b } from '../overlay/b.ts';",
      },
      says: "export { … } from './b.ts';",
    },
  ],
  good: {
    'core/overlay/registry.ts': "export { a } from './a.ts';",
    'core/overlay/a.ts': "import type { Overlay } from './overlay.ts';",
    'core/overlay/overlay.ts': '',
    'core/overlay/judge.ts': "import * as registry from './registry.ts';",
    'core/overlay/holders.ts': '',
    'core/decide/decide.ts': "import { holders } from '../overlay/holders.ts';",
  },
};
