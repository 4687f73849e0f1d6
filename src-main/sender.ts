import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { isRendererUrl } from './renderer-address.ts';

/**
 * Whether a call comes from the main frame of our own page in the app's window `contents`. Ask before anything is awaited: a frame that
 * went elsewhere meanwhile has no sender any more.
 */
export function isFromWindow({ sender, senderFrame }: IpcMainInvokeEvent, contents: WebContents | null): boolean {
  if (senderFrame === null || sender !== contents) return false;
  return senderFrame === sender.mainFrame && isRendererUrl(senderFrame.url);
}
