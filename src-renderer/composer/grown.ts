import type { Attachment } from 'svelte/attachments';

/** Makes a text box as high as what is written in it, in browsers that have no `field-sizing` for that. */
export function grown(text: () => string): Attachment<HTMLTextAreaElement> {
  return (box) => {
    if (CSS.supports('field-sizing', 'content')) return;
    void text();
    box.style.height = 'auto';
    box.style.height = `${String(box.scrollHeight)}px`;
  };
}
