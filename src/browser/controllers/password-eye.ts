import { Controller } from '../kit.js';

/** Shows and hides what is typed into a password field. */
export default class extends Controller {
  static override targets = ['input', 'button'];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly buttonTarget: HTMLButtonElement;

  override connect(): void {
    this.buttonTarget.hidden = false;
    this.inputTarget.form?.addEventListener('submit', this.hide);
  }

  override disconnect(): void {
    this.inputTarget.form?.removeEventListener('submit', this.hide);
    this.hide();
  }

  toggle(): void {
    this.show(this.inputTarget.type === 'password');
    this.inputTarget.focus();
  }

  // A browser saves and fills only what is sent as a password.
  private readonly hide = (): void => this.show(false);

  private show(shown: boolean): void {
    this.inputTarget.type = shown ? 'text' : 'password';
    this.buttonTarget.setAttribute('aria-pressed', String(shown));
    this.buttonTarget.setAttribute('aria-label', shown ? 'Hide password' : 'Show password');
  }
}
