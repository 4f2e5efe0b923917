//! What a site would write to have the chat: settings, and an element for the room in the address.

import { configure, createSocket } from "/embed/glx-realtime.js";

const wanted = new URLSearchParams(location.hash.slice(1));
const settings = JSON.parse(document.getElementById("glx-config").textContent);
configure({ ...settings, getToken: () => localStorage.getItem("token") });

/** One more element for the room, as a site's script would put it in. */
function mount(room) {
  const chat = document.createElement("glx-chat");
  chat.requestId = room;
  // In view, also where there is one already.
  document.getElementById("place").prepend(chat);
  return chat;
}

mount(wanted.get("room"));
window.mountChat = mount;

/** Listens to rooms that are not shown. */
window.listenTo = (rooms) => {
  const socket = createSocket();
  for (const room of rooms) socket.joinRoom(`help_request_${room}`);
};
