import { setRole } from '../src/features/admin/index.js';
import type { Role } from '../src/http/person.js';
import { accountScript, meant, WHO } from './support/accounts.js';
import { ScriptFault } from './support/script.js';

const ROLES: Role[] = ['ADMIN', 'USER', 'VIEWER'];

const usage = 'Gives an account a role and ends its sessions. The last admin keeps theirs.';
const options = { ...WHO, role: { type: 'string', help: ROLES.join(', '), required: true } } as const;

await accountScript({ usage, options }, async ({ args, database }) => {
  const role = ROLES.find((it) => it === args.role);
  if (!role) throw new ScriptFault(`--role must be one of: ${ROLES.join(', ')}.`);
  const said = await database.asSystem('the operator sets a role', async (tx) => {
    const account = await meant(tx, args);
    const changed = await setRole(tx, account, role, {});
    return changed
      ? `${account.email} was ${account.role} and is ${role} now. Their sessions have ended.`
      : `${account.email} was ${role} already. Nothing was changed.`;
  });
  console.log(said);
});
