import { Controller } from '@hotwired/stimulus';

/** Files may also be dropped on the field that takes them, and it says what was chosen. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['input', 'said'];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly saidTarget: HTMLElement;

  over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.zone?.classList.add('over');
  }

  left(): void {
    this.zone?.classList.remove('over');
  }

  take(event: DragEvent): void {
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    this.left();
    this.inputTarget.files = files;
    this.name();
  }

  name(): void {
    const names = [...(this.inputTarget.files ?? [])].map((file) => file.name);
    if (names.length > 0) this.saidTarget.textContent = names.join(', ');
  }

  private get zone(): Element | null {
    return this.element.querySelector('.drop');
  }
}
