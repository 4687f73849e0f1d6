/** UTF-16 units and lines of release notes that are shown. */
const NOTES_MAX_CHARS = 8_000;
const NOTES_MAX_LINES = 200;

/** ANSI escape sequences: colours and the like, and those that set a title or a link. */
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/gu;

/** What shows nothing and can change how what is around it looks: controls but line ends and tabs, directions, joiners, private signs. */
const HIDDEN = /[^\P{C}\n\t]|[\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/**
 * Release notes as plain text. Tags stay as they were written, since nothing reads them as such; escapes and invisible characters go;
 * what is too long is cut.
 */
export function notesText(notes: string): string {
  const text = notes
    .slice(0, NOTES_MAX_CHARS * 4)
    .replace(/\r\n?/gu, '\n')
    .replace(ESCAPES, '')
    .replace(HIDDEN, '')
    .trim();
  const lines = text.slice(0, NOTES_MAX_CHARS).split('\n').slice(0, NOTES_MAX_LINES).join('\n').trimEnd().toWellFormed();
  return lines.length < text.length ? `${lines} …` : lines;
}
