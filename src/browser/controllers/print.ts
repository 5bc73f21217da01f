import { Controller } from '@hotwired/stimulus';

/** Prints the page; without it the browser's own way does. */
export default class PrintController extends Controller {
  now(): void {
    window.print();
  }
}
