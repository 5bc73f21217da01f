const PAGES = [
  { label: 'Users', href: '/admin/users' },
  { label: 'Audit', href: '/admin/audit' },
  { label: 'Jobs', href: '/admin/jobs' },
  { label: 'System', href: '/admin/system' },
  { label: 'Reporting lines', href: '/admin/reporting-lines' },
  { label: 'Privacy and terms', href: '/admin/texts' },
];

/** The admin's pages, the present one marked. */
export function adminTabs(path: string) {
  return PAGES.map((page) => ({ ...page, current: page.href === path }));
}
