/** Every fault of the environment, each a sentence that names the variable and never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
  }
}
