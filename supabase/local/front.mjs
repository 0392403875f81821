/** The one door: decides per request which part answers, and lets no forged token through. */
import { adminRoutes } from "./auth_admin/routes.mjs";
import { verifiedAs } from "./auth_admin/links.mjs";
import { AuthError, showError } from "./auth_admin/auth_error.mjs";
import { unreachableAnswer, Unreachable } from "./errors.mjs";
import { BadToken } from "./tokens.mjs";

const ADMIN = /^\/auth\/v1\/(admin\/|invite$)/;
const SIGNS_IN = /^\/auth\/v1\/(token|verify|otp|magiclink|recover)$/;

const refusal = (status, body) => Response.json(body, { status });

/** PostgREST's own answer to a token it does not accept, or null when it may pass. */
async function refuseForgedToken(request, tokens) {
  const bearer = /^Bearer(?:\s+(.*))?$/i.exec(request.headers.get("authorization") ?? "");
  if (!bearer) return null;
  try {
    await tokens.claimsOf((bearer[1] ?? "").trim());
    return null;
  } catch (error) {
    if (!(error instanceof BadToken)) throw error;
    return refusal(401, { code: error.code, message: error.message, details: null, hint: null });
  }
}

async function refuseBanned(request, users) {
  const body = await request.clone().json().catch(() => ({}));
  if (!(await users.isBanned(body))) return null;
  return showError(new AuthError(403, "user_banned", "User is banned"));
}

/** The library verifies an invitation only under the name of a sign-up. */
async function withKnownType(request, url) {
  if (url.searchParams.has("type")) {
    url.searchParams.set("type", verifiedAs(url.searchParams.get("type")));
    return new Request(url, request);
  }
  if (request.method !== "POST") return request;
  const text = await request.text();
  const body = text.replace(/("type"\s*:\s*)"invite"/, '$1"signup"');
  return new Request(url, { method: "POST", headers: request.headers, body });
}

/** @returns a fetch handler over the library's app */
export function createFront({ app, connection, tokens, users, links }) {
  const admin = adminRoutes(tokens, users, links);

  async function rest(request, context) {
    const refused = await refuseForgedToken(request, tokens);
    if (refused) return refused;
    try {
      await connection.introspect({ useCache: true });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return refusal(unreachableAnswer.status, unreachableAnswer.body);
    }
    return app.fetch(request, context);
  }

  async function auth(request, url, context) {
    if (ADMIN.test(url.pathname)) return admin(request, url);
    if (SIGNS_IN.test(url.pathname) && request.method === "POST") {
      const refused = await refuseBanned(request, users);
      if (refused) return refused;
    }
    if (url.pathname === "/auth/v1/verify") return app.fetch(await withKnownType(request, url), context);
    return app.fetch(request, context);
  }

  return async (request, environment) => {
    const url = new URL(request.url);
    const context = { peerAddress: environment?.incoming?.socket?.remoteAddress ?? null };
    if (url.pathname.startsWith("/rest/v1")) return rest(request, context);
    if (url.pathname.startsWith("/auth/v1/")) return auth(request, url, context);
    return refusal(404, { message: "There is nothing here: use /rest/v1, /auth/v1 or /realtime/v1" });
  };
}
