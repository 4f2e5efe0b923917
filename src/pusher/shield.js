// pusher-js calls its listeners one after another and stops at the first that throws. A Rust panic is such a throw: it is
// reported here, as an uncaught error would be, and the listeners after it are called all the same.

export function shield(listener) {
  return (first, second) => {
    try {
      listener(first, second);
    } catch (error) {
      reportError(error);
    }
  };
}
