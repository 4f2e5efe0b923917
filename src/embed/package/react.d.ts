import type { DetailedHTMLProps, HTMLAttributes, ReactElement, Ref } from "react";
import type {
  GlxChatElement, GlxConnectionHealthElement, GlxError, GlxNotificationsElement, Health, Message, Notification, RoomName, Sent, Socket, SocketOptions,
} from "./glx-realtime.js";

/** The old hook, unchanged for those who call it. `token`: the JWT, or null while nobody is signed in. */
export function useSocket(token?: string | null, options?: Omit<SocketOptions, "token">): UseSocketResult;

export interface UseSocketResult {
  socket: {
    readonly connected: boolean;
    readonly pusherState: string;
    /** Kept for old callers: `emit("send_message", {content, roomId})`, `emit("join_room", id)`, `emit("leave_room", id)`. */
    emit(event: string, data?: unknown): void;
    /**
     * Events by the names of old, however they are written (`new_message`, `newMessage`, `new-message`): message, user_joined, user_left,
     * notification, connect, disconnect, error, health.
     */
    on(event: string, listener: (data: any) => void): void;
    off(event: string, listener?: (data: any) => void): void;
  };
  health: {
    readonly connected: boolean;
    readonly authenticated: boolean;
    /** Attempts to connect since the connection was last there. */
    readonly retryAttempts: number;
    /** Infinity: it never gives up. */
    readonly maxRetries: number;
    readonly lastError: string | null;
    /** When the connection was made; null while there is none. */
    readonly connectionTime: Date | null;
    readonly pusherState: string;
  };
  /** What is saved, of all joined rooms. What is still on its way is in `pusher.getSnapshot()`. */
  messages: Message[];
  notifications: Notification[];
  /** Fulfilled once it is saved. It need not be awaited: a refusal is no unhandled rejection. */
  sendMessage(content: string, roomId: RoomName): Promise<Sent>;
  /** Joins a room, once however often it is called; as soon as somebody is signed in, if nobody is yet. */
  joinRoom(roomId: RoomName): Promise<void>;
  leaveRoom(roomId: RoomName): Promise<void>;
  forceReconnect(): Promise<void>;
  getConnectionHealth(): Health & UseSocketResult["health"];
  cleanup(): void;
  /** The socket underneath, with everything that the old hook did not have. */
  pusher: Socket;
}

type ElementProps<E, Own> = Omit<DetailedHTMLProps<HTMLAttributes<E>, E>, "ref" | "children" | keyof Own> & Own & { ref?: Ref<E> };

interface Common {
  theme?: "light" | "dark" | "auto";
  socket?: Socket;
  onHealth?: (health: Health) => void;
  onError?: (error: GlxError) => void;
}

export function GlxChat(
  props: ElementProps<GlxChatElement, Common & {
    requestId: RoomName;
    heading?: string;
    onMessage?: (message: Message) => void;
    onUnread?: (unread: { roomId: string; unread: number }) => void;
  }>,
): ReactElement;
export function GlxConnectionHealth(props: ElementProps<GlxConnectionHealthElement, Common>): ReactElement;
export function GlxNotifications(props: ElementProps<GlxNotificationsElement, Common>): ReactElement;
