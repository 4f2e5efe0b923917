// A single page that shows its chat and takes it away again, as routers do.

import { configure } from "PACKAGE/glx-realtime.js";

const settings = await (await fetch("/site.json")).json();
configure({ ...settings, getToken: () => localStorage.getItem("token") });

const main = document.querySelector("main");

window.mount = () => {
  const bar = document.createElement("header");
  bar.className = "bar";
  bar.append(document.createElement("glx-connection-health"), document.createElement("glx-notifications"));
  const chat = document.createElement("glx-chat");
  chat.requestId = ROOM;
  main.replaceChildren(bar, chat);
};
window.unmount = () => main.replaceChildren();
window.mount();
