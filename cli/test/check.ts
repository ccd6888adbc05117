// Is everything but the tests in order? All checks in one round; each that fails says the mend.
import { closingText, runSteps, type Step, verdictText } from './support/steps.ts';

const one = (path: string) => `node cli/dist/test/run.js --only ${path}`;
const needs = 'types';

const steps: readonly Step[] = [
  {
    name: 'types',
    command: 'tsc -b --pretty false && node cli/dist/report/bundle.js',
    mend: 'mend the lines above, then run npm run check again for what needs a build',
  },
  {
    name: 'format and lint',
    command: 'biome ci . --colors=off --max-diagnostics=200',
    mend: 'npx biome check --write . formats and mends what is safe; the rest by hand',
  },
  {
    name: 'unused code',
    command: 'knip --no-progress',
    mend: 'take `export` or the dependency away; what a registry.ts lists is used: leave its line',
  },
  { name: 'house', command: one('cli/test/house.test.ts'), mend: 'each line above says its own' },
  {
    name: 'scenario schema',
    command: one('cli/test/schema.test.ts'),
    needs,
    mend: 'npm run schema',
  },
  {
    name: 'API report',
    command: 'api-extractor run -c core/api-extractor.json',
    needs,
    mend: 'if the change of the exports of core is meant: npm run api, and a line in CHANGELOG.md',
  },
  {
    name: 'supply chain',
    command: 'node cli/dist/test/audit.js',
    needs,
    mend: 'npm ci installs what is locked; take another package, or say why this one may be taken',
  },
  {
    name: 'package contents',
    command: 'publint core',
    needs,
    mend: 'make exports, files and types of core/package.json name what the build writes',
  },
  {
    name: 'package types',
    command: 'attw --pack core --profile esm-only --quiet --no-color',
    needs,
    mend: 'make the exports of core/package.json resolve: attw --pack core --profile esm-only',
  },
];

const verdicts = await runSteps(steps, (verdict) =>
  process.stdout.write(`${verdictText(verdict)}\n`),
);
process.stdout.write(`${closingText(verdicts)}\n`);
process.exitCode = verdicts.every(({ end }) => end === 'passed') ? 0 : 1;
