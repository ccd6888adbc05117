// How far apart do two colours look, to normal eyes and to colour-blind ones?

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * Full colour blindness as matrices on linear sRGB.
 * Source: Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color
 * Vision Deficiency", 2009, table for severity 1.0.
 */
export const eyes: { readonly [name: string]: Matrix } = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Triple {
  const part = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function apply(rows: Matrix, [a, b, c]: Triple): Triple {
  const part = ([x, y, z]: Triple) => x * a + y * b + z * c;
  return [part(rows[0]), part(rows[1]), part(rows[2])];
}

/** OKLab of a linear colour. Source: Ottosson, "A perceptual color space", 2020. */
function lab(colour: Triple): Triple {
  const [l, m, s] = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  ).map(Math.cbrt);
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l ?? 0, m ?? 0, s ?? 0],
  );
}

/** Distance in OKLab times 100 as one kind of eye sees it; about 2 is just noticeable. */
export function apart(a: string, b: string, eye: Matrix): number {
  const seen = (hex: string) => {
    const [r, g, blue] = apply(eye, linear(hex)).map((part) => Math.max(0, Math.min(1, part)));
    return lab([r ?? 0, g ?? 0, blue ?? 0]);
  };
  const [one, other] = [seen(a), seen(b)];
  return 100 * Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** Contrast ratio of WCAG 2.2, 1..21. */
export function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, blue] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue + 0.05;
  };
  const [one, other] = [light(a), light(b)];
  return Math.max(one, other) / Math.min(one, other);
}
