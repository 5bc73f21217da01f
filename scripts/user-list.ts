import { everyAccount, type ListedAccount } from '../src/features/admin/index.js';
import { accountScript } from './support/accounts.js';

const HEAD = ['id', 'email', 'name', 'role', 'status', 'last login'];

await accountScript({ usage: 'Lists every account, one a line.' }, async ({ database, lockout }) => {
  const [accounts, lockedOut] = await database.readAsSystem('the operator lists the accounts', async (db) => {
    const locked = await lockout.lockedOut(db);
    return [await everyAccount(db, locked), locked] as const;
  });
  const rows = [HEAD, ...accounts.map((account) => cells(account, lockedOut.get(account.id)))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  console.log(`${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}.`);
});

// A name may hold what moves a terminal's cursor.
function cells(account: ListedAccount, minutes: number | undefined): string[] {
  const { id, email, name, role, status, last_login_at, deletion_due_at } = account;
  const printable = (name ?? '').replace(/\p{C}/gu, ' ');
  const until = {
    locked_out: `locked out, ${minutes} min`,
    leaving: `leaving, goes ${deletion_due_at?.toISOString()}`,
  };
  const standing = status === 'locked_out' || status === 'leaving' ? until[status] : status;
  return [id, email, printable, role, standing, last_login_at?.toISOString() ?? 'never'];
}
