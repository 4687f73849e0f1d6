/** What is said in many places. */
export const common = {
  app: 'RWCI Desktop',
  cancel: 'Cancel',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  delete: 'Delete',
  done: 'Done',
  save: 'Save',
  tryAgain: 'Try again',
  undo: 'Undo',
  /** Between the last two of a list of names. */
  and: ' and ',
  today: 'Today',
  yesterday: 'Yesterday',
};
