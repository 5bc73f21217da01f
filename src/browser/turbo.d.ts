/** Turbo ships no types; these are the few things we use. */
declare module '@hotwired/turbo' {
  type Answer = { statusCode: number; redirected: boolean; responseHTML: string };
  /** Shows a page; one that was answered already is not asked for again. */
  export function visit(
    url: string,
    options?: { action?: 'advance' | 'replace'; response?: Answer; frame?: string },
  ): void;
}

interface TurboFrameMissingEvent extends Event {
  readonly detail: { readonly response: Response };
}

interface TurboSubmitEvent extends Event {
  readonly detail: { readonly formSubmission: { readonly submitter?: HTMLElement } };
}

interface TurboBeforeRenderEvent extends Event {
  readonly detail: { readonly newBody: HTMLBodyElement };
}
