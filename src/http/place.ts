/** Whom a place is for, where not for all. */
export type Who = 'writers' | 'admins';

/** A page that one goes to. `detail`: what it is part of; `keys` lead there; `also`: what else it is looked for by; `who` may see it, all where not stated. */
export type Place = {
  href: string;
  label: string;
  icon: string;
  detail?: string;
  keys?: string;
  also?: readonly string[];
  who?: Who;
};

/** Something that is done at once: by a link, which `whole` keeps from Turbo, or by sending a form with one field. */
export type Act = Pick<Place, 'label' | 'icon' | 'also' | 'who'> &
  ({ href: string; whole?: true } | { post: { action: string; name?: string; value?: string } });

/** `add` is what is made anew there, and `named` what its form calls what that is known by, where that is no name; `csv`: its list is exported; `under` is where its other pages stand, where not below `href`. */
export type NavEntry = Place & { add?: string; named?: string; csv?: true; under?: string };

/** Something that is made anew from anywhere: the form's address, and what it calls the name of what is made. */
export type Added = Act & { href: string; named: string };
