/** How long what was undone is left alone, in seconds. */
export const UNDO_HOLD_SECONDS = 7 * 24 * 60 * 60;
