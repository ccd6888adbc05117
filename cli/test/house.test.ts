// Is the house in order? Every rule over the whole tree, and every rule against its canaries.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as registry from './house/registry.ts';
import { type Rule, textOf } from './house/rule.ts';
import { readTree, treeOf } from './house/tree.ts';

const tree = readTree();
const rules: readonly Rule[] = Object.values(registry);

/** Fails with `text` alone: where the house test stands is no matter. */
function report(text: string): never {
  throw Object.assign(new Error(text), { stack: '' });
}

for (const { promise, check, canaries, good } of rules) {
  test(`house: ${promise}`, () => {
    const findings = check(tree);
    const wishes = findings.filter((finding) => finding.isWish).map(textOf);
    const broken = findings.filter((finding) => !finding.isWish).map(textOf);
    if (wishes.length > 0) console.log(`wished for:\n${wishes.join('\n')}`);
    if (broken.length > 0) report(`${broken.length} to mend:\n${broken.join('\n')}`);
  });

  test(`canary: the house reports it where this breaks: ${promise}`, () => {
    assert.ok(canaries.length > 0);
    for (const { files, says } of canaries) {
      const texts = check(treeOf(files)).map(textOf);
      if (!texts.some((text) => text.includes(says)))
        report(`${JSON.stringify(files)} must give "${says}" and gave ${texts}`);
    }
    assert.equal(check(treeOf(good)).map(textOf), [], 'what is right was reported');
  });
}

test('house: the tree was read: every package has code, and builds are seen', () => {
  for (const room of ['core', 'sim', 'scenarios', 'cli'])
    assert.ok([...tree.files.keys()].includes(`${room}/index.ts`), room);
  assert.ok(tree.built.includes('cli/dist/test/house.test.d.ts'));
});

test.run();
