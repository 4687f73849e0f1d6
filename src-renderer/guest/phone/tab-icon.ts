/** Shows in the page's tab whether something calls for the person; the pictures are those that the page's head names (scripts/lib/page-icons.mjs). */
export class TabIcon {
  readonly #link: HTMLLinkElement | null;
  readonly #plain: string;
  readonly #unread: string;

  constructor(document: Document) {
    this.#link = document.querySelector('link[rel="icon"]');
    this.#plain = this.#link?.href ?? '';
    this.#unread = this.#link?.dataset['unread'] ?? this.#plain;
  }

  show(isUnread: boolean): void {
    const wanted = isUnread ? this.#unread : this.#plain;
    if (this.#link !== null && this.#link.getAttribute('href') !== wanted) this.#link.setAttribute('href', wanted);
  }
}
