/** What is said of a number, by the plural rules of a language; `#` is where the number stands. */
export interface PluralForms {
  readonly one: string;
  readonly other: string;
}

/** Says how many by the rules of one language: `plural(3, { one: '# person', other: '# people' })` is `3 people`. */
export function pluralIn(language: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(language);
  return (count, forms) => {
    const form = rules.select(count) === 'one' ? forms.one : forms.other;
    return form.replace('#', digits.format(count));
  };
}
