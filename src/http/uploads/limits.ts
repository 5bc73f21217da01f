/** How large a file may be that is sent with a form. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;
/** How large a picture of oneself may be, as it is sent. */
export const MAX_PICTURE_BYTES = 5 * 1024 * 1024;
/** How many files one form takes. */
export const MAX_FILES_SENT = 10;
