//! The rows and the frame around them in React, with the markup of our page.

import { memo, useRef } from "react";
import { hue, initials, shownTime, shownWhole, stretches } from "./site.js";

const CHECK = "m5 12.5 4.5 4.5L19 7.5";
const SEND = "M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8";

const Icon = ({ path }) => (
  <svg className="glx-icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={path} />
  </svg>
);

function Body({ text }) {
  return (
    <p className="text" dir="auto">
      {stretches(text).map(({ href, text }, at) =>
        href ? (
          <a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {text}
          </a>
        ) : (
          text
        ),
      )}
    </p>
  );
}

const Time = ({ at }) => (
  <time dateTime={new Date(at).toISOString()} title={shownWhole(at)} tabIndex={-1}>
    {shownTime(at)}
  </time>
);

/** A message, or the line where a day begins. */
export const Row = memo(function Row({ row }) {
  if (row.day) {
    return (
      <li className="day">
        <span>{row.day}</span>
      </li>
    );
  }
  const { name, mine, text, at, continues } = row;
  const also = continues ? " continues" : "";
  if (mine) {
    return (
      <li className={`row own saved${also}`}>
        <div className="bubble">
          <span className="glx-hidden">You</span>
          <Body text={text} />
          <span className="meta">
            <Time at={at} />
            <span className="mark" title="Sent">
              <Icon path={CHECK} />
              <span className="glx-hidden">Sent</span>
            </span>
          </span>
        </div>
      </li>
    );
  }
  return (
    <li className={`row other${also}`}>
      {!continues && (
        <span className={`glx-avatar hue-${hue(name)}`} aria-hidden="true">
          {initials(name)}
        </span>
      )}
      <div className="bubble">
        <span className={continues ? "name glx-hidden" : "name"}>
          <bdi>{name}</bdi>
        </span>
        <Body text={text} />
        <span className="meta">
          <Time at={at} />
        </span>
      </div>
    </li>
  );
});

/** Head, rows, composer. */
export function Frame({ send, children }) {
  const field = useRef(null);
  const submit = (event) => {
    event.preventDefault();
    const content = field.current.value.trim();
    if (!content || !send) return;
    field.current.value = "";
    send(content);
  };
  const onKeyDown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };
  return (
    <div className="glx-chat">
      <header className="head">
        <div className="about">
          <h2>Help request</h2>
        </div>
      </header>
      <div className="log-frame">{children}</div>
      <form className="composer" onSubmit={submit}>
        <div className="field">
          <textarea ref={field} rows="1" placeholder="Write a message" aria-label="Write a message" dir="auto" onKeyDown={onKeyDown} />
          <button type="submit" className="send" aria-label="Send">
            <Icon path={SEND} />
          </button>
        </div>
      </form>
    </div>
  );
}
