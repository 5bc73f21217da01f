import { Controller } from '../kit.js';

/** Tells the server in which time zone the browser is. */
export default class OwnTimeZoneController extends Controller<HTMLInputElement> {
  override connect(): void {
    this.element.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  }
}
