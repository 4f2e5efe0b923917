// The keys that find in any page.

/** Control moves in a text there, and F with it one sign on. */
const isMac = /^(Mac|iP)/.test(navigator.platform);

/** What they are called. */
export const keys = () => (isMac ? "Meta+F" : "Control+F");

/** Whether these are they, and mean a chat. Pressed in its field, they are meant for the browser. */
export const finds = (event) => {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey, defaultPrevented, target } = event;
  // Where letters are others, it is the key in that place.
  const isKey = /^f$/i.test(key) || (key > "\x7f" && code === "KeyF");
  const isModified = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  return isKey && isModified && !altKey && !shiftKey && !defaultPrevented && !target.closest?.(".find");
};
