import { Controller } from '../kit.js';

/** A form that is sent with what a passkey signed, or with a new passkey. Where the browser knows none, it stays hidden. */
export default class PasskeyController extends Controller<HTMLFormElement> {
  static override targets = ['answer', 'fault'];
  static override values = { challenge: String, makes: Boolean };
  declare readonly answerTarget: HTMLInputElement;
  declare readonly faultTarget: HTMLElement;
  declare readonly challengeValue: string;
  declare readonly makesValue: boolean;

  override connect(): void {
    this.element.hidden = !('PublicKeyCredential' in window);
  }

  /** Before the form is sent: asks the device, and sends it once that has answered. */
  async ask(event: Event): Promise<void> {
    if (this.answerTarget.value) return;
    event.preventDefault();
    this.faultTarget.hidden = true;
    try {
      const reading = import('../webauthn.js');
      const asked = await fetch(this.challengeValue, { method: 'POST', body: new URLSearchParams(this.tokens()) });
      // Who is not signed in any more, or must prove who they are first, is answered with a page.
      if (!asked.headers.get('content-type')?.includes('json')) return window.location.reload();
      const optionsJSON = await asked.json();
      const { startAuthentication, startRegistration } = await reading;
      const answer = this.makesValue
        ? await startRegistration({ optionsJSON })
        : await startAuthentication({ optionsJSON });
      this.answerTarget.value = JSON.stringify(answer);
      this.element.requestSubmit();
    } catch (error) {
      this.faultTarget.textContent = said(error as Error);
      this.faultTarget.hidden = false;
    }
  }

  private tokens(): Record<string, string> {
    return { csrf_token: String(new FormData(this.element).get('csrf_token')) };
  }
}

function said({ name }: Error): string {
  if (name === 'InvalidStateError') return 'This device has a passkey of your account already.';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'No passkey was given. Try again when you are ready.';
  return 'This browser or device could not give a passkey. Try another one.';
}
