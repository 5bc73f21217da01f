/** Work that runs once at a time: whoever asks while it is under way, or within `keepMs` of its end, gets what it answers. */
export function shared<T>(work: () => Promise<T>, keepMs = 0): () => Promise<T> {
  let kept: Promise<T> | undefined;
  const forget = () => {
    kept = undefined;
  };
  return () => {
    kept ??= work().finally(() => (keepMs > 0 ? void setTimeout(forget, keepMs).unref() : forget()));
    return kept;
  };
}
