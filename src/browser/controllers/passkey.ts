import { Controller } from '../kit.js';

/** A form that is sent with what a passkey signed, or with a new passkey. Where the browser knows none, it stays hidden. */
export default class PasskeyController extends Controller<HTMLFormElement> {
  static override targets = ['answer', 'fault'];
  static override values = { challenge: String, makes: Boolean };
  declare readonly answerTarget: HTMLInputElement;
  declare readonly faultTarget: HTMLElement;
  declare readonly challengeValue: string;
  declare readonly makesValue: boolean;
  private isAsking = false;

  override connect(): void {
    this.element.hidden = !('PublicKeyCredential' in window);
  }

  /** Before the form is sent: asks the device, and sends it once that has answered; once at a time. */
  async ask(event: Event): Promise<void> {
    if (this.answerTarget.value) return;
    event.preventDefault();
    if (this.isAsking) return;
    this.isAsking = true;
    this.faultTarget.hidden = true;
    const fault = await this.askDevice().catch((error: Error) => said(error));
    this.isAsking = false;
    if (fault) this.tell(fault);
  }

  private async askDevice(): Promise<string | undefined> {
    const reading = import('../webauthn.js');
    const body = new URLSearchParams(new FormData(this.element) as unknown as Record<string, string>);
    const asked = await fetch(this.challengeValue, { method: 'POST', body }).catch(() => undefined);
    if (!asked) return 'The server was not reached. Try again.';
    // What keeps from asking the device is a page of the server's, which the form gets too.
    if (!asked.headers.get('content-type')?.includes('json')) return this.element.submit() as undefined;
    const optionsJSON = await asked.json();
    const { startAuthentication, startRegistration } = await reading;
    const answer = this.makesValue
      ? await startRegistration({ optionsJSON })
      : await startAuthentication({ optionsJSON });
    this.answerTarget.value = JSON.stringify(answer);
    this.element.requestSubmit();
    return undefined;
  }

  private tell(fault: string): void {
    const text = this.faultTarget.querySelector('span');
    if (text) text.textContent = fault;
    this.faultTarget.hidden = false;
  }
}

function said({ name }: Error): string {
  if (name === 'InvalidStateError') return 'This device has a passkey of your account already.';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'No passkey was given. Try again when you are ready.';
  return 'This browser or device could not give a passkey. Try another one.';
}
