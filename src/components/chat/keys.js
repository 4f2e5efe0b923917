// Keys that are commands in any page: with Control, on a Mac with Command.

/** Control moves in a text there, and F with it one sign on. */
const isMac = /^(Mac|iP)/.test(navigator.platform);

/** What the keys that find are called. */
export const findKeys = () => (isMac ? "Meta+F" : "Control+F");

const isCommand = ({ key, code, ctrlKey, metaKey, altKey, shiftKey, defaultPrevented }, letter) => {
  // Where letters are others, it is the key in that place.
  const isKey = key.toUpperCase() === letter || (key > "\x7f" && code === `Key${letter}`);
  const isModified = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  return isKey && isModified && !altKey && !shiftKey && !defaultPrevented;
};

/** Whether these find, and mean a chat. Pressed in its field, they are meant for the browser. */
export const finds = (event) => isCommand(event, "F") && !event.target.closest?.(".find");

/** Whether these select all. */
export const selectsAll = (event) => isCommand(event, "A");
