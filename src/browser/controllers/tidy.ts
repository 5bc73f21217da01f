import { Controller } from '@hotwired/stimulus';

/** What was left empty does not stand in the address that a form leads to. */
export default class extends Controller<HTMLFormElement> {
  drop({ formData }: FormDataEvent): void {
    const sent = [...formData];
    for (const [name] of sent) formData.delete(name);
    for (const [name, value] of sent) if (value !== '') formData.append(name, value);
  }
}
