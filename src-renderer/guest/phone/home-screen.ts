/** What a phone's system shows around the page: the colour of its bars, and the room's name below an icon on the home screen. */
export function dressForPhone({ document }: Window, room: string): void {
  const title = document.querySelector<HTMLMetaElement>('meta[name="apple-mobile-web-app-title"]');
  if (title !== null && room !== '') title.content = room;
  const colours = document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]');
  const root = document.documentElement;
  // The person may have chosen a theme that is not the system's.
  const paint = (): void => {
    const ground = getComputedStyle(root).getPropertyValue('--bg').trim();
    for (const each of colours) if (ground !== '') each.content = ground;
  };
  new MutationObserver(paint).observe(root, { attributeFilter: ['data-theme', 'data-contrast'] });
}
