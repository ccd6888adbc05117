// Which keys sign in tests of replies, and in which file do they lie?
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const secret = Buffer.alloc(64, 5).toString('base64url');
export const keyWindow = { from: '2020-01-01T00:00:00Z', until: '2100-01-01T00:00:00+01:00' };
export const key = { id: 'k1', algorithm: 'hmac-sha256', secret, ...keyWindow };

/** The path of a file in `folder` that holds these keys; the next call overwrites it. */
export function keyFile(folder: string, ...keys: object[]): string {
  const file = join(folder, 'keys.json');
  writeFileSync(file, JSON.stringify({ keys }));
  return file;
}
