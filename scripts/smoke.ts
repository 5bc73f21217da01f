import { exitCodeOf, type Finding, fault, found, lineOf } from './support/finding.js';
import { plainScript, ScriptFault } from './support/script.js';
import { certificateFound, openSite, probesFound, signInFound, signInPageFound } from './support/site.js';
import { knownPassword } from './support/typed-password.js';

await plainScript(
  {
    usage:
      'Asks a site, after a deployment, what a browser would ask it; ends with 1 where an answer is not as it should be.',
    takes: { name: 'URL', help: 'the address of the site, such as https://crm.example.org' },
    options: {
      email: {
        type: 'string',
        help: 'signs in as that account too; its password is asked for, or the first line of standard input',
      },
      release: { type: 'string', help: 'the release that must answer, such as 1.4.0+0123abc, 1.4.0 or its commit' },
      inside: {
        type: 'boolean',
        help: 'the address is that of the app itself, past its proxy: its cookie, which is for https, is not looked for',
      },
    },
  },
  async ({ URL: address, email, release, inside }) => {
    if (!URL.canParse(address) || !/^https?:/.test(address))
      throw new ScriptFault('URL must be an http or https address.');
    const site = openSite(new URL(address).origin);
    const password = email && (await knownPassword());
    const checks: (readonly [part: string, look: () => Promise<Finding[]>])[] = [
      ['probes', () => probesFound(site, release, fault)],
      ['certificate', () => certificateFound(site.address, Date.now())],
      ['sign-in', () => signInPageFound(site, inside)],
      ...(email && password ? [['sign-in', () => signInFound(site, email, password)] as const] : []),
    ];
    // What does not answer as it should need not be asked more.
    for (const [part, look] of checks) {
      const findings = await found({ part, look, remedy: 'RUNBOOK.md, "The app is down".' });
      for (const one of findings) console.log(lineOf(one));
      if (exitCodeOf(findings) < 2) continue;
      process.exitCode = 1;
      return;
    }
  },
);
