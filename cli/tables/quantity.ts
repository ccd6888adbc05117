// How is a number with a unit written for a human?

const steps = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Three significant digits with a decimal prefix: 12300000000 and `bps` is `12.3 Gbps`. */
export function quantityText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–';
  let amount = Math.abs(value);
  let step = 0;
  while (Number(amount.toPrecision(3)) >= 1000 && step < steps.length - 1) {
    amount /= 1000;
    step++;
  }
  const digits = step === 0 && Number.isInteger(amount) ? `${amount}` : amount.toPrecision(3);
  return `${value < 0 ? '-' : ''}${digits} ${steps[step]}${unit}`.trimEnd();
}

/** A share as a percentage with `digits` decimals: 0.934 is `93.4 %`; above 0 it never reads 0. */
export function shareText(share: number, digits = 1): string {
  if (!Number.isFinite(share)) return '–';
  const text = (share * 100).toFixed(digits);
  return share > 0 && Number(text) === 0 ? `< ${(10 ** -digits).toFixed(digits)} %` : `${text} %`;
}
