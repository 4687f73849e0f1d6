/** What is said in many places. */
export const common = {
  app: 'RWCI Desktop',
  cancel: 'Cancel',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  delete: 'Delete',
  dismiss: 'Dismiss',
  done: 'Done',
  hideTyped: 'Hide what is typed',
  save: 'Save',
  showTyped: 'Show what is typed',
  tryAgain: 'Try again',
  undo: 'Undo',
  /** Between the last two of a list of names. */
  and: ' and ',
  today: 'Today',
  yesterday: 'Yesterday',
};
