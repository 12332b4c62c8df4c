/** The first 32-bit words of pi's fractional part, by Machin's formula; a few milliseconds instead of four kilobytes of table. */
export function piFraction(count: number): number[] {
  const guard = 64n;
  const bits = BigInt(count) * 32n + guard;
  const one = 1n << bits;
  const pi = 4n * (4n * arccot(5n, one) - arccot(239n, one));
  const fraction = (pi - 3n * one) >> guard;
  const hex = fraction.toString(16).padStart(count * 8, "0");
  return Array.from({ length: count }, (_, i) => parseInt(hex.slice(i * 8, i * 8 + 8), 16) | 0);
}

function arccot(x: bigint, one: bigint): bigint {
  let power = one / x;
  let sum = power;
  const square = x * x;
  for (let n = 3n, sign = -1n; power > 0n; n += 2n, sign = -sign) {
    power /= square;
    sum += (sign * power) / n;
  }
  return sum;
}
