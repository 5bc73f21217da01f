import type { PasswordPolicy } from '../../http/password-rules.js';
import { Controller } from '../kit.js';
import { metRules } from '../password-rules.js';

/** Ticks the rules of a new password while it is typed; an unmet one stays neutral, never red. */
export default class extends Controller {
  static override targets = ['input', 'rule'];
  static override values = { policy: String, email: String, name: String };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly ruleTargets: HTMLElement[];
  declare readonly policyValue: PasswordPolicy;
  declare readonly emailValue: string;
  declare readonly nameValue: string;

  override connect(): void {
    this.form?.addEventListener('input', this.checkAll);
    if (this.inputTarget.value) this.check();
  }

  override disconnect(): void {
    this.form?.removeEventListener('input', this.checkAll);
  }

  check(): void {
    const met = metRules(this.policyValue, this.inputTarget.value, this.owner);
    for (const item of this.ruleTargets) this.mark(item, met.get(item.dataset.key ?? ''));
  }

  // The name and the address are rules' input too.
  private readonly checkAll = (): void => {
    if (this.inputTarget.value) this.check();
  };

  private mark(item: HTMLElement, met: boolean | undefined): void {
    item.classList.remove('unmet');
    item.classList.toggle('ok', met === true);
    const says = item.querySelector('[data-says]');
    if (says) says.textContent = met === undefined ? '' : met ? ', met' : ', not met yet';
  }

  private get owner(): { email: string; name: string } {
    return { email: this.emailValue || this.typedIn('email'), name: this.nameValue || this.typedIn('name') };
  }

  private get form(): HTMLFormElement | null {
    return this.inputTarget.form;
  }

  private typedIn(name: string): string {
    const field = this.form?.elements.namedItem(name);
    return field instanceof HTMLInputElement ? field.value : '';
  }
}
