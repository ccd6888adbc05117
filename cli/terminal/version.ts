// Which version of Fairlead is this?
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The version in `package.json` of the command line. */
export const version: string = manifest.version;
