// Which commands are there?
export { compare } from './compare.ts';
export { decide } from './decide.ts';
export { explain } from './explain.ts';
export { importIspUsers } from './import-isp-users.ts';
export { importPrefixes } from './import-prefixes.ts';
export { regress } from './regress.ts';
export { replay } from './replay.ts';
export { run } from './run.ts';
export { schema } from './schema.ts';
export { snapshotBuild } from './snapshot-build.ts';
export { snapshotCheck } from './snapshot-check.ts';
export { snapshotDiff } from './snapshot-diff.ts';
export { worldCheck } from './world-check.ts';
export { worldExport } from './world-export.ts';
export { worldGenerate } from './world-generate.ts';
export { worldLint } from './world-lint.ts';
export { worldShow } from './world-show.ts';
