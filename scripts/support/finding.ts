/** What was found of a part: `warning` is to be looked at, `fault` does not work, `off` is not set up. */
export type Finding = {
  part: string;
  state: 'ok' | 'warning' | 'fault' | 'off';
  /** What was seen, in a sentence. */
  text: string;
  /** What to do about it: of every warning and fault. */
  remedy?: string;
};

/** A part that was looked at, or what kept us from looking. */
export type Check = { part: string; look(): Promise<Finding[]>; remedy: string };

const WIDTH = { state: 8, part: 14 };
const LIMIT_MS = 15_000;

export const ok = (part: string, text: string): Finding => ({ part, state: 'ok', text });
export const off = (part: string, text: string): Finding => ({ part, state: 'off', text });
export const warning = (part: string, text: string, remedy: string): Finding => ({
  part,
  state: 'warning',
  text,
  remedy,
});
export const fault = (part: string, text: string, remedy: string): Finding => ({ part, state: 'fault', text, remedy });

/** Looks at a part, for 15 s at most; what it throws is a fault, with the remedy of the check. */
export async function found({ part, look, remedy }: Check): Promise<Finding[]> {
  const late = new Promise<Finding[]>((resolve) => {
    setTimeout(resolve, LIMIT_MS, [fault(part, `It did not answer within ${LIMIT_MS / 1000} s.`, remedy)]).unref();
  });
  return Promise.race([look().catch((error: unknown) => [fault(part, sentenceOf(error), remedy)]), late]);
}

/** A finding as a line, its remedy on the next. */
export function lineOf({ part, state, text, remedy }: Finding): string {
  const head = `${state.padEnd(WIDTH.state)} ${part.padEnd(WIDTH.part)} `;
  return remedy ? `${head}${text}\n${' '.repeat(head.length)}→ ${remedy}` : `${head}${text}`;
}

/** 0: nothing to do; 1: something to look at; 2: something does not work. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
  const has = (state: Finding['state']) => findings.some((it) => it.state === state);
  return has('fault') ? 2 : has('warning') ? 1 : 0;
}

/** What went wrong, in a sentence: of what fetch throws the cause says it, of OpenSSL its reason. */
function sentenceOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof Error) return sentenceOf(cause);
  const { reason, message, code, errors } = error as Partial<Record<'reason' | 'message' | 'code', string>> & {
    errors?: unknown[];
  };
  const text = reason || message || (errors?.[0] ? sentenceOf(errors[0]) : '') || code || String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
