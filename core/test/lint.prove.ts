// Does the lint agree with the search of the address space on many more worlds?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agreeOnSeeds } from './support/lint-agreement.ts';

test('lint: every cause of every rule is found as often as it is there, on 3,000 worlds', () => {
  const seen = agreeOnSeeds(1001, 4000);
  for (const key of ['embedded-beaten med', 'embedded-beaten distance', 'leak-sudden new-peer'])
    assert.ok((seen.get(key) ?? 0) >= 20, `${key} was hardly tried`);
});

test.run();
