// The table of contents of scenarios: files to rows, questions and remembered answers.
export type { ImportCounts, ImportInput } from './import/import-world.ts';
export { importWorld } from './import/import-world.ts';
export type { IspUsersRows } from './import/isp-users.ts';
export { parseIspUsers, readIspUsers } from './import/isp-users.ts';
export type { PrefixTableRows } from './import/prefix-table.ts';
export { parsePrefixTable, readPrefixTable } from './import/prefix-table.ts';
export type { Imported } from './import/read-rows.ts';
export type { InputKind } from './load/input-kinds.ts';
export { inputKinds } from './load/input-kinds.ts';
export { readJson } from './load/json.ts';
export { fileSuggestion } from './load/nearest-file.ts';
export { readFileBytes, readFileText } from './load/open-file.ts';
export type { Opened } from './load/opened.ts';
export { openedInputs, rememberOpened } from './load/opened.ts';
export {
  groupRowsMax,
  type ParquetColumn,
  type ParquetGroup,
  readParquet,
} from './load/parquet/read-parquet.ts';
export type { Gazetteer } from './load/places.ts';
export { countrySuggestion, loadPlaces } from './load/places.ts';
export type { ProblemList } from './load/problems.ts';
export { checkAgainstWorld, scenarioDigestText } from './load/scenario/check.ts';
export { askedText, differing, differingText } from './load/scenario/differing.ts';
export type { EffectiveScenario } from './load/scenario/effective.ts';
export { effectiveScenario, scenarioYaml } from './load/scenario/effective.ts';
export { scenarioJsonSchema } from './load/scenario/json-schema.ts';
export { formText } from './load/scenario/parts/forms.ts';
export type { LoadedScenario, WorldSource } from './load/scenario/scenario.ts';
export { loadScenario } from './load/scenario/scenario.ts';
export type { KnownNames } from './load/scenario/schema.ts';
export type { Suite, Tolerance } from './load/scenario/suite.ts';
export { loadSuite } from './load/scenario/suite.ts';
export {
  durationText,
  instantText,
  readBound,
  readDuration,
  readInstant,
} from './load/scenario/words.ts';
export { amounts, takeAmount } from './load/table/amounts.ts';
export { readTable } from './load/table/read-table.ts';
export type { RowShape } from './load/table/row-shape.ts';
export { appendBytes, createByteIndex, findBytes } from './load/world/byte-index.ts';
export { append, growing, rowsOf } from './load/world/columns.ts';
export type { TableName, WorldRead } from './load/world/read-world.ts';
export { optionalTableNames, readWorld, tableNames } from './load/world/read-world.ts';
export type { SealRead } from './load/world/seal-world.ts';
export { readSeal } from './load/world/seal-world.ts';
export { fieldsOf, tableLines, worldDigest } from './load/world/table-lines.ts';
export type { WorldAbout } from './load/world/world-about.ts';
export { tablesOf, writeWorld } from './load/world/write-world.ts';
export { zoneRelease, zoneRules } from './load/zones.ts';
