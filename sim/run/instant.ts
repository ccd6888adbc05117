// How is an instant written? ISO 8601 in UTC, by arithmetic: no clock, no locale is asked.

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/**
 * `2026-11-20T18:00:00Z` for ms since 1970-01-01 UTC; milliseconds only where there are some.
 * Source of the calendar: H. Hinnant, "chrono-compatible low-level date algorithms", 2013.
 */
export function isoText(atMs: number): string {
  const days = Math.floor(atMs / 86400000);
  const ms = atMs - days * 86400000;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const rest = ms % 1000;
  const time = [Math.floor(ms / 3600000), Math.floor(ms / 60000) % 60, Math.floor(ms / 1000) % 60];
  const fraction = rest === 0 ? '' : `.${pad(rest, 3)}`;
  const clock = time.map((part) => pad(part)).join(':');
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${clock}${fraction}Z`;
}
