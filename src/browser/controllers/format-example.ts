import { exampleOf, thereNow } from '../../http/example.js';
import { writtenAs } from '../../http/writing.js';
import { Controller } from '../kit.js';
import '../writing.js';

/** Shows what days and figures will look like while they are chosen, and the time there now. */
export default class FormatExampleController extends Controller<HTMLFormElement> {
  show(): void {
    const chosen = (name: string) =>
      (this.element.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement).value;
    const zone = knownZone(chosen('time_zone'));
    const now = new Date();
    const example = writtenAs(chosen('locale'), () => ({
      there: zone ? thereNow(now, zone) : '',
      rows: exampleOf(now, zone ?? 'UTC', chosen('currency')),
    }));
    for (const { name, value } of example.rows) this.put(`[data-example=${name}]`, value);
    this.put('#f-time_zone-hint', example.there);
  }

  private put(selector: string, text: string): void {
    const place = this.element.querySelector(selector);
    if (place) place.textContent = text;
  }
}

// The server knows more names; this is for what the browser knows.
function knownZone(typed: string): string | undefined {
  const timeZone = typed.trim().replaceAll(' ', '_');
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
