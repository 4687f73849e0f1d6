/** A sentence at the composer; `{name}` in it stands for a value, which is somebody's own words. */
export interface Note {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

export function note(text: string, values: Note['values'] = {}): Note {
  return { text, values };
}
