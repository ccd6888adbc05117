// Is the JSON Schema that editors read the one that validates?
import { readFileSync } from 'node:fs';
import { scenarioJsonSchema } from '@fairlead/scenarios';
import { test } from 'uvu';
import { knownNames } from '../commands/known-names.ts';

const path = 'scenarios/scenario.schema.json';

test('the JSON Schema that editors use is the one that validates', () => {
  const kept = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
  if (kept === JSON.stringify(scenarioJsonSchema(knownNames()))) return;
  const text = `${path} is out of date; npm run schema writes it anew`;
  throw Object.assign(new Error(text), { stack: '' });
});

test.run();
