export type Body = Record<string, unknown>;

/** How many rows a repeated part of the form may have. */
export const MOST_ROWS = 20;

/** The numbers of the rows that were sent of a repeated input, in order: `email_value_0`, `email_value_1`. */
export function rowNumbers(body: Body, name: string): number[] {
  const numbers = Object.keys(body).flatMap((key) => {
    const number = key.startsWith(`${name}_`) ? key.slice(name.length + 1) : '';
    return /^\d{1,3}$/.test(number) ? [Number(number)] : [];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** The lines of a text that hold something, at most so many. */
export function lines(text: string | null, most = Number.POSITIVE_INFINITY): string[] {
  return (text ?? '')
    .split(/[\r\n\p{Zl}\p{Zp}]+/u, most === Number.POSITIVE_INFINITY ? undefined : most * 4)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, most);
}
