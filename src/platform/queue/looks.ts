/** One look at a time: who asks for one while one runs gets another behind it, unless `ending` says that it is over. */
export function openLooks(lookOnce: () => Promise<void>, ending: () => boolean) {
  let looking: Promise<void> | undefined;
  let again = false;

  async function begin(): Promise<void> {
    again = false;
    await lookOnce();
  }

  function look(): Promise<void> {
    again = looking !== undefined;
    looking ??= begin().finally(() => {
      looking = undefined;
      if (again && !ending()) void look();
    });
    return looking;
  }

  return {
    look,
    /** Once the one that runs has ended. */
    ended: () => looking,
  };
}
