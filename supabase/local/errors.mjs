/** A refused statement as PostgREST answers it: the HTTP status by SQLSTATE; message, details and hint kept. */

const STATUS = {
  P0001: 400, 53400: 500, 23503: 409, 23505: 409,
};

const STATUS_OF_CLASS = {
  "08": 503, "09": 500, "0L": 403, "0P": 403, 21: 500, 25: 500, 28: 403, "2D": 500, 38: 500, 39: 500, "3B": 500,
  40: 500, 53: 503, 54: 500, 55: 500, 57: 500, 58: 500, F0: 500, HV: 500, P0: 500, XX: 500,
};

/** These the API library answers rightly by itself, some with the table's or the role's help. */
const ANSWERED_RIGHTLY = /^(PT|PGRST|22|42|23502|25006)/;

const UNREACHABLE = new Set([
  "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED", "57P01", "57P02", "57P03",
]);

/** Does this code say that the connection to the database is gone? */
export const isUnreachable = (code) => UNREACHABLE.has(code);

/** PostgREST's answer while the database is away. */
export const unreachableAnswer = {
  status: 503,
  body: { code: "PGRST001", message: "Database client error. Retrying the connection.", details: null, hint: null },
};

export class Unreachable extends Error {
  code = "ECONNREFUSED";
  message = "the database does not answer";
}

/** Raised as SQLSTATE `PGRST`, an error carries its own status: PostgREST's documented way, which the library knows. */
function withStatus(status, body) {
  const error = new Error(JSON.stringify(body));
  return Object.assign(error, { code: "PGRST", detail: JSON.stringify({ status, headers: {} }) });
}

/** @param error as the database driver threw it */
export function answerable(error) {
  const code = error?.code;
  if (isUnreachable(code)) return withStatus(unreachableAnswer.status, unreachableAnswer.body);
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code) || ANSWERED_RIGHTLY.test(code)) return error;
  const { message, detail: details = null, hint = null } = error;
  return withStatus(STATUS[code] ?? STATUS_OF_CLASS[code.slice(0, 2)] ?? 400, { code, message, details, hint });
}
