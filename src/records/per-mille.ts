/** A share in tenths of a percent, rounded half away from zero; null for an empty denominator. */
export function perMille(part: number, whole: number): number | null {
  if (whole === 0) return null;
  const sign = part < 0 !== whole < 0 ? -1 : 1;
  const [p, w] = [BigInt(Math.abs(part)), BigInt(Math.abs(whole))];
  return sign * Number((2000n * p + w) / (2n * w));
}
