// A component of the old site, unchanged: it knows nothing of where its connection comes from.

import { FormEvent, useEffect, useMemo, useState } from "react";

interface ChatMessage {
  id: string;
  content: string;
  username: string;
  timestamp: string;
  type: string;
  roomId?: string;
}

interface SocketConnection {
  messages: ChatMessage[];
  health: { connected: boolean; lastError: string | null; pusherState: string };
  joinRoom: (roomId: string) => void;
  sendMessage: (content: string, roomId: string) => void;
}

interface Props {
  helpRequestId: number;
  socketConnection: SocketConnection;
}

export function HelpRequestChat({ helpRequestId, socketConnection }: Props) {
  const [text, setText] = useState("");
  const { health, joinRoom, sendMessage } = socketConnection;
  const roomId = `help_request_${helpRequestId}`;

  useEffect(() => {
    joinRoom(roomId);
  }, [joinRoom, roomId]);

  const rows = useMemo(
    () =>
      socketConnection.messages
        .filter((msg) => msg.type === "chat" && msg.roomId === roomId)
        .map((msg) => ({ id: parseInt(msg.id), message: msg.content, sender: msg.username, at: new Date(msg.timestamp) }))
        .sort((a, b) => a.id - b.id),
    [socketConnection.messages, roomId],
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    sendMessage(text, roomId);
    setText("");
  };

  return (
    <section className="old-chat">
      <p className={health.connected ? "status good" : "status bad"}>
        {health.connected ? "Connected" : `Not connected (${health.pusherState})`}
        {health.lastError && <em> {health.lastError}</em>}
      </p>
      <ol>
        {rows.map((row) => (
          <li key={row.id}>
            <b>{row.sender}</b> <span>{row.message}</span> <time>{row.at.toLocaleTimeString()}</time>
          </li>
        ))}
      </ol>
      <form onSubmit={submit}>
        <input value={text} onChange={(event) => setText(event.target.value)} placeholder="Type your message..." />
        <button type="submit">Send</button>
      </form>
    </section>
  );
}
