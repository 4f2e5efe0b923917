//! The least a chat page can do in plain JavaScript on pusher-js: what `latency.mjs` measures against. Subscribes to the room in
//! the address, shows what comes, sends on Enter. Promises nothing: no catch-up, no echo, no repair.

const config = await (await fetch("/glx-config.json")).json();
const room = location.hash.slice(1);
const authorization = `Bearer ${localStorage.getItem("token")}`;
const [state, list, composer] = ["state", "messages", "composer"].map((id) => document.getElementById(id));
const known = new Set();

function show(id, text) {
  if (known.has(String(id))) return;
  known.add(String(id));
  const row = document.createElement("li");
  row.textContent = decoded(text);
  list.append(row);
}

function decoded(text) {
  const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };
  return text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => entities[entity]);
}

for (const row of await (await fetch(`/api/chat/${room}/messages`, { headers: { authorization } })).json()) {
  show(row.id, row.message);
}

const pusher = new Pusher(config.pusherKey, {
  cluster: config.cluster,
  wsHost: config.pusherHost,
  wsPort: config.pusherPort,
  forceTLS: config.pusherTls,
  enabledTransports: ["ws", "wss"],
  channelAuthorization: { endpoint: "/api/pusher/auth", transport: "ajax", headers: { authorization } },
});
const channel = pusher.subscribe(`private-help-request-${room}`);
channel.bind("pusher:subscription_succeeded", () => (state.textContent = "live"));
channel.bind("new-message", ({ id, content }) => show(id, content));

composer.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  const content = composer.value;
  composer.value = "";
  fetch("/api/chat/send", {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ content, roomId: `help_request_${room}` }),
  });
});
