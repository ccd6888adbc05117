// Does a file name a machine of ours, a registry, or work that is not done?
import type { Finding, Rule } from './rule.ts';
import type { Tree } from './tree.ts';

const bans: readonly { readonly pattern: RegExp; readonly wrong: string; readonly mend: string }[] =
  [
    {
      pattern: /(?:^|[\s"'`(=:])\/(?:work|farm|root|home)(?:\/|\b)/,
      wrong: 'a path of one machine',
      mend: 'write it relative to the root of the project',
    },
    {
      pattern: /registry\.npm(?:js|mirror)|https?:\/\/[a-z0-9.-]*(?:npmmirror|artifactory|nexus)/,
      wrong: 'the host of a registry',
      mend: 'leave it to the configuration of who installs',
    },
    {
      pattern: /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/,
      wrong: 'a mark of work that is not done',
      mend: 'do it, or write down in the changelog what is not there',
    },
  ];

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of tree.files)
    text.split('\n').forEach((line, row) => {
      for (const { pattern, wrong, mend } of bans)
        if (pattern.test(line)) findings.push({ path, line: row + 1, wrong, mend });
    });
  return findings;
}

const slash = '/';

export const leaks: Rule = {
  promise: 'no file names a path of one machine, the host of a registry, or work to do',
  check,
  canaries: [
    { files: { 'README.md': `Run ${slash}work/main/x.` }, says: 'a path of one machine' },
    { files: { 'cli/io/a.ts': `const a = '${slash}root';` }, says: 'a path of one machine' },
    { files: { 'package-lock.json': `"https:${slash}/registry.npm${'js'}.org/a"` }, says: 'host' },
    { files: { 'cli/io/a.ts': `// ${'TO'}DO later` }, says: 'not done' },
  ],
  good: { 'README.md': 'Clients at home/work, see https://example.org/home/x and ./home.' },
};
