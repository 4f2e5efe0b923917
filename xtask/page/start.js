// Starts the page. The finishing step fills in the names in capitals; nothing here runs in debug builds.
// What was altered on the way is refused, and people read why nothing appears.

const INCOMPLETE = "The chat could not be loaded: a file is missing or was altered on the way. Reload the page; if this stays, tell whoever runs the site.";

function tell(sentence) {
  const root = document.getElementById("app") ?? document.body;
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.className = "start-problem";
  line.textContent = sentence;
  root.replaceChildren(line);
}

/**
 * A module is compared with its digest by its preload, and the import takes what was preloaded. One that does not fit would be fetched
 * again by the import, and not compared: so the preload's word is waited for.
 */
function checked(href, integrity) {
  const link = document.createElement("link");
  if (!link.relList.supports("modulepreload")) return undefined;
  return new Promise((resolve, reject) => {
    const onerror = () => reject(new Error(`${href} could not be had as it should be`));
    Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href, onload: resolve, onerror });
    document.head.append(link);
  });
}

try {
  if (typeof WebAssembly !== "object") {
    tell("This browser has no WebAssembly (or it is switched off), and the chat needs it. Any current browser will do.");
  } else {
    await Promise.all([checked("GLUE_URL", "GLUE_INTEGRITY"), checked("PUSHER_URL", "PUSHER_INTEGRITY")]);
    const { default: init, restFrom, loadRest } = await import("GLUE_URL");
    restFrom("REST_URL", () => tell(INCOMPLETE));
    await init({ module_or_path: fetch("WASM_URL", { integrity: "WASM_INTEGRITY" }) });
    loadRest();
  }
} catch (error) {
  console.error(error);
  // A page that is already up tells of its own troubles.
  if (!document.getElementById("app")?.firstElementChild) {
    tell(INCOMPLETE);
  }
}
