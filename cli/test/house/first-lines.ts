// Does every file begin with the question that it answers?
import type { Finding, Rule } from './rule.ts';
import { codeOf, type Tree } from './tree.ts';

function check(tree: Tree): Finding[] {
  return codeOf(tree)
    .filter((path) => !/^\/\/ \S.*[?.:]/.test(tree.files.get(path) ?? ''))
    .map((path) => ({
      path,
      line: 1,
      wrong: 'the first line is no sentence',
      mend: 'begin with a comment of one sentence: which question the file answers',
    }));
}

export const firstLines: Rule = {
  promise: 'every file begins with a comment of one sentence',
  check,
  canaries: [
    { files: { 'core/base/a.ts': "import { b } from './b.ts';" }, says: 'first line' },
    { files: { 'core/base/a.ts': '// heap' }, says: 'first line' },
  ],
  good: { 'core/base/a.ts': '// Which row is the least?\nexport {};' },
};
