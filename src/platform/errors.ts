/** A thing that is not there, or not this person's: both answer 404, so that nobody learns which. */
export class NotFound extends Error {
  override name = 'NotFound';
}

/** A request that this person may not make. */
export class Forbidden extends Error {
  override name = 'Forbidden';
}

/** A parameter outside a form that cannot be read, such as a cut-off cursor; `message` is shown to the person. */
export class BadRequest extends Error {
  override name = 'BadRequest';
}

/** A form in which more was typed than it may hold. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** An act that the present state of things does not allow; `message` is shown to the person. */
export class Conflict extends Error {
  override name = 'Conflict';
}

/** Two changes at one moment that wait for each other, or cannot both have been: this one was taken back whole. */
export class Collided extends Error {
  override name = 'Collided';
}

/** A service the product leans on that does not answer in time. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

/** More of a costly thing asked for at once than the server does at once; it is well otherwise. */
export class Busy extends Error {
  override name = 'Busy';
}

/** More passwords to be tried at once than the server tries, and as many waiting as may. */
export class Crowded extends Error {
  override name = 'Crowded';
}

/** More of a costly thing than one person is given at once. */
export class TooMany extends Error {
  override name = 'TooMany';
}

/** A start that cannot go on; `message` tells the operator what to do, and no stack is printed. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}
