// How an element should look, by what the page around it says and shows.

/** What an element is in, shadow roots' hosts among them. */
export function* ancestors(element, itself) {
  if (itself) yield element;
  for (let above = element; (above = above.parentElement ?? above.getRootNode().host); ) yield above;
}

/** What the page around an element looks like, as far as it says so. */
export function themeAround(element) {
  for (const above of ancestors(element)) {
    const { theme } = above.dataset;
    for (const name of ["dark", "light"]) {
      // A page that says it is dark and keeps its light ground has no colours for the dark.
      if (above.classList.contains(name) || theme === name) return { theme: name, site: ownTheme(element) === name };
    }
  }
  // A site with colours of its own and no word about it is as light as its ground.
  const own = ownTheme(element);
  return own ? { theme: own, site: true } : {};
}

/**
 * How the page gives a token that is to be HSL channels, where it gives another thing: a `whole` colour, or `none` at all.
 * @param {string} name - without its dashes
 */
export function formOf(element, name) {
  const style = getComputedStyle(element);
  const value = style.getPropertyValue(`--glx-${name}`) || style.getPropertyValue(`--${name}`);
  if (!CSS.supports("color", `hsl(${value})`)) return CSS.supports("color", value) ? "whole" : "none";
}

function colour(element, name) {
  const channels = /^\s*[\d.]+(?:deg)?[\s,]+[\d.]+%[\s,]+([\d.]+)%\s*$/.exec(getComputedStyle(element).getPropertyValue(name));
  return channels && { lightness: Number(channels[1]) };
}

/** As light as the site's ground is, where it has the two colours that all others here go with, far enough apart to read. */
function ownTheme(element) {
  const [ground, ink] = [colour(element, "--background"), colour(element, "--foreground")];
  if (ground && ink && Math.abs(ground.lightness - ink.lightness) > 45) return ground.lightness < 50 ? "dark" : "light";
}
