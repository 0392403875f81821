/** Phoenix messages in both forms: an object (protocol 1.0.0) or an array (2.0.0). We answer as we are spoken to. */

/** @returns the message, or null when it is none */
export function decode(data) {
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    return null;
  }
  if (Array.isArray(message)) {
    const [join_ref, ref, topic, event, payload] = message;
    return { join_ref, ref, topic, event, payload: payload ?? {}, asArray: true };
  }
  if (typeof message?.topic !== "string") return null;
  return { ...message, payload: message.payload ?? {}, asArray: false };
}

export function encode({ join_ref = null, ref = null, topic, event, payload }, asArray) {
  if (asArray) return JSON.stringify([join_ref, ref, topic, event, payload]);
  return JSON.stringify({ join_ref, ref, topic, event, payload });
}
