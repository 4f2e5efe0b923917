// What would take many calls for each row from wasm.

/** Another row like one that was rendered, with what it says in the places of what that one says. */
export const another = (row, key, name, hue, initials, text, iso, time) => {
  const other = row.cloneNode(true);
  const at = (place) => other.querySelector(place);
  other.dataset.key = key;
  at(".text").textContent = text;
  const shown = at("time");
  shown.dateTime = iso;
  shown.textContent = time;
  if (name) at("bdi").textContent = name;
  const avatar = initials && at(".glx-avatar");
  if (avatar) {
    avatar.className = `glx-avatar hue-${hue}`;
    avatar.textContent = initials;
  }
  return other;
};
