// A page whose shortcuts listen everywhere, before and after anybody else.

import { configure } from "PACKAGE/glx-realtime.js";

const shortcuts = [];
window.shortcuts = shortcuts;
for (const target of [window, document, document.body]) {
  for (const type of ["keydown", "keypress", "keyup"]) {
    target.addEventListener(type, (event) => {
      shortcuts.push(event.key);
      if (event.key === "/" || event.key === "s") document.querySelector("#shortcuts").textContent += event.key;
      event.preventDefault();
    });
  }
}

const settings = await (await fetch("/site.json")).json();
configure({ ...settings, getToken: () => localStorage.getItem("token") });
