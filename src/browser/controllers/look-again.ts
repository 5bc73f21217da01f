import { Controller } from '@hotwired/stimulus';

const EVERY_MS = 2_000;

type Frame = HTMLElement & { src: string | null; reload(): Promise<void> };

/** Loads its frame anew every two seconds for as long as what it shows is not over. */
export default class extends Controller<Frame> {
  static override targets = ['open'];
  private timer: ReturnType<typeof setTimeout> | undefined;

  openTargetConnected(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  override disconnect(): void {
    clearTimeout(this.timer);
  }

  private look(): void {
    if (this.element.src) void this.element.reload();
    else this.element.src = window.location.href;
  }
}
