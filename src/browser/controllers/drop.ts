import { Controller } from '../kit.js';

/** Files may also be dropped on what takes them, and it says what was chosen; too many, or too large a one, before they are sent. */
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
    const files = [...(this.inputTarget.files ?? [])];
    if (files.length === 0) return;
    const fault = this.faultOf(files);
    this.saidTarget.textContent = [files.map(({ name }) => name).join(', '), fault].filter(Boolean).join('. ');
    this.saidTarget.classList.toggle('neg', fault !== '');
  }

  private faultOf(files: File[]): string {
    const [most, bytes] = [Number(this.inputTarget.dataset.most), Number(this.inputTarget.dataset.bytes)];
    const large = files.find(({ size }) => size > bytes);
    if (large) return `${large.name} is larger than ${bytes / 1024 / 1024} MB: choose without it.`;
    return files.length > most ? `These are ${files.length}: choose ${most} at most.` : '';
  }

  private get zone(): Element | null {
    return this.inputTarget.closest('label');
  }
}
