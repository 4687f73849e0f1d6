/** What is said of a number, by the plural rules of a language; `#` is where the number stands. */
export interface PluralForms {
  readonly one: string;
  readonly other: string;
}

/** Says how many by the rules of one language: `plural(3, { one: '# person', other: '# people' })` is `3 people`. */
export function pluralIn(language: string): (count: number, forms: PluralForms) => string {
  // Made when something is first counted: the catalogue is read at the start.
  let rules: Intl.PluralRules | undefined;
  let digits: Intl.NumberFormat | undefined;
  return (count, forms) => {
    rules ??= new Intl.PluralRules(language);
    digits ??= new Intl.NumberFormat(language);
    const form = rules.select(count) === 'one' ? forms.one : forms.other;
    return form.replace('#', digits.format(count));
  };
}
