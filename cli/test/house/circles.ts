// Does any file, over others, import itself?
import { importsOf } from './imports.ts';
import type { Finding, Rule } from './rule.ts';
import type { Tree } from './tree.ts';

function check(tree: Tree): Finding[] {
  const next = new Map<string, { to: string; line: number }[]>();
  for (const { from, to, line } of importsOf(tree)) {
    if (to === '') continue;
    if (!next.has(from)) next.set(from, []);
    next.get(from)?.push({ to, line });
  }
  const findings: Finding[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const walk = (path: string) => {
    if (done.has(path)) return;
    trail.push(path);
    for (const { to, line } of next.get(path) ?? []) {
      const start = trail.indexOf(to);
      if (start < 0) walk(to);
      else
        findings.push({
          path,
          line,
          wrong: `a circle: ${[...trail.slice(start), to].join(' -> ')}`,
          mend: 'move what both sides need to a file of its own',
        });
    }
    trail.pop();
    done.add(path);
  };
  for (const path of next.keys()) walk(path);
  return findings;
}

export const circles: Rule = {
  promise: 'no file imports itself, over whatever others',
  check,
  canaries: [
    {
      files: {
        'core/rank/a.ts': "import { b } from './b.ts';",
        'core/rank/b.ts': "import { c } from './c.ts';",
        'core/rank/c.ts': "import type { A } from './a.ts';",
      },
      says: 'core/rank/a.ts -> core/rank/b.ts -> core/rank/c.ts -> core/rank/a.ts',
    },
  ],
  good: {
    'core/rank/a.ts': "import './b.ts';\nimport './c.ts';",
    'core/rank/b.ts': "import './c.ts';",
    'core/rank/c.ts': '',
  },
};
