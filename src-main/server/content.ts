const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether a message shows nothing: RFC #001 does not replicate empty content, and only white space is as empty to a reader. */
export function isBlank(message: string): boolean {
  return BLANK.test(message);
}
