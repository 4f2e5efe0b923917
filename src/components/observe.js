// What would take a call for each row from wasm.

/** How high each child of a list is, in pixels of the page, whatever a host scales it to; nothing where it is scaled away. */
export const heights = (list) => {
  const [drawn, laid] = [list.getBoundingClientRect().height, list.offsetHeight];
  if (!drawn) return new Float64Array();
  // Less than a pixel is what the one rounds and the other does not.
  const scale = Math.abs(drawn - laid) < 1 ? 1 : drawn / laid;
  return Float64Array.from(list.children, (row) => row.getBoundingClientRect().height / scale);
};

/** Whether anybody could see an element, as far as it is in view. */
export const isToBeSeen = (element) => {
  const { width, height } = element.getBoundingClientRect();
  const wanted = { visibilityProperty: true, opacityProperty: true };
  return width > 0 && height > 0 && (element.checkVisibility?.(wanted) ?? true);
};
