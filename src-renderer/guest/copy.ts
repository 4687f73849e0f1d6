/** Puts a text on the clipboard. A page that came in clear has no `navigator.clipboard`, and asks the browser the old way. */
export async function copyText(text: string): Promise<void> {
  // By its type it is always there.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard !== undefined) {
    await clipboard.writeText(text);
    return;
  }
  const copied = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', copied, { once: true });
  // There is no other way in clear.
  document.execCommand('copy');
  document.removeEventListener('copy', copied);
}
