// A page that does with the package what tests tell it to.
import * as glx from "/embed/glx-realtime.js";

const json = await (await fetch("/glx-config.json")).json();
const getToken = () => localStorage.getItem("token");
Object.assign(globalThis, { glx, json, getToken });
if (!new URL(location).searchParams.has("unconfigured")) glx.configure({ ...json, getToken });
document.documentElement.dataset.ready = "";
