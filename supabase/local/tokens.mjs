/** Who a caller is: by one of the two keys, or by a token this project's Auth signed. Nothing else counts. */
import crypto from "node:crypto";
import { errors, jwtVerify } from "jose";

const ROLES = new Set(["anon", "authenticated", "service_role"]);

export class BadToken extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Compares in constant time. */
function same(given, key) {
  const digest = (text) => crypto.createHash("sha256").update(text).digest();
  return crypto.timingSafeEqual(digest(given), digest(key));
}

export class Tokens {
  constructor({ jwtSecret, publishableKey, secretKey }) {
    Object.assign(this, { publishableKey, secretKey });
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    this.verification = crypto.subtle.importKey("raw", Buffer.from(jwtSecret), algorithm, false, ["verify"]);
  }

  isSecretKey(text) {
    return typeof text === "string" && same(text, this.secretKey);
  }

  isKey(text) {
    return this.isSecretKey(text) || (typeof text === "string" && same(text, this.publishableKey));
  }

  /** @returns the claims behind a key or a token  @throws {BadToken} with the code PostgREST answers */
  async claimsOf(text) {
    if (this.isSecretKey(text)) return { role: "service_role" };
    if (this.isKey(text)) return { role: "anon" };
    const claims = await this.#verify(text);
    // The API's database user is a superuser: a token must never choose another role.
    if (!ROLES.has(claims.role ?? "anon")) throw new BadToken("PGRST301", `No such role: ${claims.role}`);
    return { ...claims, role: claims.role ?? "anon" };
  }

  async #verify(text) {
    try {
      return (await jwtVerify(text, await this.verification, { algorithms: ["HS256"] })).payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new BadToken("PGRST303", "JWT expired");
      throw new BadToken("PGRST301", "No suitable key or wrong key type");
    }
  }
}
