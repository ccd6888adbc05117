// Does a build hold output whose source is gone?
import type { Finding, Rule } from './rule.ts';
import type { Tree } from './tree.ts';

/** The compiler writes a `.d.ts` for each source, so that bundles and caches are left alone. */
function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const path of tree.built) {
    if (
      !path.endsWith('.d.ts') ||
      tree.paths.has(path.replace('/dist/', '/').replace(/\.d\.ts$/, '.ts'))
    )
      continue;
    const stem = path.replace(/\.d\.ts$/, '');
    findings.push({
      path,
      line: 1,
      wrong: 'compiled from a source that is gone (tsc -b deletes nothing)',
      mend: `rm ${stem}.js ${stem}.js.map ${stem}.d.ts ${stem}.d.ts.map`,
    });
  }
  return findings;
}

export const leftovers: Rule = {
  promise: 'every compiled file has its source',
  check,
  canaries: [
    {
      files: { 'core/base/a.ts': '', 'core/dist/base/b.d.ts': '' },
      says: 'rm core/dist/base/b.js',
    },
    { files: { 'core/dist/test/b.test.d.ts': '' }, says: 'a source that is gone' },
  ],
  good: {
    'core/base/a.ts': '',
    'core/dist/base/a.d.ts': '',
    'cli/dist/report/bundled.js': '',
  },
};
