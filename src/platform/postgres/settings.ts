export type DatabaseSettings = {
  url: string;
  poolSize: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  idleTimeoutMs: number;
  silenceTimeoutMs: number;
  /** 60 s and 20 s unless stated, which tests alone do. */
  stream?: StreamLimits;
};

/** How long a download may take from its first statement to its last byte, and each batch of it. */
export type StreamLimits = { wholeMs: number; batchMs: number };
