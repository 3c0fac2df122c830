// Peak of float32 multiply-adds of the cards that we may meet, without tensor cores, from their makers' data sheets.

const peaks: readonly [RegExp, number][] = [
  [/H200 NVL/i, 60.3],
  [/H200|H100.*(SXM|HBM3)|GH200/i, 66.9],
  [/H100.*NVL/i, 60],
  [/H100/i, 51.2],
  [/A100/i, 19.5],
  [/L40S/i, 91.6],
  [/\bL4\b/i, 30.3],
  [/\bA10G?\b/i, 31.2],
  [/\bT4\b/i, 8.1],
  [/RTX 4090/i, 82.6],
  [/RTX 3090/i, 35.6],
];

/** TFLOP/s; null for a card that is not in the list. */
export function fp32PeakTeraflops(title: string): number | null {
  return peaks.find(([pattern]) => pattern.test(title))?.[1] ?? null;
}
