// How does a person read this number? Units, three digits, and UTC.
import { grouped } from '@fairlead/core';
import { utcFormat } from 'd3';

const gap = '\u00a0';

/** Three significant digits, thousands in groups: 0.123, 12.3, 1,234. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 99.95) return grouped(Math.round(value));
  if (size >= 9.995) return value.toFixed(1);
  if (size >= 0.995) return value.toFixed(2);
  if (size >= 0.0005) return value.toFixed(3);
  return value < 0 ? '> −0.001' : '< 0.001';
}

function scaled(value: number, unit: string): string {
  const steps = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let step = 0;
  let rest = value;
  while (Math.abs(rest) >= 999.5 && step < steps.length - 1) {
    rest /= 1000;
    step++;
  }
  return `${digits(rest)}${gap}${steps[step]}${unit}`;
}

function share(value: number): string {
  const percent = value * 100;
  const size = Math.abs(percent);
  if (size === 0 || size === 100) return `${percent}${gap}%`;
  if (size < 0.005) return `${percent < 0 ? '> −' : '< '}0.01${gap}%`;
  const places = size < 9.995 || (size > 99 && size < 100) ? 2 : 1;
  return `${percent.toFixed(places)}${gap}%`;
}

/** `value` with the prefix and the unit that people use; `unit` as KPIs and charts name it. */
export function quantity(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return 'no data';
  const text = unsigned(value, unit);
  return text.replace(/^-/, '−');
}

function unsigned(value: number, unit: string): string {
  switch (unit) {
    case 'ratio':
    case 'share':
      return share(value);
    case 'bps':
    case 'bit/s':
      return scaled(value, 'bps');
    case 'B':
    case 'bytes':
      return scaled(value, 'B');
    case 'ms':
      return Math.abs(value) < 10_000
        ? `${digits(value)}${gap}ms`
        : `${digits(value / 1000)}${gap}s`;
    case 'count':
    case '1':
    case '':
      return Number.isInteger(value) ? grouped(value) : digits(value);
    default:
      return `${digits(value)}${gap}${unit}`;
  }
}

/** `value` with its sign, for a difference; shares in percentage points. */
export function difference(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return 'no data';
  const size = Math.abs(value);
  const isShare = unit === 'ratio' || unit === 'share';
  const text = isShare ? `${digits(size * 100)}${gap}pp` : quantity(size, unit);
  if (isShare && value !== 0 && size < 5e-6) return `${value > 0 ? '< +' : '> −'}0.001${gap}pp`;
  if (value === 0) return text;
  if (text.startsWith('< ')) return text.replace('< ', value > 0 ? '< +' : '> −');
  return (value > 0 ? '+' : '−') + text;
}

const time = utcFormat('%H:%M');
const date = utcFormat('%a %-d %b %Y');

/** "20:35" in UTC. */
export function clock(atMs: number): string {
  return time(new Date(atMs));
}

/** "Thu 12 Nov 2026, 20:35 UTC". */
export function instant(atMs: number): string {
  return `${date(new Date(atMs))}, ${clock(atMs)} UTC`;
}

/** "Thu 12 Nov 2026, 16:00 to 24:00 UTC", or both dates where they differ. */
export function span(fromMs: number, toMs: number): string {
  const first = date(new Date(fromMs));
  if (toMs % 86_400_000 === 0 && date(new Date(toMs - 1)) === first) {
    return `${first}, ${clock(fromMs)} to 24:00 UTC`;
  }
  if (date(new Date(toMs)) !== first) return `${instant(fromMs)} to ${instant(toMs)}`;
  return `${first}, ${clock(fromMs)} to ${clock(toMs)} UTC`;
}

/** "8 h", "2 d 6 h", "45 min". */
export function lasting(periodMs: number): string {
  const minutes = Math.round(periodMs / 60_000);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => amount + gap + unit);
  return shown.join(' ') || `0${gap}min`;
}
