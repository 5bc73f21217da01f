import { type Config, ConfigError, ownConfig } from '../src/config.js';
import { plural } from '../src/http/format.js';
import { embeddedPostgres } from '../src/platform/postgres/embedded.js';
import { VERSION } from '../src/platform/version.js';
import { databaseChecks } from './support/doctor-database.js';
import { serviceChecks } from './support/doctor-services.js';
import { exitCodeOf, type Finding, fault, found, lineOf, ok, warning } from './support/finding.js';
import { log, plainScript } from './support/script.js';
import { certificateFound, openSite, probesFound, signInPageFound } from './support/site.js';

await plainScript(
  {
    usage:
      'Looks at everything the app needs, and says what to do about what is wrong; ends with 0, with 1 where something is to be looked at, with 2 where something does not work.',
    options: { json: { type: 'boolean', help: 'prints the findings as JSON' } },
  },
  async ({ json }) => {
    const findings: Finding[] = [];
    for await (const some of examination()) {
      findings.push(...some);
      if (!json) for (const one of some) console.log(lineOf(one));
    }
    const code = exitCodeOf(findings);
    if (json) console.log(JSON.stringify({ version: VERSION, exit: code, findings }, null, 2));
    else console.log(summaryOf(findings));
    process.exitCode = code;
  },
);

// Without a configuration nothing else can be asked for.
async function* examination(): AsyncGenerator<Finding[]> {
  let config: Config;
  try {
    config = ownConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    yield error.faults.map((text) => fault('configuration', text, 'Set it as RUNBOOK.md, "Environment", says.'));
    return;
  }
  yield configurationFound(config);
  yield* database(config);
  for (const check of serviceChecks(config)) yield found(check);
  yield* site(config);
}

function configurationFound({ env, warnings }: Config): Finding[] {
  if (warnings.length === 0) return [ok('configuration', `It holds, for ${env}.`)];
  return warnings.map((text) => warning('configuration', text, 'Mend it as RUNBOOK.md, "Environment", says.'));
}

async function* database({ database: settings, dataDir }: Config): AsyncGenerator<Finding[]> {
  const embedded = settings.url ? undefined : await embeddedPostgres(dataDir, { log });
  try {
    for (const check of databaseChecks(settings, settings.url ?? embedded?.url ?? '')) {
      const some = await found(check);
      yield some;
      // What cannot be reached answers no other question.
      if (check.part === 'database' && exitCodeOf(some) === 2) return;
    }
  } finally {
    await embedded?.release();
  }
}

async function* site({ appUrl }: Config): AsyncGenerator<Finding[]> {
  const site = openSite(appUrl);
  const answers = await found({
    part: 'probes',
    look: () => probesFound(site, VERSION),
    remedy: `${appUrl} (APP_URL) must lead to the running app: look at the app, its proxy or tunnel, and DNS. If its certificate is not trusted: NODE_EXTRA_CA_CERTS names the file of an authority of your own.`,
  });
  yield answers;
  const remedy = 'RUNBOOK.md, "The certificate ends".';
  yield found({ part: 'certificate', look: () => certificateFound(appUrl, Date.now()), remedy });
  if (exitCodeOf(answers) === 2) return;
  yield found({ part: 'sign-in', look: () => signInPageFound(site), remedy: 'Read the log of the app.' });
}

function summaryOf(findings: readonly Finding[]): string {
  const of = (state: Finding['state']) => findings.filter((it) => it.state === state).length;
  const faults = plural(of('fault'), 'does not work', 'do not work');
  return `${findings.length} looked at: ${faults}, ${of('warning')} to look at.`;
}
