type Code = 'closed' | 'unknown_name' | 'silent' | 'refused' | 'cut' | 'certificate' | 'not_http' | 'other';

const WORDS: Record<Code, string> = {
  closed: 'Its address is one that nothing is sent to: of this machine, of a private network, or of none.',
  unknown_name: 'Its name is not known.',
  silent: 'It did not answer in time.',
  refused: 'Nothing listens there.',
  cut: 'It ended the connection without an answer.',
  certificate: 'Its certificate does not hold',
  not_http: 'What it answered is not HTTP.',
  other: 'It could not be reached.',
};
const BY_CODE: Record<string, Code> = {
  ENOTFOUND: 'unknown_name',
  EAI_AGAIN: 'unknown_name',
  ENODATA: 'unknown_name',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  ETIMEDOUT: 'silent',
  ABORT_ERR: 'silent',
  EPROTO: 'certificate',
};

/** Thrown where a request got no answer; its message says why, to whoever named the address. */
export class OutgoingFault extends Error {
  override name = 'OutgoingFault';

  constructor(
    readonly code: Code,
    readonly isTls: boolean,
    message = code === 'closed' && !isTls
      ? `${WORDS.closed.slice(0, -1)}; without https only addresses that the operator opened are reached.`
      : WORDS[code],
  ) {
    super(message);
  }
}

/** What an error of Node's means for whoever named the address; nothing of it tells of this machine's network. */
export function wordsFor(error: unknown, answerMs: number): OutgoingFault {
  const { code = '', name = '' } = error as { code?: string; name?: string };
  if (name === 'AbortError' || name === 'TimeoutError') {
    return new OutgoingFault('silent', true, `It did not answer within ${answerMs / 1000} seconds.`);
  }
  if (code.startsWith('HPE_')) return new OutgoingFault('not_http', true);
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_|^ERR_TLS|^ERR_SSL/.test(code)) {
    return new OutgoingFault('certificate', true, `${WORDS.certificate} (${code}).`);
  }
  return new OutgoingFault(BY_CODE[code] ?? 'other', true);
}
