// Which browser is there, and how does it start without talking to anybody?
import { existsSync } from 'node:fs';

/** Path of a Chromium, or undefined. */
export const browserPath: string | undefined = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

export const browserFlags: string[] = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
