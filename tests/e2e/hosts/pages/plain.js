import { configure } from "PACKAGE/glx-realtime.js";

const settings = await (await fetch("/site.json")).json();
configure({ ...settings, getToken: () => localStorage.getItem("token") });
