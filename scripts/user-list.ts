import { everyAccount, type ListedAccount } from '../src/features/admin/index.js';
import { accountScript } from './support/accounts.js';

const HEAD = ['id', 'email', 'name', 'role', 'status', 'last login'];

await accountScript({ usage: 'Lists every account, one a line.' }, async ({ database }) => {
  const accounts = await database.readAsSystem('the operator lists the accounts', everyAccount);
  const rows = [HEAD, ...accounts.map(cells)];
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
function cells({ id, email, name, role, status, last_login_at }: ListedAccount): string[] {
  const printable = (name ?? '').replace(/\p{C}/gu, ' ');
  return [id, email, printable, role, status, last_login_at?.toISOString() ?? 'never'];
}
