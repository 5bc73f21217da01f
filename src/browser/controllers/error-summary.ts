import { Controller } from '@hotwired/stimulus';

/** After a failed save the summary has the focus, and the page's title says so. */
export default class extends Controller<HTMLElement> {
  override connect(): void {
    this.element.focus();
    if (!document.title.startsWith('Error: ')) document.title = `Error: ${document.title}`;
  }
}
