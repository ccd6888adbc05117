// What may stand in a scenario file, for an editor that reads JSON Schema?
import { scenarioJsonSchema } from '@fairlead/scenarios';
import { defineCommand } from '../terminal/command.ts';
import { knownNames } from './known-names.ts';

export const schema = defineCommand({
  command: 'schema',
  describe: 'Print the JSON Schema of a scenario file',
  examples: [
    ['fairlead schema > scenario.schema.json', 'Lets an editor complete and check scenario files'],
  ],
  builder: (args) => args,
  async run(_, shell) {
    const document = scenarioJsonSchema(knownNames());
    shell.answer(document, () => `${JSON.stringify(document, null, 2)}\n`);
    return undefined;
  },
});
