/** Turbo ships no types; these are the few things we use. */
declare module '@hotwired/turbo' {}

interface TurboSubmitEvent extends Event {
  readonly detail: { readonly formSubmission: { readonly submitter?: HTMLElement } };
}

interface TurboBeforeRenderEvent extends Event {
  readonly detail: { readonly newBody: HTMLBodyElement };
}
