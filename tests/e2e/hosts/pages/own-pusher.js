// A site with its own pusher-js, by its script tag, and its own use for it: a counter of what is said, and one of what everybody is told.

import { configure } from "PACKAGE/glx-realtime.js";

const settings = await (await fetch("/site.json")).json();
const headers = { authorization: `Bearer ${localStorage.getItem("token")}` };
const pusher = new Pusher(settings.pusherKey, {
  cluster: settings.cluster,
  wsHost: settings.pusherHost,
  wsPort: settings.pusherPort,
  forceTLS: false,
  enabledTransports: ["ws"],
  enableStats: false,
  channelAuthorization: { endpoint: "/api/pusher/auth", transport: "ajax", headers },
});
const heard = { room: [], news: [], everything: 0 };
window.site = { pusher, Pusher, heard };
pusher.subscribe("private-help-request-ROOM").bind("new-message", ({ content }) => heard.room.push(content));
pusher.subscribe("news").bind("headline", ({ text }) => heard.news.push(text));
pusher.bind_global(() => (heard.everything += 1));

const adopt = new URLSearchParams(location.search).has("adopt");
configure({ ...settings, getToken: () => localStorage.getItem("token"), ...(adopt && { pusher }) });
