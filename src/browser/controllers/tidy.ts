import { Controller } from '@hotwired/stimulus';

/** What was left empty, or belongs to a comparison that was not chosen, does not stand in the address that a form leads to. */
export default class extends Controller<HTMLFormElement> {
  drop({ formData }: FormDataEvent): void {
    const unseen = this.unseen();
    const sent = [...formData];
    for (const [name] of sent) formData.delete(name);
    for (const [name, value] of sent) if (value !== '' && !unseen.has(name)) formData.append(name, value);
  }

  private unseen(): Set<string> {
    const parts = [...this.element.querySelectorAll<HTMLElement>('.part-words, .part-from, .part-to')];
    const hidden = parts.filter((part) => getComputedStyle(part).display === 'none');
    return new Set(hidden.flatMap((part) => [...part.querySelectorAll('input')].map(({ name }) => name)));
  }
}
