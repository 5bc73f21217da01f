import { STANDARD, takeWritingFrom, writingOf } from '../http/writing.js';

// The page says how its reader writes.
takeWritingFrom(() => writingOf(document.documentElement.dataset.locale ?? STANDARD.locale));
