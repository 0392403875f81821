/** The operator's part of Supabase Auth (`/auth/v1/admin/*`, `/auth/v1/invite`), for the secret key alone. */
import { AuthError, showError } from "./auth_error.mjs";

const MAX_PAGE = 1000;

async function bodyOf(request) {
  const text = await request.text();
  try {
    return JSON.parse(text || "{}");
  } catch {
    throw new AuthError(400, "bad_json", "Could not parse request body as JSON");
  }
}

async function listed(users, query) {
  const size = Math.min(Number(query.get("per_page")) || 50, MAX_PAGE);
  const rows = await users.page(Number(query.get("page")) || 1, size);
  return { aud: "authenticated", users: await Promise.all(rows.map((row) => users.shown(row))) };
}

async function onOne(users, method, id, body) {
  const row = await users.byId(id);
  if (method === "PUT") return users.shown(await users.change(row, body));
  if (method === "DELETE") return users.remove(row, body.should_soft_delete).then(() => ({}));
  return users.shown(row);
}

/** @returns (request: Request, url: URL) => Promise<Response> */
export function adminRoutes(tokens, users, links) {
  async function answer(request, url) {
    const [, , , area, kind, id] = url.pathname.split("/");
    const body = await bodyOf(request);
    const redirect = url.searchParams.get("redirect_to");
    if (area === "invite") return links.invite(body, redirect);
    if (kind === "generate_link") return links.generate(body, redirect);
    if (kind === "users" && id) return onOne(users, request.method, id, body);
    if (kind === "users" && request.method === "POST") return users.shown(await users.create(body));
    if (kind === "users") return listed(users, url.searchParams);
    throw new AuthError(404, "not_found", "There is no such admin route");
  }

  function assertOperator(request) {
    const bearer = request.headers.get("authorization")?.replace(/^Bearer\s+/i, "");
    const key = request.headers.get("apikey") ?? bearer;
    if (!key) throw new AuthError(401, "no_authorization", "This endpoint requires the secret key");
    const isOperator = tokens.isSecretKey(key) && (bearer === undefined || tokens.isSecretKey(bearer));
    if (!isOperator) throw new AuthError(403, "not_admin", "User not allowed");
  }

  return async (request, url) => {
    try {
      assertOperator(request);
      return Response.json(await answer(request, url));
    } catch (error) {
      if (error instanceof AuthError) return showError(error);
      console.error("auth admin:", error.message);
      return showError(new AuthError(500, "unexpected_failure", "Internal server error"));
    }
  };
}
