/** Words whose spelling is asked for at once, and characters in one; what is beyond either is not checked. */
export const SPELLING_WORDS_MAX = 500;
export const SPELLING_WORD_MAX_CHARS = 64;
