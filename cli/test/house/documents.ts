// Can the documents that a newcomer reads first be read in a sitting?
import type { Finding, Rule } from './rule.ts';
import type { Tree } from './tree.ts';

const linesMax: Readonly<Record<string, number>> = {
  'ARCHITECTURE.md': 200,
  'CONTRIBUTING.md': 100,
};

function check(tree: Tree): Finding[] {
  return Object.entries(linesMax).flatMap(([path, max]) => {
    const { length } = (tree.files.get(path) ?? '').trimEnd().split('\n');
    if (length <= max) return [];
    const wrong = `${length} lines, more than ${max}`;
    const mend = 'say it shorter, or move a measurement to notebooks/decisions';
    return [{ path, line: max + 1, wrong, mend }];
  });
}

export const documents: Rule = {
  promise: 'ARCHITECTURE.md has at most 200 lines, CONTRIBUTING.md 100',
  check,
  canaries: [
    { files: { 'ARCHITECTURE.md': 'a\n'.repeat(201) }, says: '201 lines' },
    { files: { 'CONTRIBUTING.md': 'a\n'.repeat(101) }, says: '101 lines' },
  ],
  good: { 'ARCHITECTURE.md': 'a\n'.repeat(200), 'CONTRIBUTING.md': 'a\n'.repeat(100) },
};
